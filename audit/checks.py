"""Refuses, at start, a tracked model that would leave changes unrecorded."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import connections, models

from audit import keys, profiles, redacting, triggers
from audit.errors import NotErasable
from audit.models import AuditedModel, AuditedQuerySet, HistoryStamp

# on_delete functions that change or remove rows without a signal for each of them;
# the last is what models.SET(...) returns.
SILENT = {
    "SET_NULL",
    "SET_DEFAULT",
    "DB_CASCADE",
    "DB_SET_NULL",
    "DB_SET_DEFAULT",
    "set_on_delete",
}
MOST_FIELDS = 62  # a bitmap in 63 bits says which are erased; one is the reason's text
RESERVED = {
    "history_id",
    "history_date",
    "history_type",
    "history_user",
    "history_user_id",
    "history_change_reason",
    "history_object",
    "history_relation",
    "instance",
    "instance_type",
    "next_record",
    "prev_record",
    "revert_url",
    "tracked_fields",
    "entry_uid",
    "secret",
    "redacted",
    "reason_text",
}


@checks.register(checks.Tags.models)
def check_tracked_models(**options: Any) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    for model in apps.get_models():
        if issubclass(model, AuditedModel):
            if not model._meta.proxy:
                found += _tracked(model)
        elif hasattr(model._meta, "simple_history_manager_attribute"):
            found.append(_error("E001", model, "has history but is no AuditedModel."))
    return found


@checks.register(checks.Tags.security, deploy=True)
def check_key_files(**options: Any) -> list[checks.CheckMessage]:
    return [
        checks.Warning(
            f"The key file {path} may be read by others than its owner.",
            hint=f"chmod 600 {path}",
            id="audit.W001",
        )
        for path in keys.readable_by_others()
    ]


@checks.register(checks.Tags.database, deploy=True)
def check_triggers(
    databases: Sequence[str] | None = None, **options: Any
) -> list[checks.CheckMessage]:
    """Guards and markers are in the database: a rebuilt table or a copy loses them."""
    return [
        checks.Warning(
            f"{len(lacking)} triggers that protect the trail are missing, "
            f"the first on {lacking[0].table}.",
            hint='Run "manage.py migrate": it puts them up again.',
            id="audit.W002",
        )
        for alias in databases or []
        if (lacking := triggers.missing(connections[alias]))
    ]


def _tracked(model: type[AuditedModel]) -> Iterator[checks.CheckMessage]:
    history = getattr(model, "history", None)
    if not issubclass(getattr(history, "model", object), HistoryStamp):
        yield _error("E002", model, "needs history = AuditedHistory().")
        return
    yield from _declaration(model)
    if model._meta.parents:
        yield _error("E005", model, "may not inherit from another model's table.")
    if not isinstance(model._default_manager.all(), AuditedQuerySet):
        yield _error("E006", model, "needs a manager made from AuditedQuerySet.")
    untracked = getattr(getattr(model, "Audit", None), "untracked", ())
    for field in model._meta.many_to_many:
        if field.name not in untracked:
            yield _error("E007", model, f"may not have many-to-many ({field.name}).")
    for relation in model._meta.concrete_fields:
        on_delete = getattr(relation.remote_field, "on_delete", None)
        if getattr(on_delete, "__name__", "") in SILENT:
            yield _error(
                "E008",
                model,
                f"{relation.name}: its on_delete changes rows unrecorded.",
            )
    for name in sorted(RESERVED & {f.name for f in model._meta.concrete_fields}):
        yield _error("E009", model, f"may not call a field {name}: history uses it.")


def _declaration(model: type[AuditedModel]) -> Iterator[checks.CheckMessage]:
    declared = getattr(model, "Audit", None)
    if declared is None or not hasattr(declared, "pii"):
        yield _error("E003", model, "needs an inner class Audit with pii = [...].")
    elif not (hasattr(declared, "controller") or hasattr(declared, "subject")):
        yield _error(
            "E003", model, "Audit needs controller (None if it has none) or subject."
        )
    else:
        names = {f.name for f in model._meta.concrete_fields}
        for name in sorted(set(declared.pii) - names):
            yield _error("E004", model, f"Audit.pii names {name}, which is no field.")
        yield from _erasable(model, sorted(set(declared.pii) & names))


def _erasable(
    model: type[AuditedModel], names: list[str]
) -> Iterator[checks.CheckMessage]:
    for name in names:
        try:
            redacting.blank(model, name)
        except NotErasable:
            yield _error(
                "E010",
                model,
                f"{name} is personal and cannot be empty: Audit.tombstones = "
                "{...} must say what an erased value is replaced by.",
            )
    if len(profiles.profile(model).fields) > MOST_FIELDS:
        yield _error("E011", model, f"has more than {MOST_FIELDS} tracked fields.")


def _error(number: str, model: type[models.Model], text: str) -> checks.Error:
    return checks.Error(f"{model._meta.label} {text}", obj=model, id=f"audit.{number}")
