"""Who a person is to the company: the verbs of names and identifiers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Controller, User
from audit.trail import act, record
from processing.terms import SubjectCategory
from subjects import guards
from subjects.errors import NotPossible
from subjects.models import DataSubject, Identifier
from subjects.steps import fresh, step

EDITABLE = frozenset({"name", "kinds", "country", "language", "since"})


def add_person(
    controller: Controller,
    *,
    by: User,
    identifiers: Iterable[tuple[str, str]] = (),
    at: datetime | None = None,
    **words: Any,
) -> DataSubject:
    """Write down a person whom the company knows; `words` are fields of EDITABLE.

    `identifiers` are pairs of kind and value, not proven by anything. Raises
    PermissionDenied, or NotPossible where an identifier belongs to somebody already.
    """
    at = at or timezone.now()
    if not by.has_perm("subjects.edit", controller):
        raise PermissionDenied
    person = DataSubject(controller=controller, created_at=at)
    _write(person, words)
    with transaction.atomic(), act(by=by, controller_id=controller.pk, at=at):
        person.save()
        for kind, value in identifiers:
            _save(_identifier(person, kind, value))
        record("subjects.add_person", person, subject_id=person.pk)
    return person


def edit_person(
    person: DataSubject,
    *,
    revision: int | None = None,
    by: User,
    at: datetime | None = None,
    **words: Any,
) -> DataSubject:
    """Change name, kinds, country, language. Raises NotPossible, or Restricted."""
    at = at or timezone.now()
    with step(
        person, "edit_person", by=by, at=at, permission="subjects.edit"
    ) as locked:
        row = fresh(locked, revision)
        guards.refuse(row, guards.Use.EDIT)
        _write(row, words)
        row.save()
    return row


def add_identifier(
    person: DataSubject,
    *,
    kind: str,
    value: str,
    by: User,
    at: datetime | None = None,
) -> Identifier:
    """Note something the company knows the person by; proven only by a check."""
    at = at or timezone.now()
    with step(
        person, "add_identifier", by=by, at=at, permission="subjects.edit"
    ) as locked:
        guards.refuse(locked, guards.Use.EDIT)
        row = _identifier(locked, kind, value)
        _save(row)
    return row


def remove_identifier(
    identifier: Identifier, *, by: User, at: datetime | None = None
) -> None:
    """Take out what no longer belongs to the person; the history keeps it."""
    at = at or timezone.now()
    person = identifier.data_subject
    with step(
        person, "remove_identifier", by=by, at=at, permission="subjects.edit"
    ) as locked:
        guards.refuse(locked, guards.Use.EDIT)
        fresh(identifier).delete()


def plain(kind: str, value: str) -> str:
    """The value as it is kept. Raises NotPossible for what cannot be one."""
    value = " ".join(value.split())
    if kind not in Identifier.Kind.values:
        raise NotPossible(_("“%(kind)s” is no kind of identifier.") % {"kind": kind})
    if not value:
        raise NotPossible(_("Write the identifier."), "value")
    if kind == Identifier.Kind.EMAIL:
        try:
            validate_email(value)
        except ValidationError:
            raise NotPossible(_("This is no e-mail address."), "value") from None
        return value.lower()
    return value


def _identifier(person: DataSubject, kind: str, value: str) -> Identifier:
    return Identifier(
        data_subject=person,
        controller=person.controller,
        kind=kind,
        value=plain(kind, value),
    )


def _save(row: Identifier) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        known = Identifier.objects.get(
            controller=row.controller, kind=row.kind, value=row.value
        )
        raise NotPossible(
            _(
                "%(person)s is known by this already. If it is the same person, merge "
                "the two."
            )
            % {"person": known.data_subject.ref},
            "value",
        ) from None


def _write(person: DataSubject, words: dict[str, Any]) -> None:
    if unknown := sorted(set(words) - EDITABLE):
        raise TypeError(f"{unknown[0]} is no field that can be edited.")
    for name, value in words.items():
        setattr(person, name, value.strip() if isinstance(value, str) else value)
    if any(code not in SubjectCategory.values for code in person.kinds):
        raise NotPossible(_("Choose what the person is to the controller."), "kinds")
