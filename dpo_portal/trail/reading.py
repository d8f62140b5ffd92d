"""Entries as the pages show them: words for codes, before and after by word."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.places import country_name
from audit import verbs
from audit.browser import ActLines, Line, Value
from audit.models import LedgerEntry
from audit.models.ledger import Action
from dpo_portal.record_words import field_words
from dpo_portal.templatetags.dates import day, moment
from dpo_portal.templatetags.lists import listed
from dpo_portal.templatetags.masking import mask, mask_email, mask_phone
from dpo_portal.trail import codes
from dpo_portal.trail.names import Names, meant_by
from dpo_portal.trail.words import reason_words
from policies.diff_page import Part
from policies.words import compare_words

NAMED_FIELDS = 5  # in the summary of a folded line
INLINE = 1  # changed fields of one row shown without opening
LONGEST = 20_000  # characters of a text that are compared by word


@dataclass(frozen=True)
class ShownValue:
    name: str
    label: str
    before: str
    after: str
    was_erased: bool
    is_erased: bool
    is_changed: bool
    # By word, where a longer text changed; else each side is one piece.
    parts_before: Sequence[Part] = ()
    parts_after: Sequence[Part] = ()


@dataclass(frozen=True)
class ShownLine:
    entry: LedgerEntry
    title: str
    record: str
    values: list[ShownValue] = field(default_factory=list)
    erased_at: str = ""  # where values are gone: when, and for which case
    erased_for: str = ""
    reason_text: str = ""

    @property
    def is_folded(self) -> bool:
        return len(self.values) > INLINE

    @property
    def field_list(self) -> str:
        """ "phone, address": what the summary of a folded line names, no word cut."""
        named = [v.label[:1].lower() + v.label[1:] for v in self.values]
        shown = named[:NAMED_FIELDS]
        if (rest := len(named) - len(shown)) == 1:
            shown = named
        elif rest:
            shown.append(_("%(count)d more") % {"count": rest})
        return listed(shown)

    @cached_property
    def record_url(self) -> str:
        """All versions of the record; blank where no row was kept."""
        if self.entry.history_id is None:
            return ""
        args = [self.entry.model, self.entry.object_pk]
        return reverse("audit:record", args=args)

    @property
    def fingerprint(self) -> str:
        return bytes(self.entry.digest).hex()[:6]


@dataclass(frozen=True)
class ShownAct:
    entry: LedgerEntry  # the newest of the act
    who: str
    time: str
    case: str
    reason: str
    reason_code: str
    lines: list[ShownLine]
    starts_day: date | None = None  # set where a new day begins in the list

    @property
    def reason_words(self) -> str:
        return reason_words(self.reason_code)


class Reader:
    """Turns lines into words, in the reader's language and time zone."""

    def __init__(self, names: Names, zone: ZoneInfo, *, is_masked: bool) -> None:
        self.names, self.zone, self.is_masked = names, zone, is_masked
        self.data_words = codes.DataWords()

    def by_day(self, acts: Iterable[ActLines]) -> list[ShownAct]:
        """The acts, each first one of a day marked with it."""
        shown, last = [], None
        for act in acts:
            today = timezone.localtime(act.first.occurred_at, self.zone).date()
            shown.append(self.act(act, today if today != last else None))
            last = today
        return shown

    def act(self, act: ActLines, starts_day: date | None) -> ShownAct:
        code = act.first.reason_code
        return ShownAct(
            entry=act.first,
            who=self.names.actor(act.first),
            time=self.time(act.first.occurred_at),
            case=self.names.case(act.first),
            reason=act.reason_text,
            reason_code=code,
            lines=[self.line(line) for line in (*act.verbs, *act.rows)],
            starts_day=starts_day,
        )

    def time(self, at: datetime) -> str:
        return timezone.localtime(at, self.zone).strftime("%H:%M:%S")

    def title(self, entry: LedgerEntry) -> str:
        if entry.action == Action.VERB:
            return verbs.label(entry.verb)
        return str(Action(entry.action).label)

    def line(self, line: Line, *, whole: bool = False) -> ShownLine:
        entry = line.entry
        values = [v for v in line.values if not v.is_blank] if whole else line.changes
        erasing = self.names.erasing.get((entry.model, entry.object_pk))
        is_erased = any(v.was_erased or v.is_erased for v in values)
        return ShownLine(
            entry=entry,
            title=self.title(entry),
            record=self.names.record(entry, line.model),
            values=[self.value(value) for value in values],
            erased_at=moment(erasing.occurred_at, str(self.zone))
            if is_erased and erasing
            else "",
            erased_for=self.names.case(erasing) if is_erased and erasing else "",
            reason_text=line.reason_text,
        )

    def value(self, value: Value) -> ShownValue:
        before, after = self.words(value, value.before), self.words(value, value.after)
        # Words that stand for a code are one piece each: "English", then "Malay".
        is_text = (before, after) == (value.before, value.after)
        shown = (_whole(before, value.is_changed), _whole(after, value.is_changed))
        if (
            value.is_changed
            and is_text
            and before
            and after
            and not (value.is_personal and self.is_masked)
            and max(len(before), len(after)) <= LONGEST
        ):
            shown = _by_word(before, after)
        return ShownValue(
            name=value.name,
            label=field_words(value.field),
            before=before,
            after=after,
            was_erased=value.was_erased,
            is_erased=value.is_erased,
            is_changed=value.is_changed,
            parts_before=shown[0],
            parts_after=shown[1],
        )

    def words(self, value: Value, raw: Any) -> str:
        if raw is None or raw == "":
            return ""
        if value.is_personal and self.is_masked:
            return masked(raw)
        return self.in_words(value.field, raw)

    def in_words(self, of: Any, raw: Any) -> str:
        """A value of this field: a colleague's name, a label, a date, a language."""
        if raw is None or raw == "":
            return ""
        if (model := meant_by(of)) is not None:
            return self.names.of(model, raw)
        if of.flatchoices:
            return str(dict(of.flatchoices).get(raw, raw))
        if of.name == "reason_code":
            return reason_words(str(raw))
        if codes.are_texts(raw):
            return codes.in_languages(raw)
        if of.name == "items_except" and isinstance(raw, dict):
            return self.left_out(raw)
        if isinstance(raw, list) and all(isinstance(one, str) for one in raw):
            return listed(self.code(of, one) for one in raw)
        if of.name == "channels" and isinstance(raw, list):  # ways that may stand in
            joined = [
                get_text_list([self.code(of, one) for one in ways], str(_("or")))
                for ways in raw
            ]
            return "; ".join(joined)
        return self.code(of, raw) if isinstance(raw, str) else self.plain(raw, of)

    def code(self, of: Any, raw: str) -> str:
        """One code in words, or the text that it is."""
        known = codes.code_words(of, raw)
        return known or self.data_words.words(of, raw) or raw

    def left_out(self, raw: dict[str, list[str]]) -> str:
        """ "number plate: Thailand": items of an activity that a country leaves out."""
        return "; ".join(
            f"{self.data_words.label('items', item) or item}: "
            f"{listed(country_name(code) for code in places)}"
            for item, places in raw.items()
        )

    def plain(self, raw: Any, of: Any = None) -> str:
        match raw:
            case bool():
                return _("yes") if raw else _("no")
            case datetime():
                return moment(raw, str(self.zone))
            case date():
                return day(raw)
            case list() if all(not isinstance(one, list | dict) for one in raw):
                return listed(self.plain(one) for one in raw)
            case list() if all(isinstance(one, list) for one in raw):
                return "; ".join(": ".join(map(str, one)) for one in raw)
            case list():
                return "; ".join(self.plain(one) for one in raw)
            case dict():
                return self.parts(raw, of)
            case bytes() | memoryview():
                return _("%(count)d bytes") % {"count": len(raw)}
            case None:
                return ""
        return str(raw)

    def parts(self, raw: dict[str, Any], of: Any) -> str:
        """ "channels: paragraph 9, promise NBX-9.2; ..."."""
        told = codes.with_period(raw)
        deep = any(isinstance(one, dict) for one in told.values())
        pieces = [
            f"{codes.key_words(key, of and of.model)}: {self.plain(one)}"
            for key, one in told.items()
            if one not in (None, "", [], {})
        ]
        return ("; " if deep else ", ").join(pieces)


def masked(raw: Any) -> str:
    text = raw if isinstance(raw, str) else json.dumps(raw, default=str)
    if "@" in text:
        return mask_email(text)
    return mask_phone(text) if text.startswith("+") else mask(text)


def _whole(text: str, is_changed: bool) -> list[Part]:
    return [Part(text, "changed" if is_changed else "")] if text else []


def _by_word(before: str, after: str) -> tuple[list[Part], list[Part]]:
    segments = compare_words(before, after)
    sides = (
        [Part(s.before, "" if s.is_same else "changed") for s in segments if s.before],
        [Part(s.after, "" if s.is_same else "changed") for s in segments if s.after],
    )
    return sides
