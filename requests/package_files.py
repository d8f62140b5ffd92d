"""A package as files: a page to read, and files for a machine.

The page stands alone: no script, no picture, nothing fetched. JSON follows one format
whose name it carries; CSV has a line for each value.
"""

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import translation

from rights.file_kinds import KINDS
from rights.files import Offered
from rights.models import AnswerPackage
from rights.on_paper import footer_of, standalone
from rights.package_contents import Contents, Rows, ShownSet
from subjects.cells import harmless

FORMAT = "dpo-portal/answer-package/1"
COLUMNS = ("data_set", "name", "value", "before", "source", "last_changed", "erased")
Kind = AnswerPackage.Kind


def contents(package: AnswerPackage, *, at: datetime) -> Contents:
    """What the package says; call it while the person's language is active."""
    zone = ZoneInfo(package.rights_request.establishment.time_zone)
    language = package.rights_request.language
    return Contents(package, on=at.astimezone(zone).date(), language=language)


def body(package: AnswerPackage, *, at: datetime) -> str:
    """The page's own part, in the person's language: for the preview of the officer."""
    with translation.override(package.rights_request.language):
        return render_to_string(
            f"requests/package/{package.kind}.html", _context(package, at)
        )


def page(package: AnswerPackage, *, at: datetime) -> str:
    """The whole page, to be kept as a file or drawn as PDF."""
    case = package.rights_request
    with translation.override(case.language):
        return standalone(
            body(package, at=at),
            title=f"{package.get_kind_display()} {case.ref}",
            footer=footer_of(case, at=at),
        )


def _context(package: AnswerPackage, at: datetime) -> dict[str, object]:
    case = package.rights_request
    return {
        "package": package,
        "case": case,
        "place": case.establishment,
        "zone": case.establishment.time_zone,
        "person": case.claimant.data_subject_name,
        "contents": contents(package, at=at),
        "made_at": at,
    }


def made(package: AnswerPackage, *, at: datetime) -> list[Offered]:
    """The files that a package is made of; its PDF is drawn afterwards."""
    case = package.rights_request
    stem = f"{case.ref}-{package.kind}"
    with translation.override(case.language):
        said = contents(package, at=at)
        found = [_file(f"{stem}.html", "html", page(package, at=at))]
        if package.kind != Kind.ERASURE:
            found.append(_file(f"{stem}.json", "json", as_json(said, at=at)))
            found.append(_file(f"{stem}.csv", "csv", as_csv(said.sets)))
    return found


def _file(name: str, kind: str, text: str) -> Offered:
    return Offered(name, KINDS[kind], text.encode())


def as_json(said: Contents, *, at: datetime) -> str:
    case = said.case
    told = {
        "format": FORMAT,
        "kind": said.package.kind,
        "reference": case.ref,
        "controller": said.place.legal_name or said.place.name,
        "country": said.place.country,
        "language": case.language,
        "made_at": at.isoformat(timespec="seconds"),
        "person": case.claimant.data_subject_name,
        "parts": [
            {
                "code": part.code,
                "clause": part.clause,
                "title": part.title,
                "text": list(part.paragraphs),
                "rows": _pairs(part.rows),
            }
            for part in said.sections
        ],
        "data_sets": [_set(one) for one in said.sets],
        "held_by_the_privacy_office": [
            {"title": held.title, "values": _pairs(held.lines)}
            for held in said.held_here
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _set(one: ShownSet) -> dict[str, object]:
    return {
        "title": one.title,
        "values": _pairs(one.held),
        "before": _pairs(one.before),
        "source": one.source,
        "last_changed_on": one.changed_on.isoformat() if one.changed_on else None,
        "passed_on": one.passed_on,
        "given_by_the_person": one.from_person,
    }


def _pairs(rows: Rows) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in rows]


def as_csv(sets: Sequence[ShownSet]) -> str:
    """A line for each value; before and after of a correction stand side by side."""
    into = io.StringIO()
    into.write("\ufeff")
    writer = csv.writer(into)
    writer.writerow(COLUMNS)
    for one in sets:
        earlier = dict(one.before)
        for name, value in one.held:
            cells = (
                one.title,
                name,
                value,
                earlier.get(name, ""),
                one.source,
                one.changed_on.isoformat() if one.changed_on else "",
                one.erased_on.isoformat() if one.erased_on else "",
            )
            writer.writerow(harmless(c) for c in cells)
    return into.getvalue()
