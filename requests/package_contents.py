"""What a package says: from the register, from the officer, from the rooms themselves.

Everything is gathered in the person's language and with what is covered already gone,
so whatever is made of it, page, PDF or file, cannot hold a covered word.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import Establishment
from accounts.places import country_name
from processing.models import Activity, DataItem, Recipient, System
from rights.contents import Part, parts_of
from rights.explaining import wish
from rights.models import AnswerPackage, DataSet
from rulebook import book as rulebook
from rulebook.rows import label_in
from subjects.access_parts import HeldHere, held_here
from subjects.models import Erasure

Rows = tuple[tuple[str, str], ...]
Kind = AnswerPackage.Kind


@dataclass(frozen=True)
class Section:
    """One part of the copy: words, and rows of two."""

    code: str
    clause: str
    title: str
    paragraphs: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True)
class ShownSet:
    """One set of data as the person gets it."""

    title: str
    held: Rows
    before: Rows
    source: str
    changed_on: date | None
    passed_on: str
    erased_on: date | None
    gone_on: date | None
    from_person: bool


class Contents:
    """Everything one package says, in the active language. `on` is today, there."""

    def __init__(self, package: AnswerPackage, *, on: date, language: str) -> None:
        self.package = package
        self.case = package.rights_request
        self.place: Establishment = self.case.establishment
        self.on = on
        self.language = language

    @cached_property
    def sets(self) -> list[ShownSet]:
        rows: list[DataSet] = list(self.package.data_sets.all())
        if self.package.kind == Kind.PORTABILITY:
            rows = [row for row in rows if row.from_person]
        return [_shown(one) for one in rows]

    @cached_property
    def held_here(self) -> list[HeldHere]:
        """What the portal holds itself; only in a copy, only of a proven person."""
        person = self.case.data_subject
        if self.package.kind != Kind.ACCESS or person is None:
            return []
        return list(held_here(person))

    @cached_property
    def sections(self) -> list[Section]:
        if self.package.kind != Kind.ACCESS:
            return []
        parts = parts_of(self.case.controller.slug, self.place.country)
        return [self._section(part) for part in parts]

    @cached_property
    def in_portal(self) -> list[Erasure]:
        """What was erased in this portal for this case; only in a certificate."""
        if self.package.kind != Kind.ERASURE:
            return []
        return list(Erasure.objects.filter(case_id=self.case.pk).order_by("pk"))

    @property
    def gone_on(self) -> date | None:
        """The day from which no copy is left; None while one set has no such day."""
        days = [one.gone_on for one in self.sets]
        return max((d for d in days if d), default=None) if all(days) else None

    @property
    def erased_on(self) -> date | None:
        """The day on which the last set was erased; None while one is not."""
        days = [one.erased_on for one in self.sets]
        return max((d for d in days if d), default=None) if all(days) else None

    def _section(self, part: Part) -> Section:
        own = self.package.words.get(part.code, "").strip()
        found, rows = GATHER[part.code](self)
        paragraphs, pairs = [own] * bool(own) + list(found), tuple(rows)
        if not paragraphs and not pairs:
            paragraphs = [_("Our register names nothing here.")]
        return Section(
            code=part.code,
            clause=part.clause,
            title=part.title_in(self.language),
            paragraphs=tuple(paragraphs),
            rows=pairs,
        )

    # --- what the parts draw from ---------------------------------------------------

    @cached_property
    def activities(self) -> list[Activity]:
        """The rows of the register that the officer found to be about this person."""
        codes = [row.activity for row in self.package.data_sets.all() if row.activity]
        found = Activity.objects.of(self.case.controller).filter(code__in=codes)
        return list(found)

    @cached_property
    def recipients(self) -> list[Recipient]:
        rows = Recipient.objects.of(self.case.controller).active(self.on)
        return self._serving(rows.in_country(self.place.country))

    @cached_property
    def systems(self) -> list[System]:
        rows = System.objects.of(self.case.controller).active(self.on)
        return self._serving(rows.in_country(self.place.country))

    def _serving[R: (Recipient, System)](self, rows: Iterable[R]) -> list[R]:
        """Those that name one of the activities, or name none yet."""
        codes = {activity.code for activity in self.activities}
        found = []
        for row in rows:
            if not row.activities or codes & set(row.activities):
                found.append(row)
        return found

    @cached_property
    def item_words(self) -> dict[str, str]:
        items = DataItem.objects.of(self.case.controller)
        return {item.code: label_in(item.label, self.language) for item in items}

    def activity_words(self, activity: Activity) -> str:
        return label_in(activity.label, self.language)


Gathered = tuple[Iterable[str], Iterable[tuple[str, str]]]


def _confirmation(c: Contents) -> Gathered:
    name = c.place.legal_name or c.place.name
    if c.sets:
        return [_("Yes. %(name)s uses personal data about you.") % {"name": name}], []
    return [_("No. %(name)s looked and found no data about you.") % {"name": name}], []


def _purposes(c: Contents) -> Gathered:
    return [], (
        (
            c.activity_words(activity),
            _("%(purposes)s. Basis: %(bases)s (paragraph %(clause)s).")
            % {
                "purposes": ", ".join(activity.purpose_words),
                "bases": ", ".join(activity.basis_words),
                "clause": activity.clause,
            },
        )
        for activity in c.activities
    )


def _methods(c: Contents) -> Gathered:
    kinds = sorted({str(system.get_kind_display()) for system in c.systems})
    if not kinds:
        return [], []
    return [_("It is kept and used in: %(kinds)s.") % {"kinds": ", ".join(kinds)}], []


def _access(c: Contents) -> Gathered:
    return [], (
        (one.name, one.role or str(one.get_kind_display())) for one in c.recipients
    )


def _data(c: Contents) -> Gathered:
    country = c.place.country
    rows = []
    for activity in c.activities:
        names = (c.item_words.get(code, code) for code in activity.items_in(country))
        source = label_in(activity.source, c.language) or _("from you")
        rows.append(
            (
                c.activity_words(activity),
                _("%(items)s. Source: %(source)s.")
                % {"items": ", ".join(names), "source": source},
            )
        )
    return [_("The data itself stands below, set by set.")] if rows else [], rows


def _periods(c: Contents) -> Gathered:
    return [], (
        (c.activity_words(activity), label_in(activity.retention, c.language))
        for activity in c.activities
        if activity.retention
    )


def _rights(c: Contents) -> Gathered:
    slug, country = c.case.controller.slug, c.place.country
    given = rulebook.live(slug).entitlements(slug, country)
    how = _("Use our form, or write to us; you find both on our privacy page.")
    return [how, *(f"• {wish(one.right)}" for one in given)], []


def _responsible(c: Contents) -> Gathered:
    points = c.place.contact_points.exclude(value="")
    rows = [(_("Company"), c.place.legal_name or c.place.name)]
    rows += [(str(point.get_kind_display()), point.value) for point in points]
    return [], rows


def _transfers(c: Contents) -> Gathered:
    abroad = [
        (
            one.name,
            _("%(country)s, protected by: %(safeguard)s")
            % {
                "country": country_name(one.country),
                "safeguard": one.get_safeguard_display() or _("not stated yet"),
            },
        )
        for one in c.recipients
        if one.country and one.country != c.place.country
    ]
    if abroad:
        return [], abroad
    return [_("Our register names no recipient in another country.")], []


def _last_change(c: Contents) -> Gathered:
    dated = [(one.title, one.changed_on) for one in c.sets if one.changed_on]
    if not dated:
        return [_("Our systems keep no date of a change.")], []
    return [], [(title, day.isoformat()) for title, day in dated]


def _disclosures(c: Contents) -> Gathered:
    rows = [(one.title, one.passed_on) for one in c.sets if one.passed_on]
    return ([] if rows else [_("It was passed on to nobody else.")]), rows


def _law(c: Contents) -> Gathered:
    if c.package.words.get("law", "").strip():
        return [], []
    return [_("We know of nothing more that the law asks us to tell you.")], []


GATHER: dict[str, Callable[[Contents], Gathered]] = {
    "confirmation": _confirmation,
    "purposes": _purposes,
    "methods": _methods,
    "access": _access,
    "data": _data,
    "periods": _periods,
    "rights": _rights,
    "responsible": _responsible,
    "transfers": _transfers,
    "last_change": _last_change,
    "disclosures": _disclosures,
    "border": _transfers,
    "law": _law,
}


def _shown(row: DataSet) -> ShownSet:
    return ShownSet(
        title=cover(row.title, row),
        held=tuple(_lines(cover(row.held, row))),
        before=tuple(_lines(cover(row.before, row))),
        source=cover(row.source, row),
        changed_on=row.changed_on,
        passed_on=cover(row.passed_on, row),
        erased_on=row.erased_on,
        gone_on=row.gone_on,
        from_person=row.from_person,
    )


def cover(text: str, row: DataSet) -> str:
    """The text without its covered passages; the longest first, so none survives."""
    for passage, reason in sorted(row.covered, key=lambda pair: -len(pair[0])):
        label = DataSet.Covers(reason).label
        mark = _("[left out: %(reason)s]") % {"reason": label}
        text = mark.join(pattern_of(passage).split(text))
    return text


def pattern_of(passage: str) -> re.Pattern[str]:
    """Finds the passage in any case and however its words are spaced."""
    words = (re.escape(word) for word in passage.split())
    return re.compile(r"\s+".join(words), re.IGNORECASE)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """ "Phone: 012" is a name and a value; a line without a colon is a value alone."""
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, value = line.partition(":")
        short = colon and len(name) <= 80
        yield (name.strip(), value.strip()) if short else ("", line)
