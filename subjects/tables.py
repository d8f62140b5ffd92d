"""Rows of a CSV or XLSX file, as plain words under the names of their columns."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from subjects.errors import NotPossible

LARGEST = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024  # an XLSX file is a zip archive
MOST_ROWS = 5_000

type Table = list[tuple[int, dict[str, str]]]  # line in the file, column -> words


def read(name: str, data: bytes) -> Table:
    """The rows that are not empty. Raises NotPossible for what is no such table."""
    if len(data) > LARGEST:
        raise NotPossible(_("The file is larger than 5 MB."), "file")
    rows = _xlsx(data) if name.lower().endswith(".xlsx") else _csv(data)
    table: Table = []
    header: list[str] = []
    for number, cells in enumerate(rows, start=1):
        if not header:
            header = [cell.strip().lower() for cell in cells]
            continue
        if not any(cell.strip() for cell in cells):
            continue
        pairs = zip(header, cells, strict=False)
        table.append((number, {name: cell.strip() for name, cell in pairs if name}))
        if len(table) > MOST_ROWS:
            raise NotPossible(
                _("The file has more than %(n)d rows.") % {"n": MOST_ROWS}, "file"
            )
    if not table:
        raise NotPossible(_("The file has no rows under its first line."), "file")
    return table


def _csv(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotPossible(_("The file is not text in UTF-8."), "file") from None
    if "\0" in text:  # no database keeps it
        raise NotPossible(_("The file is no CSV table."), "file")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter)
    except csv.Error:
        raise NotPossible(_("The file is no CSV table."), "file") from None


def _xlsx(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # a big library, for this file alone

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST_UNPACKED:
                raise NotPossible(_("The file is too large when unpacked."), "file")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        rows = [[_words(cell) for cell in row] for row in _some(sheet)]
    except NotPossible:
        raise
    except Exception:  # a broken file fails in many ways, and none is ours
        raise NotPossible(_("The file is no XLSX table."), "file") from None
    yield from rows


def _some(sheet: Any) -> Iterator[Any]:
    return sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=40)


def _words(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
