"""The change history as a file: what the list shows, to the last entry, and why.

Masked as the list is. The proof is kept before the first byte leaves; entries are then
read some at a time, along the same keys as the pages.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from audit import browser, exporting
from audit.models import LedgerEntry, Seal
from audit.trail import act, record, record_access
from dpo_portal.models import TrailExport
from dpo_portal.trail.names import Names, pseudonym
from dpo_portal.trail.paging import page_of
from dpo_portal.trail.reading import Reader, ShownLine
from dpo_portal.trail.scope import Scope
from rights.errors import StepNotAllowed
from subjects.csv_files import cell

BATCH = 500
MOST = 100_000  # entries in one file; and seals in a trail made by a page
HEADER = (
    *("entry", "time_utc", "time_local", "time_zone", "who", "who_id", "who_kind"),
    *("came_by", "what", "record", "record_key", "person", "case", "reason_code"),
    *("reason", "field", "before", "after", "is_erased", "fingerprint"),
)


def frozen(entries: Any) -> Any:
    """Without what comes after this moment, so that count and file agree."""
    newest = LedgerEntry.objects.aggregate(most=Max("pk"))["most"] or 0
    return entries.filter(pk__lte=newest)


def counts_of(entries: Any) -> dict[int | None, int]:
    """How many entries of each company. Raises StepNotAllowed beyond MOST."""
    if entries.order_by()[: MOST + 1].count() > MOST:
        sentence = _("One file holds %(most)s entries at most: choose fewer days.")
        raise StepNotAllowed(sentence % {"most": f"{MOST:,}"})
    counted = entries.order_by().values_list("controller_id").annotate(n=Count("pk"))
    return dict(counted)


@transaction.atomic
def record_export(
    counts: Mapping[int | None, int],
    *,
    format: str,
    why: str,
    query: str,
    by: User,
    at: datetime | None = None,
) -> None:
    """Keep that entries of these companies leave as a file: a row for each of them.

    Raises StepNotAllowed without a reason or without an entry.
    """
    at = at or timezone.now()
    if not why.strip():
        raise StepNotAllowed(_("Say what the file is for."))
    if not counts:
        raise StepNotAllowed(_("There is nothing to export."))
    if not by.has_perm("audit.export"):
        raise PermissionDenied
    for controller_id, count in sorted(counts.items(), key=lambda one: one[0] or 0):
        with act(by=by, controller_id=controller_id, reason_text=why, at=at):
            made = TrailExport(
                controller_id=controller_id,
                made_by_id=by.pk,
                made_at=at,
                query=query[:500],
                format=format,
                count=count,
                why=why,
            )
            made.save()
            record("audit.export", made)
            record_access(
                "export", controller_id=controller_id, count=count, of=LedgerEntry
            )


def as_csv(entries: Any, scope: Scope, *, by_time: bool) -> Iterator[str]:
    """The file in pieces. The mark at its start tells Excel: UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEADER)
    for line, reader in _lines(entries, scope, by_time=by_time):
        facts = tuple(_facts(line, reader).values())
        values: list[Any] = [*line.values] or [None]
        for value in values:
            change = (
                ("", "", "", "") if value is None else tuple(_change(value).values())
            )
            row = (*facts[:-1], *change, facts[-1])
            yield writer.writerow([cell(one) for one in row])


def as_json_lines(entries: Any, scope: Scope, *, by_time: bool) -> Iterator[str]:
    for line, reader in _lines(entries, scope, by_time=by_time):
        told = {
            **_facts(line, reader),
            "changes": [_change(value) for value in line.values],
        }
        yield json.dumps(told, ensure_ascii=False) + "\n"


def _lines(
    entries: Any, scope: Scope, *, by_time: bool
) -> Iterator[tuple[ShownLine, Reader]]:
    language = translation.get_language() or "en"
    before: int | None = None
    while True:
        page = page_of(entries, before=before, by_time=by_time, size=BATCH)
        with translation.override(language):
            lines = browser.with_values(page.entries)
            reader = Reader(Names(lines), scope.zone, is_masked=True)
            shown = [reader.line(line) for line in lines]
        yield from ((line, reader) for line in shown)
        if not page.has_older:
            return
        before = page.entries[-1].pk


def _facts(line: ShownLine, reader: Reader) -> dict[str, Any]:
    entry = line.entry
    return {
        "entry": entry.pk,
        "time_utc": entry.occurred_at.astimezone(UTC).isoformat(),
        "time_local": entry.occurred_at.astimezone(reader.zone).isoformat(),
        "time_zone": str(reader.zone),
        "who": reader.names.actor(entry),
        "who_id": entry.actor_id,
        "who_kind": str(entry.actor_kind),
        "came_by": str(entry.channel),
        "what": line.title,
        "record": line.record,
        "record_key": f"{entry.model}:{entry.object_pk}",
        "person": pseudonym(entry.subject_id),
        "case": reader.names.case(entry),
        "reason_code": entry.reason_code,
        "reason": line.reason_text,
        "fingerprint": bytes(entry.digest).hex(),
    }


def _change(value: Any) -> dict[str, Any]:
    return {
        "field": value.label,
        "before": value.before,
        "after": value.after,
        "is_erased": "yes" if value.was_erased or value.is_erased else "",
    }


def write_trail(path: Path, scope: Scope) -> int:
    """The signed trail of what may be read, with its verifier; returns the entries.

    Raises StepNotAllowed where it is too long for a page: a command makes it then.
    """
    newest = Seal.objects.aggregate(most=Max("seq"))["most"] or 0
    if newest > MOST:
        sentence = _(
            "The trail has %(count)s seals, too many for a page. Ask whoever runs the "
            "server for: manage.py export_trail FILE.zip"
        )
        raise StepNotAllowed(sentence % {"count": f"{newest:,}"})
    return exporting.export(path, readable=scope.narrow)


def of_each(scope: Scope, count: int) -> dict[int | None, int]:
    """A trail goes over all companies at once: the same count for each."""
    found: Iterable[int | None] = [controller.pk for controller in scope.controllers]
    return dict.fromkeys(found, count)


class _Echo:
    """A file for the csv writer that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text
