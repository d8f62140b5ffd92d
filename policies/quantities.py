"""The periods a text names: 15 days, thirty (30) working days, 48 jam, 十五个工作日."""

import re
from dataclasses import dataclass

from policies.clauses import ordinal

ENGLISH = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen twenty"
)
TENS = "thirty forty fifty sixty seventy eighty ninety"
MALAY = "satu dua tiga empat lima enam tujuh lapan sembilan sepuluh sebelas"
NUMBERS = {
    **{word: at for at, word in enumerate(ENGLISH.split(), 1)},
    **{word: at * 10 for at, word in enumerate(TENS.split(), 3)},
    **{word: at for at, word in enumerate(MALAY.split(), 1)},
    "a hundred": 100,
    "one hundred": 100,
    "seratus": 100,
    "a": 1,
    "an": 1,
    "se": 1,  # sebulan: a month
    "past": 1,  # of the past year
    "last": 1,
}
UNITS = {
    "hours": r"hours?|jam|小时",
    "working_days": (
        r"(?:working|business)[ -]days?|hari (?:bekerja|perniagaan)|个?工作日"
    ),
    "calendar_days": (
        r"(?:calendar |natural )?days?|hari(?: kalendar)?|个?自然日|天|日"
    ),
    "weeks": r"weeks?|minggu|周(?![年岁])|个?星期",
    "months": r"months?|bulan|个月",
    "years": r"years?|tahun|周?年|周?岁",
}
DAYS = {
    "hours": 1 / 24,
    "working_days": 1.4,
    "calendar_days": 1,
    "weeks": 7,
    "months": 30.4,
    "years": 365.25,
}
# "Within a week" is a period, "twice a week" is none.
ONE = r"(?<!once )(?<!twice )(?<!times )an?(?= )|se(?=hari|minggu|bulan|tahun)"
LONG_WORDS = sorted(NUMBERS.keys() - {"a", "an", "se"}, key=len, reverse=True)
WORD = "|".join([*LONG_WORDS, ONE])
MALAY_TENS = r"(?:dua|tiga|empat|lima|enam|tujuh|lapan|sembilan) puluh(?: \w+)?"
UNNUMBERED = frozenset({"a", "an", "se", "past", "last"})  # one, without saying so
UNIT = "|".join(f"(?P<{name}>{pattern})" for name, pattern in UNITS.items())
QUANTITY = re.compile(
    rf"(?:(?<![\d.,a-z])(?P<digits>\d{{1,4}})|(?<!\w)(?P<tens>{MALAY_TENS})"
    rf"|(?<!\w)(?P<word>{WORD})|(?P<chinese>[一二三四五六七八九十两百]{{1,5}}))"
    rf"(?: ?\((?P<again>\d{{1,4}})\))?[ -]?(?:{UNIT})(?![a-z])"
)


MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november"
    "|december|januari|februari|mac|mei|jun|julai|ogos|oktober|disember"
)
DATE = re.compile(
    rf"\b\d{{1,2}} (?:{MONTH}) \d{{4}}\b|\b(?:{MONTH}) (?:\d{{1,2}}, )?\d{{4}}\b"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{4}\b"
    r"|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    number: int
    unit: str  # as the rulebook names it
    start: int
    end: int

    @property
    def days(self) -> float:
        """Nearly how long it is, to tell the longer of two."""
        return self.number * DAYS[self.unit]


def quantities(text: str) -> list[Quantity]:
    """Every period in a text in lower case, in order."""
    found = []
    for match in QUANTITY.finditer(DATE.sub(_blank, text)):
        number = _number(match)
        unit = next(name for name in UNITS if match[name])
        if number is not None:
            found.append(Quantity(number, unit, match.start(), match.end()))
    return found


def _blank(date: re.Match[str]) -> str:
    return " " * len(date[0])


def _number(match: re.Match[str]) -> int | None:
    if match["digits"] or match["again"]:
        return int(match["again"] or match["digits"])
    if match["tens"]:
        tens, _puluh, ones = match["tens"].partition(" puluh")
        return NUMBERS[tens] * 10 + NUMBERS.get(ones.strip(), 0)
    if match["word"]:
        return NUMBERS[match["word"]]
    signs = match["chinese"].replace("两", "二")
    hundreds, hundred, rest = signs.partition("百")
    if hundred:
        return (ordinal(hundreds) or 1) * 100 + (ordinal(rest) or 0)
    return ordinal(signs)


def in_figures(text: str) -> str:
    """A text in lower case with its periods in figures: thirty (30) days, 30 days."""
    said, copied = [], 0
    for match in QUANTITY.finditer(DATE.sub(_blank, text)):
        number = _number(match)
        if number is None or match["word"] in UNNUMBERED:
            continue
        ends = match.end("again") + 1 if match["again"] else _number_end(match)
        said += [text[copied : match.start()], str(number)]
        copied = ends
    return "".join([*said, text[copied:]])


def _number_end(match: re.Match[str]) -> int:
    return max(match.end(name) for name in ("digits", "tens", "word", "chinese"))
