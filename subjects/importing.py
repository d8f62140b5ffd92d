"""A table of people: looked at row by row first, then taken in whole or not at all."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Controller, User
from accounts.places import country_name
from audit.encryption import decrypt, encrypt
from audit.trail import act, record, record_many
from processing.models import DataItem, System
from processing.terms import LegalBasis, Sensitivity, SubjectCategory
from subjects import cleaning, tables
from subjects.errors import NotPossible
from subjects.keeping import WEIGHT
from subjects.knowing import plain
from subjects.models import DataHeld, DataSubject, Identifier, ImportDraft

PERSON = ("name", "kinds", "country", "language", "since")
KNOWN_BY = ("email", "phone", "account", "document", "plate")
HELD = ("items", "value", "basis", "source", "system", "limit", "ends_on")
COLUMNS = (*PERSON, *KNOWN_BY, *HELD)


@dataclass
class Line:
    """One row of the file: what would be made of it, or what is wrong with it."""

    number: int  # in the file
    words: dict[str, str]
    person: dict[str, Any] = field(default_factory=dict)
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    held: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass
class Preview:
    """What an import would do. Nothing is stored while one line is bad."""

    lines: list[Line]
    unknown: list[str]  # columns that are none of ours

    @property
    def bad(self) -> list[Line]:
        return [line for line in self.lines if line.faults]

    @property
    def is_good(self) -> bool:
        return not self.unknown and not self.bad


def keep_draft(
    controller: Controller, *, name: str, data: bytes, by: User, at: datetime
) -> ImportDraft:
    """Keep an uploaded table, sealed, for its preview; one's older ones go.

    Raises PermissionDenied, or NotPossible for a file that is no such table.
    """
    if not by.has_perm("subjects.import", controller):
        raise PermissionDenied
    tables.read(name, data)
    draft = ImportDraft(controller=controller, user=by, made_at=at)
    kind = b"x" if name.lower().endswith(".xlsx") else b"c"
    draft.sealed = encrypt(kind + data, context=_context(draft))
    draft.sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        ImportDraft.objects.filter(user=by).delete()
        draft.save()
    return draft


def find_draft(key: str, *, by: User, at: datetime) -> ImportDraft | None:
    """One's own draft, unless it is too old."""
    found = ImportDraft.objects.select_related("controller").filter(key=key, user=by)
    return found.filter(made_at__gte=at - ImportDraft.LASTS).first()


def sweep(at: datetime) -> int:
    """Remove drafts that are too old; returns how many."""
    old = ImportDraft.objects.filter(made_at__lt=at - ImportDraft.LASTS)
    return cleaning.remove(old, at=at)


def preview(draft: ImportDraft) -> Preview:
    """What each row would become, or why it cannot."""
    table = _table(draft)
    columns = {column for _number, words in table for column in words}
    reader = _Reader(draft.controller)
    return Preview(
        lines=[reader.read(number, words) for number, words in table],
        unknown=sorted(columns - set(COLUMNS)),
    )


def said(draft: ImportDraft) -> str:
    """All words of a draft, whoever uploaded it: for the eraser and the scan alone."""
    rows = [row.values() for _number, row in _table(draft)]
    return "\n".join(" ".join(word.split()) for row in rows for word in row)


def _table(draft: ImportDraft) -> tables.Table:
    opened = decrypt(bytes(draft.sealed), context=_context(draft))
    return tables.read("a.xlsx" if opened[:1] == b"x" else "a.csv", opened[1:])


def import_people(
    draft: ImportDraft, *, by: User, at: datetime | None = None
) -> list[DataSubject]:
    """Make a record of every row, in one transaction; the draft is gone then.

    Raises PermissionDenied, or NotPossible if any row is bad by now: nothing is stored.
    """
    at = at or timezone.now()
    company = draft.controller
    if not by.has_perm("subjects.import", company):
        raise PermissionDenied
    with transaction.atomic(), act(by=by, controller_id=company.pk, at=at):
        Controller.objects.select_for_update().get(pk=company.pk)
        found = preview(draft)
        if not found.is_good:
            raise NotPossible(
                _("A row cannot be taken in, so none was. Mend the file first.")
            )
        people = _make(company, found.lines, at=at)
        record_many("subjects.import_person", people)
        record("subjects.import", company, controller_id=company.pk)
        ImportDraft.objects.filter(pk=draft.pk).delete()
    return people


