"""What the trail needs to know about a tracked model, worked out once.

Which fields it commits to and in which form, which ids its entries carry.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.backends.utils import format_number

from audit import commitment

REASON = "reason_text"
REASON_PREFIX = commitment.name_prefix(REASON)
Resolve = Callable[[models.Model, int | None], int | None]


@dataclass(frozen=True, slots=True)
class TrackedField:
    name: str
    attname: str
    prefix: bytes
    canon: Callable[[Any], bytes]


@dataclass(frozen=True, slots=True)
class Profile:
    """What capture needs to know about one tracked model, worked out once."""

    label: str
    history: type[models.Model]
    fields: tuple[TrackedField, ...]
    attnames: frozenset[str]
    shape: str
    controller: Resolve
    subject: Resolve
    case: Resolve


@cache
def profile(model: type[models.Model]) -> Profile:
    model = model._meta.concrete_model or model
    history = model.history.model  # type: ignore[attr-defined]
    fields = tuple(
        TrackedField(f.name, f.attname, commitment.name_prefix(f.name), canon_for(f))
        for f in model._meta.concrete_fields
        if f.name not in history._history_excluded_fields
    )
    label = model._meta.label_lower
    declared = model.Audit  # type: ignore[attr-defined]
    return Profile(
        label=label,
        history=history,
        fields=fields,
        attnames=frozenset(f.attname for f in fields),
        shape=shape_code(label, shape_fields(fields)),
        controller=resolver(model, getattr(declared, "controller", None)),
        subject=resolver(model, getattr(declared, "subject", None)),
        case=resolver(model, getattr(declared, "case", None)),
    )


def shape_fields(fields: Iterable[TrackedField]) -> list[str]:
    return [*(f.name for f in fields), REASON]


def shape_code(label: str, names: Sequence[str]) -> str:
    return sha256("\n".join([label, *names]).encode()).hexdigest()[:8]


@cache
def _leaf_form(
    model: type[models.Model], name: str
) -> tuple[str, bytes, Callable[[Any], bytes]] | None:
    if name == REASON:
        return REASON, REASON_PREFIX, commitment.canon
    for field in profile(model).fields:
        if field.name == name:
            return field.attname, field.prefix, field.canon
    return None


def leaves_of(
    model: type[models.Model], names: Sequence[str], row: Any
) -> list[tuple[bytes, bytes]]:
    """(name prefix, canonical value) of a history row, in the order of its shape.

    A field that has left the model since has no value any more: LookupError.
    """
    return [
        (prefix, canon(getattr(row, attname)))
        for attname, prefix, canon in leaf_forms(model, names)
    ]


def leaf_forms(
    model: type[models.Model], names: Sequence[str]
) -> list[tuple[str, bytes, Callable[[Any], bytes]]]:
    """(attribute, name prefix, canonical form) of these fields; LookupError as above,
    saying which.
    """
    found = []
    for name in names:
        if (form := _leaf_form(model, name)) is None:
            raise LookupError(f"{model._meta.label_lower}.{name}")
        found.append(form)
    return found


def canon_for(field: "models.Field[Any, Any]") -> Callable[[Any], bytes]:
    """The canonical form of this field's values as the database will give them back."""
    if isinstance(field, models.ForeignKey):
        return canon_for(field.target_field)
    if isinstance(field, models.JSONField):
        return lambda value: commitment.canon_json(value, field.encoder)
    if isinstance(field, models.FileField):
        return lambda value: commitment.canon(None if value is None else str(value))
    if isinstance(field, models.DecimalField):
        return lambda value: commitment.canon(_rounded(field, value))
    if isinstance(field, models.BinaryField):
        return commitment.canon
    if isinstance(field, models.CharField | models.TextField):
        return lambda value: (
            b"s" + value.encode()
            if type(value) is str
            else commitment.canon(field.to_python(value))
        )
    return lambda value: commitment.canon(field.to_python(value))


def _rounded(field: "models.DecimalField[Any, Any]", value: Any) -> Decimal | None:
    text = format_number(
        field.to_python(value), field.max_digits or 0, field.decimal_places or 0
    )
    return None if text is None else Decimal(text)


def resolver(model: type[models.Model], declared: Any) -> Resolve:
    """Find an id on a row by a path ("rights_request__controller_id") or a callable.

    A relation that is not loaded costs a SELECT only where the act in force does not
    say the id already.
    """
    if declared is None:
        return lambda instance, known: known
    if callable(declared):
        return lambda instance, known: declared(instance)
    *relations, last = declared.split("__")

    def resolve(instance: Any, known: int | None) -> int | None:
        for name in relations:
            is_loaded = instance._meta.get_field(name).is_cached(instance)
            if known is not None and not is_loaded:
                return known
            instance = getattr(instance, name)
            if instance is None:
                return known
        found: int | None = getattr(instance, _attname(instance, last))
        return known if found is None else found

    return resolve


def _attname(instance: models.Model, name: str) -> str:
    try:
        return str(getattr(instance._meta.get_field(name), "attname", name))
    except FieldDoesNotExist:
        return name  # "pk", or a property
