"""The base of every model that holds personal data or decides about it.

    class Claimant(AuditedModel):
        ...
        history = AuditedHistory()

        class Audit:
            controller = "rights_request__controller_id"
            case = "rights_request_id"
            pii = ["name", "email"]

`save()` and `delete()` are recorded by themselves; the roads that would bypass them are
refused, and `audited_update` and `audited_bulk_create` take their place.
"""

from collections.abc import Collection, Iterable
from copy import deepcopy
from datetime import datetime
from functools import cache
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.base import ModelBase

from audit import capture, profiles
from audit.errors import StaleFields, StaleRecord
from audit.models.bulk import AuditedQuerySet

_FIXED = frozenset({str, int, bool, type(None), datetime, UUID})  # never changed inside
_UNKNOWN = object()

AuditedManager = models.Manager.from_queryset(AuditedQuerySet)


class TrackedModelBase(ModelBase):
    """Gives a tracked model a base manager that refuses bulk writes as well.

    Django's `related.add(row)` and `related.set(rows)` update through it, past the
    model's own manager. A Meta.base_manager_name would do the same, but it would appear
    in the migrations of every tracked model.
    """

    @property
    def _base_manager(cls) -> Any:
        manager = cls.__dict__.get("_audited_base_manager")
        if manager is None:
            manager = AuditedManager()
            manager.model, manager.name = cls, "_base_manager"
            cls._audited_base_manager = manager
        return manager


class AuditedModel(models.Model, metaclass=TrackedModelBase):
    """See the head of this file. Subclasses declare `history` and `Audit`."""

    # Counts the recorded changes of this row. Each save asks for the revision it was
    # loaded with, so a write over someone else's change is refused without a SELECT and
    # the history row can never hold values the database does not.
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        """Write what changed and record it; a save that changes nothing writes nothing.

        Raises NoAuditContext or NotInTransaction; StaleFields if `update_fields` leaves
        out a field that changed too; StaleRecord if the row is not as it was loaded.
        """
        if self._state.adding:
            capture.require(self)
            # Never an UPDATE of a row this instance has not read.
            super().save(**{**options, "force_insert": True})
        elif changed := self.audit_fields_to_write(options.pop("update_fields", None)):
            options.pop("force_update", None)
            self._audit_save_changed(changed, options)

    @classmethod
    def from_db(
        cls,
        db: str | None,
        field_names: Collection[str],
        values: Collection[Any],
        **how: Any,
    ) -> Self:
        instance = super().from_db(db, field_names, values, **how)
        instance.audit_remember()
        return instance

    def audit_remember(self, attnames: Iterable[str] | None = None) -> None:
        """Take the values this instance has now as those in the database."""
        here = self.__dict__
        if attnames is None:
            self._audit_loaded: dict[str, Any] = {}
            attnames = _attnames(type(self))
        loaded = self._audit_loaded
        for name in attnames:
            if name in here:
                value = here[name]
                loaded[name] = value if type(value) in _FIXED else _kept(value)

    def audit_changed_fields(self) -> list[str]:
        """Names of the tracked fields that differ from what was loaded."""
        here, loaded = self.__dict__, self.__dict__.get("_audit_loaded", {})
        return [
            f.name
            for f in profiles.profile(type(self)).fields
            if here.get(f.attname, _UNKNOWN) is not loaded.get(f.attname, _UNKNOWN)
            and self._audit_differs(f.attname)
        ]

    def _audit_differs(self, attname: str) -> bool:
        now = self.__dict__.get(attname, _UNKNOWN)
        before = self.__dict__.get("_audit_loaded", {}).get(attname, _UNKNOWN)
        if now is _UNKNOWN or now is before or now == before:
            return False
        if before is _UNKNOWN or hasattr(now, "resolve_expression"):
            return True
        try:
            return bool(_fields(type(self))[attname].to_python(now) != before)
        except ValidationError:
            return True

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Any] | None = None,
    ) -> None:
        fields = None if fields is None else list(fields)
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        names = None if fields is None else [_attname(type(self), f) for f in fields]
        self.audit_remember(names)

    def _audit_save_changed(self, changed: set[str], options: dict[str, Any]) -> None:
        if self._audit_tracks(changed):
            capture.require(self)
            self.revision += 1
            changed = {*changed, "revision"}
        try:
            super().save(**options, update_fields=changed)
        except self.NotUpdated:
            self.revision = self._audit_loaded.get("revision", self.revision)
            raise StaleRecord(self._meta.label, self.pk) from None

    def audit_fields_to_write(
        self, update_fields: Iterable[str] | None = None
    ) -> set[str]:
        """Names of the fields that changed, with the auto_now ones that go along."""
        known = _fields(type(self))
        here, loaded = self.__dict__, self.__dict__.get("_audit_loaded", {})
        changed = {
            name
            for name in known
            if here.get(name, _UNKNOWN) is not loaded.get(name, _UNKNOWN)
            and self._audit_differs(name)
        }
        asked = set(known)
        if update_fields is not None:
            asked = {_attname(type(self), name) for name in update_fields}
            if left_out := sorted(changed - asked):
                raise StaleFields(self._meta.label, left_out)
        if changed:
            changed |= {n for n in asked if getattr(known.get(n), "auto_now", False)}
        return {known[name].name for name in changed}

    def _audit_tracks(self, names: Iterable[str]) -> bool:
        tracked = {f.name for f in profiles.profile(type(self)).fields}
        return not tracked.isdisjoint(names)

    def _do_update(self, base_qs: Any, *args: Any, **options: Any) -> Any:
        """Only the row as it was loaded; another revision matches nothing."""
        loaded = self.__dict__.get("_audit_loaded", {})
        if loaded.get("revision", self.revision) != self.revision:
            base_qs = base_qs.filter(revision=loaded["revision"])
        return super()._do_update(base_qs, *args, **options)


# Added from outside so that a model may declare a manager of its own, made from
# AuditedQuerySet, without type checkers taking it for a wrong override.
AuditedModel.add_to_class("objects", AuditedManager())


@cache
def _fields(model: type[models.Model]) -> "dict[str, models.Field[Any, Any]]":
    return {
        f.attname: f for f in model._meta.concrete_fields if f.attname != "revision"
    }


@cache
def _attnames(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(f.attname for f in model._meta.concrete_fields)


def _attname(model: type[models.Model], name: str) -> str:
    if name == "pk":
        name = model._meta.pk.name
    return str(getattr(model._meta.get_field(name), "attname", name))


def _kept(value: Any) -> Any:
    """A copy of what can be changed in place: a JSON list, a file's name."""
    if isinstance(value, (dict, list)):
        return deepcopy(value)
    if isinstance(value, models.fields.files.FieldFile):
        return value.name
    return value
