"""The queue as a file: what the list shows, to the last row, and who took it out why.

The verb keeps the proof before the first byte leaves; the rows are then read some at a
time, so that a hundred thousand need no more memory than a page.
"""

import csv
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import batched
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import act, record, record_access
from rights.choices import Channel
from rights.errors import StepNotAllowed
from rights.many import permitted
from rights.models import ListExport, RightsRequest
from rights.queue import Queue
from rights.queue_rows import Row
from subjects.csv_files import cell

BATCH = 500
HEADER = (
    *("reference", "right", "stage", "next_step", "due_local", "due_utc"),
    *("received_local", "received_utc", "closed_utc", "time_zone"),
    *("person", "asked_for", "controller", "establishment", "country", "rule"),
    *("channel", "owner", "tags"),
)


@transaction.atomic
def export_list(
    counts: Counter[int],
    *,
    format: str,
    why: str,
    query: str,
    by: User,
    at: datetime | None = None,
) -> None:
    """Keep that a list of so many requests of these companies leaves as a file.

    A row and an access entry for each company; `query` is the address of the list.
    Raises StepNotAllowed without a reason or without a request.
    """
    at = at or timezone.now()
    if not why.strip():
        raise StepNotAllowed(_("Say what the list is for."))
    if not counts:
        raise StepNotAllowed(_("There is nothing to export."))
    if set(counts) - permitted(by, "requests.export"):
        raise PermissionDenied
    for controller_id, count in sorted(counts.items()):
        with act(by=by, controller_id=controller_id, reason_text=why, at=at):
            made = ListExport(
                controller_id=controller_id,
                made_by_id=by.pk,
                made_at=at,
                query=query[:500],
                format=format,
                count=count,
                why=why,
            )
            made.save()
            record("requests.export_list", made)
            record_access(
                "export", controller_id=controller_id, count=count, of=RightsRequest
            )


def as_csv(queue: Queue, pks: Sequence[int]) -> Iterator[str]:
    """The file in pieces. The mark at its start tells Excel: UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEADER)
    for values in _values(queue, pks):
        yield writer.writerow([cell(value) for value in values])


def as_xlsx(queue: Queue, pks: Sequence[int]) -> IO[bytes]:
    """The file, written row by row; dates are dates, and no text is ever a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Requests"))
    sheet.append(list(HEADER))

    def written(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.replace(tzinfo=None)  # the column says in which zone
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
        made.data_type = "s"
        return made

    for values in _values(queue, pks):
        sheet.append([written(value) for value in values])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return file


def _values(queue: Queue, pks: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    language = translation.get_language() or "en"
    channels = {code: str(label) for code, label in Channel.choices}
    for some in batched(pks, BATCH):
        with translation.override(language):
            lines = queue.rows(some)
        yield from (_line(queue, row, channels) for row in lines)


def _line(queue: Queue, row: Row, channels: dict[str, str]) -> tuple[Any, ...]:
    place = queue.scope.places[row.place_id]
    zone = ZoneInfo(row.time_zone)
    due = None if row.is_closed else row.due_at
    closed = row.due_at if row.is_closed else None
    return (
        *(row.ref, row.right, row.stage_label, row.next_step),
        *(_in(due, zone), _in(due, UTC), _in(row.received_at, zone)),
        *(_in(row.received_at, UTC), _in(closed, UTC), row.time_zone),
        *(row.person, row.about_person, queue.scope.controllers[row.controller_id][1]),
        *(place.name, place.country, row.rule, channels.get(row.channel, "")),
        *(row.owner, row.tags),
    )


def _in(moment: datetime | None, zone: Any) -> datetime | None:
    return moment and moment.astimezone(zone)


class _Echo:
    """A file for the csv writer that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text