def _make(company: Controller, lines: list[Line], *, at: datetime) -> list[DataSubject]:
    people = DataSubject.objects.audited_bulk_create(
        [
            DataSubject(controller=company, created_at=at, **line.person)
            for line in lines
        ],
        reason="import",
    )
    pairs = list(zip(people, lines, strict=True))
    try:
        Identifier.objects.audited_bulk_create(
            [
                Identifier(
                    data_subject=person, controller=company, kind=kind, value=value
                )
                for person, line in pairs
                for kind, value in line.identifiers
            ],
            reason="import",
        )
    except IntegrityError:
        raise NotPossible(
            _("Somebody of the file became known meanwhile. Look at it again.")
        ) from None
    DataHeld.objects.audited_bulk_create(
        [
            DataHeld(data_subject=person, controller=company, **line.held)
            for person, line in pairs
            if line.held
        ],
        reason="import",
    )
    return people


class _Reader:
    """Reads one row after the other; knows what the company and the file have."""

    def __init__(self, company: Controller) -> None:
        self.company = company
        self.items = {row.code: row.sensitivity for row in DataItem.objects.of(company)}
        self.systems = {row.code: row for row in System.objects.of(company)}
        known = Identifier.objects.filter(controller=company).exclude(value="")
        self.known = {
            (kind, value): pk
            for kind, value, pk in known.values_list("kind", "value", "data_subject_id")
        }
        self.seen: dict[tuple[str, str], int] = {}

    def read(self, number: int, words: dict[str, str]) -> Line:
        line = Line(number, words)
        self._person(line)
        self._identifiers(line)
        if any(words.get(column) for column in HELD):
            self._held(line)
        return line

    def _person(self, line: Line) -> None:
        get = line.words.get
        kinds = [one.strip() for one in get("kinds", "").split(",") if one.strip()]
        country = get("country", "").upper()
        language = get("language", "") or "en"
        line.person = {
            "name": get("name", ""),
            "kinds": kinds,
            "country": country,
            "language": language,
            "since": self._day(line, "since"),
        }
        if not line.person["name"]:
            line.faults.append(_("The name is missing."))
        if len(line.person["name"]) > 300:
            line.faults.append(_("The name is longer than 300 characters."))
        for code in kinds:
            if code not in SubjectCategory.values:
                self._say(line, _("“%(word)s” is no kind of person."), code)
        if country and country_name(country) == country:
            self._say(line, _("“%(word)s” is no country."), country)
        if language not in dict(settings.LANGUAGES):
            self._say(line, _("“%(word)s” is no language of the portal."), language)

    def _identifiers(self, line: Line) -> None:
        for kind in KNOWN_BY:
            if not (typed := line.words.get(kind, "")):
                continue
            try:
                value = plain(kind, typed)
            except NotPossible as error:
                line.faults.append(str(error))
                continue
            key = (kind, value)
            if (pk := self.known.get(key)) is not None:
                ref = f"S-{pk:05d}"
                self._say(line, _("%(word)s is known by this e-mail or number."), ref)
            elif (before := self.seen.get(key)) is not None:
                self._say(line, _("Row %(word)s has the same."), str(before))
            self.seen.setdefault(key, line.number)
            line.identifiers.append(key)

    def _held(self, line: Line) -> None:
        get = line.words.get
        items = [one.strip() for one in get("items", "").split(",") if one.strip()]
        for code in items:
            if code not in self.items:
                self._say(line, _("The register has no item “%(word)s”."), code)
        if not items:
            line.faults.append(_("Data is described without its items."))
        basis, system = get("basis", ""), get("system", "")
        if basis not in LegalBasis.values:
            self._say(line, _("“%(word)s” is no legal basis."), basis)
        if system and system not in self.systems:
            self._say(line, _("The register has no system “%(word)s”."), system)
        line.held = {
            "items": items,
            "value": get("value", ""),
            "basis": basis,
            "source": get("source", ""),
            "system": self.systems.get(system),
            "limit": get("limit", ""),
            "ends_on": self._day(line, "ends_on"),
            "sensitivity": max(
                (self.items[code] for code in items if code in self.items),
                key=lambda one: WEIGHT[Sensitivity(one)],
                default=Sensitivity.NOT_LISTED,
            ),
        }

    def _day(self, line: Line, column: str) -> date | None:
        typed = line.words.get(column, "")
        if not typed:
            return None
        try:
            return date.fromisoformat(typed)
        except ValueError:
            self._say(line, _("“%(word)s” is no date like 2026-05-31."), typed)
            return None

    def _say(self, line: Line, sentence: str, word: str) -> None:
        line.faults.append(sentence % {"word": word})


def _context(draft: ImportDraft) -> str:
    return f"subject-import:{draft.key}"
