"""Whether a translated clause names the same numbers, dates, addresses and links.

Deterministic, and never a comparison of words across languages. Source: POLICIES §2
(6). Pure: no database.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from policies.clauses import Clause, folded
from policies.quantities import quantities

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
LINK = re.compile(r"(?:https?://|www\.)[^\s,;，；。）)\"”]+", re.IGNORECASE)
MONTHS = {
    name: at
    for names in (
        "january february march april may june july august september october november "
        "december",
        "januari februari mac april mei jun julai ogos september oktober november "
        "disember",
    )
    for at, name in enumerate(names.split(), 1)
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DATES = (
    re.compile(rf"(?P<d>\d{{1,2}})\s+(?P<m>{MONTH})\s+(?P<y>\d{{4}})", re.IGNORECASE),
    re.compile(rf"(?P<m>{MONTH})\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}})", re.IGNORECASE),
    re.compile(r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
KINDS = ("date", "mail", "link", "period", "number")


@dataclass(frozen=True)
class Mismatch:
    """What one of the two has and the other has not, as it is written there."""

    kind: str  # of KINDS
    only_original: tuple[str, ...]
    only_translation: tuple[str, ...]

    @property
    def sentence(self) -> str:
        names = {
            "date": _("Dates differ"),
            "mail": _("E-mail addresses differ"),
            "link": _("Links differ"),
            "period": _("Periods differ"),
            "number": _("Numbers differ"),
        }
        sides = " / ".join(
            ", ".join(side) or "–"
            for side in (self.only_original, self.only_translation)
        )
        return f"{names[self.kind]}: {sides}"


def mismatches(original: str, translation: str) -> list[Mismatch]:
    """Each kind of fact in which two texts of one clause differ; empty if none."""
    mine, theirs = _facts(original), _facts(translation)
    found = []
    for kind in KINDS:
        left = mine[kind] - theirs[kind]
        right = theirs[kind] - mine[kind]
        if left or right:
            found.append(Mismatch(kind, _listed(left), _listed(right)))
    return found


def unlike(
    original: Sequence[Clause], translation: Sequence[Clause]
) -> dict[str, list[Mismatch]]:
    """The clauses, by key, whose translation names other facts."""
    texts = {clause.key: clause.text for clause in translation}
    found = {
        clause.key: mismatches(clause.text, texts[clause.key])
        for clause in original
        if clause.key in texts
    }
    return {key: differing for key, differing in found.items() if differing}


def _facts(text: str) -> dict[str, Counter[str]]:
    """Periods as number and unit, so that "fifteen days" and "15 hari" are one."""
    facts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    text = folded(text)
    for pattern in DATES:
        text = _take(text, pattern, facts["date"], _date)
    text = _take(text, MAIL, facts["mail"], lambda found: found[0].casefold())
    text = _take(text, LINK, facts["link"], lambda found: found[0].rstrip("./"))
    text = text.casefold()
    rest = list(text)
    for one in quantities(text):
        facts["period"][f"{one.number} {one.unit.replace('_', ' ')}"] += 1
        rest[one.start : one.end] = " " * (one.end - one.start)
    for found in NUMBER.finditer("".join(rest)):
        facts["number"][found[0].replace(",", "")] += 1
    return facts


def _take(text: str, pattern: re.Pattern[str], into: Counter[str], name: object) -> str:
    def note(found: re.Match[str]) -> str:
        into[name(found)] += 1  # type: ignore[operator]
        return " "

    return pattern.sub(note, text)


def _date(found: re.Match[str]) -> str:
    month = found["m"].casefold()
    number = MONTHS.get(month) or int(month)
    return f"{int(found['y']):04d}-{number:02d}-{int(found['d']):02d}"


def _listed(facts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(facts.elements()))
