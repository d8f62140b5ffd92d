"""The verbs that keep the register: systems and recipients come, change and go.

Each asks for `processing.edit` at the company, checks the row as a whole, and leaves
one entry. `revision` is that of the row the page showed.
"""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Controller, User
from audit.trail import act, record
from processing.checking import check
from processing.errors import NotKeepable, RowChanged
from processing.models import Place, Recipient, System

PLACE = (
    *("name", "countries", "activities", "owner", "active_from"),
    *("reviewed_on", "next_review_on", "note"),
)
EDITABLE: dict[type[Place], frozenset[str]] = {
    System: frozenset(
        {*PLACE, "kind", "team", "erasure", "erasure_steps", "backup_days"}
    ),
    Recipient: frozenset(
        {
            *PLACE,
            *("kind", "contact", "country", "role", "passed_on"),
            *("told", "told_after", "safeguard", "agreement"),
        }
    ),
}


def add_system(
    controller: Controller, *, by: User, at: datetime | None = None, **words: Any
) -> System:
    """Put a system into the register of `controller`.

    `words` are fields of EDITABLE[System]. Raises PermissionDenied, or NotKeepable
    where they cannot stand in the register; nothing is stored then.
    """
    row = System(controller=controller)
    return _add(row, "processing.add_system", words, by=by, at=at)


def edit_system(
    system: System,
    *,
    revision: int,
    by: User,
    at: datetime | None = None,
    **words: Any,
) -> System:
    """Change a system of the register; raises as `add_system`, and RowChanged."""
    verb = "processing.edit_system"
    return _edit(system, verb, words, revision=revision, by=by, at=at)


def retire_system(
    system: System,
    *,
    on: date,
    because: str,
    revision: int,
    by: User,
    at: datetime | None = None,
) -> System:
    """Say that a system holds no data from `on`; it stays readable, and as it is."""
    words = {"retired_on": on, "retired_because": because.strip()}
    verb = "processing.retire_system"
    return _edit(system, verb, words, revision=revision, by=by, at=at)


def add_recipient(
    controller: Controller, *, by: User, at: datetime | None = None, **words: Any
) -> Recipient:
    """Put a recipient into the register of `controller`; raises as `add_system`."""
    row = Recipient(controller=controller)
    return _add(row, "processing.add_recipient", words, by=by, at=at)


def edit_recipient(
    recipient: Recipient,
    *,
    revision: int,
    by: User,
    at: datetime | None = None,
    **words: Any,
) -> Recipient:
    """Change a recipient of the register; raises as `add_system`, and RowChanged."""
    verb = "processing.edit_recipient"
    return _edit(recipient, verb, words, revision=revision, by=by, at=at)


def retire_recipient(
    recipient: Recipient,
    *,
    on: date,
    because: str,
    revision: int,
    by: User,
    at: datetime | None = None,
) -> Recipient:
    """Say that a recipient gets nothing from `on`; it stays readable, and as it is."""
    words = {"retired_on": on, "retired_because": because.strip()}
    verb = "processing.retire_recipient"
    return _edit(recipient, verb, words, revision=revision, by=by, at=at)


@transaction.atomic
def _add[P: Place](row: P, verb: str, words: dict[str, Any], *, by: User, at: Any) -> P:
    at = at or timezone.now()
    _ask(by, row)
    # One at a time for each company: two rows never get the same code.
    Controller.objects.select_for_update().get(pk=row.controller_id)
    _write(row, words)
    row.code = _free_code(row)
    check(row, at=at)
    with act(by=by, controller_id=row.controller_id, at=at):
        _save(row)
        record(verb, row)
    return row


@transaction.atomic
def _edit[P: Place](
    row: P, verb: str, words: dict[str, Any], *, revision: int, by: User, at: Any
) -> P:
    at = at or timezone.now()
    _ask(by, row)
    rows: Any = type(row)._default_manager
    row = rows.select_for_update(of=("self",)).get(pk=row.pk)
    if row.revision != revision:
        raise RowChanged(
            _(
                "Someone changed %(name)s while you were working on it. Nothing of "
                "yours was stored: read what changed, then do it again."
            )
            % {"name": row.name}
        )
    if row.is_retired:
        raise NotKeepable(_("%(name)s is retired and stays as it is.") % {"name": row})
    _write(row, words)
    check(row, at=at)
    if changed := row.audit_changed_fields():
        with act(by=by, controller_id=row.controller_id, at=at):
            _save(row)
            record(verb, row, changes=changed)
    return row


def _ask(by: User, row: Place) -> None:
    if not by.has_perm("processing.edit", row):
        raise PermissionDenied


def _write(row: Place, words: dict[str, Any]) -> None:
    known = EDITABLE[type(row)] | {"retired_on", "retired_because"}
    if unknown := sorted(set(words) - known):
        raise TypeError(f"{unknown[0]} is no field that can be edited.")
    for name, value in words.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def _free_code(row: Place) -> str:
    """The name as a code that no row of this company has had."""
    rows: Any = type(row)._default_manager
    taken = set(rows.of(row.controller).values_list("code", flat=True))
    wanted = slugify(row.name)[:50] or row._meta.model_name or ""
    code, number = wanted, 1
    while code in taken:
        number += 1
        code = f"{wanted}-{number}"
    return code


def _save(row: Place) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NotKeepable(
            _("The register has %(name)s already.") % {"name": row.name}, "name"
        ) from None
