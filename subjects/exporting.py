"""All that is held of one person as a file: with a reason, and on record."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import record_access
from subjects import consenting, guards
from subjects.cells import harmless
from subjects.errors import NotPossible
from subjects.models import DataHeld, DataSubject, Identifier, SubjectExport
from subjects.naming import set_title
from subjects.steps import said, step

Format = SubjectExport.Format
Row = tuple[str, str, str]  # part, what it is, what is held


@dataclass(frozen=True)
class File:
    name: str
    content_type: str
    data: bytes
    made: SubjectExport


def export_person(
    person: DataSubject,
    *,
    why: str,
    format: str,
    by: User,
    at: datetime | None = None,
) -> File:
    """Take out everything that is held of the person. Restricted sets are left out.

    Raises NotPossible without a reason, Restricted where all of it is restricted.
    """
    at = at or timezone.now()
    why = said(why, _("Say what the file is for."), "why")
    if format not in Format.values:
        raise NotPossible(_("Choose a format."), "format")
    with step(
        person,
        "export_person",
        by=by,
        at=at,
        permission="subjects.export",
        reason=why,
    ) as locked:
        guards.refuse(locked, guards.Use.EXPORT)
        rows = list(DataHeld.objects.of(locked).held().select_related("system"))
        restricted = guards.restricted_ids(locked, rows)
        sets = [row for row in rows if row.pk not in restricted]
        made = SubjectExport(
            data_subject=locked,
            controller=locked.controller,
            made_by_id=by.pk,
            made_at=at,
            format=format,
            why=why,
            sets=len(sets),
            left_out=len(restricted),
        )
        made.save()
        record_access(
            "export",
            locked,
            controller_id=locked.controller_id,
            subject_id=locked.pk,
            count=len(sets),
        )
        kind = Format(format)
        data = WRITERS[kind](list(_rows(locked, sets)))
    return File(f"{locked.ref}.{kind.value}", CONTENT_TYPES[kind], data, made)


CONTENT_TYPES = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _rows(person: DataSubject, sets: list[DataHeld]) -> Iterator[Row]:
    about = _("Person")
    yield about, _("Reference"), person.ref
    yield about, _("Name"), person.name
    yield about, _("Role"), ", ".join(person.kind_words)
    for known in Identifier.objects.of(person).exclude(value=""):
        yield about, str(known.get_kind_display()), known.value
    for row in sets:
        where = row.where or (str(row.system) if row.system else "")
        title = set_title(row)
        yield title, _("What is held"), row.value or where
        yield title, _("Legal basis"), str(row.get_basis_display())
        yield title, _("Purposes"), ", ".join(row.purpose_words)
        yield title, _("Source"), row.source
        yield title, _("Kept for"), row.limit
    for event in consenting.ledger(person):
        words = f"{event.get_state_display()}, {event.get_channel_display()}"
        yield _("Consents"), str(event.consent.purpose), f"{event.at:%Y-%m-%d} {words}"


def _json(rows: list[Row]) -> bytes:
    keys = ("part", "what", "value")
    return json.dumps(
        [dict(zip(keys, row, strict=True)) for row in rows],
        ensure_ascii=False,
        indent=1,
    ).encode()


def _csv(rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Part"), _("What"), _("Value")])
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: list[Row]) -> bytes:
    from openpyxl import Workbook  # a big library, for this file alone

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_("Data"))
    sheet.append([_("Part"), _("What"), _("Value")])
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WRITERS = {Format.JSON: _json, Format.CSV: _csv, Format.XLSX: _xlsx}
