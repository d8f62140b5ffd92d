"""The numbers of clauses: 5.1.9., (a), III., 1、, 第三条, and which follows which.

Five companies number in a dozen ways, restart at 1 inside a section, skip a number or
write `4,` for `4.`. A mark is taken for a number only where it continues a list that is
open or begins one; what it belongs to is found from the lists above it.
"""

import re
from dataclasses import dataclass, field

from policies.clauses import ordinal

# Several parts: 5.1.9. or 6(a).1 — and 5.1.11.Word, without a space.
MANY = re.compile(r"(\d{1,3}(?:\.\d{1,3}|\([a-z]\))+)([.)、:]?)(?=\s|[^\W\d_])\s*")
# One part with its brackets or stop: (a), 1), III., 1、, 4, and 第三条.
ONE = re.compile(
    r"(?P<open>[(（])(?P<bracketed>\d{1,3}|[ivx]{1,5}|[IVX]{1,5}|[A-Za-z]"
    r"|[一二三四五六七八九十]{1,3})[)）]\s*"
    r"|第(?P<article>\d{1,3}|[一二三四五六七八九十百]{1,4})(?P<rank>[编編章节節条條款])"
    r"\s*[、:：.]?\s*"
    r"|(?P<closed>\d{1,3}|[ivx]{1,5}|[a-z])[)）]\s*"
    r"|(?P<dotted>\d{1,3}|[IVX]{1,5}|[ivx]{1,5}|[A-Z])[.．:](?=\s|[^\W\d_])\s*"
    r"|(?P<listed>\d{1,3}|[一二三四五六七八九十]{1,3})、\s*"
    r"|(?P<comma>\d{1,2}),\s+(?=[^\W\d_])"
)
# "Fasal 3: ...", "Article 5 - ...": what it is called, its number, and a stop.
NAMED = re.compile(
    r"(article|clause|section|part|chapter|schedule|fasal|perkara|seksyen|bahagian|bab)"
    r"\s+(\d{1,3}|[ivx]{1,5}|[a-z])\s*(?:[:.]|\s[-–—])\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
BARE = re.compile(r"(\d{1,2})\s+(?=[^\W\d_])")
SHAPES = {
    "bracketed": "()",
    "closed": ")",
    "dotted": ".",
    "listed": ".",
    "comma": ".",
}
CAPITALS = "letter capital"
PIECE = re.compile(r"\d+|[a-z]")


@dataclass(frozen=True, slots=True)
class Mark:
    printed: str
    shape: str  # "()", ")", ".", "条", "fasal", or "" where it has several parts
    parts: tuple[str, ...]  # ("5", "1", "9"), ("iii",)
    end: int = 0

    @property
    def ordinals(self) -> list[tuple[int, str]]:
        """What it may count, with its alphabet: i is one, and the ninth letter."""
        part = self.parts[-1].casefold()
        case = " capital" if self.parts[-1].isupper() else ""
        value = ordinal(part)
        if value is not None:
            if part.isdecimal():
                return [(value, "digit")]
            if part.isascii():
                letter = [(ord(part) - 96, f"letter{case}")] if len(part) == 1 else []
                return [(value, f"roman{case}"), *letter]
            return [(value, "chinese")]
        return [(ord(part[0]) - 96, f"letter{case}")]


def mark_at(text: str, at: int = 0) -> Mark | None:
    """The number that stands here, if any; where its words begin is `end`."""
    many = MANY.match(text, at)
    if many:
        return Mark(
            text[at : many.end()].strip(),
            "",
            tuple(PIECE.findall(many[1])),
            many.end(),
        )
    named = NAMED.match(text, at)
    if named:
        printed = text[at : named.end()].strip()
        return Mark(printed, named[1].casefold(), (named[2],), named.end())
    one = ONE.match(text, at)
    if one is None:
        return None
    name = one.lastgroup
    if name == "open":
        name = "bracketed"
    if name == "rank":
        name = "article"
    # Articles are counted through all chapters: 第五条 may follow 第二章.
    shape = one["rank"] or SHAPES[str(name)]
    return Mark(text[at : one.end()].strip(), shape, (one[str(name)],), one.end())


def bare_mark_at(text: str) -> Mark | None:
    """A number with nothing but a space behind it."""
    bare = BARE.match(text)
    return Mark(bare[1], ".", (bare[1],), bare.end()) if bare else None


@dataclass(slots=True)
class Level:
    """An open list: what it counts with and how far it has come."""

    shape: str
    alphabet: str
    at: int
    own: tuple[str, ...]
    address: str
    title: str = ""


@dataclass(slots=True)
class Numbering:
    """The lists that are open, from the outermost."""

    levels: list[Level] = field(default_factory=list)
    fresh: bool = False  # a heading without number came since the last mark
    tops: list[str] = field(default_factory=list)  # titles of the outermost list

    @property
    def address(self) -> str:
        return self.levels[-1].address if self.levels else ""

    def place(self, mark: Mark, *, title: str, strict: bool) -> Level | None:
        """Open or continue the list that this mark belongs to; None if it is none.

        `strict`: the mark stands inside a line, so that it must follow the one before
        it or begin a list, or it is not a number at all.
        """
        level = (
            self._many(mark, strict=strict)
            if not mark.shape
            else self._one(mark, strict=strict)
        )
        if level is not None:
            level.title = title
            self.fresh = False
            if len(self.levels) == 1:
                self.tops.append(title[:60])
        return level

    def goes_on_to(self, mark: Mark) -> bool:
        """Whether this is the next number of the outermost list, or its first."""
        value = mark.ordinals[0][0]
        if not self.levels:
            return value == 1
        top = self.levels[0]
        return (top.shape, top.at + 1) == (mark.shape, value)

    def restart(self) -> None:
        self.levels.clear()

    def _many(self, mark: Mark, *, strict: bool) -> Level | None:
        parts, prefix = mark.parts, mark.parts[:-1]
        last = mark.ordinals[0]
        for depth in range(len(self.levels) - 1, -1, -1):
            level = self.levels[depth]
            if len(level.own) == len(parts) and level.own[:-1] == prefix:
                if strict and not level.at < last[0] <= level.at + 2:
                    continue
                parent = _stem(level.address, level.own[-1])
                return self._open(depth, mark, last, parts, parent, parts[-1:])
            if level.own == prefix:
                if strict and last[0] != 1:
                    continue
                return self._open(
                    depth + 1, mark, last, parts, level.address, parts[-1:]
                )
        if strict and last[0] > 2:
            return None
        for depth in range(len(self.levels) - 1, -1, -1):
            known = self.levels[depth].own
            if known == parts[: len(known)]:
                address = self.levels[depth].address
                return self._open(
                    depth + 1, mark, last, parts, address, parts[len(known) :]
                )
        if not self.levels:
            return self._open(0, mark, last, parts, "", parts)
        return self._under_section(mark, last)

    def _under_section(self, mark: Mark, last: tuple[int, str]) -> Level:
        """`1.2` in section 4, whose `1` the text has lost: 4.1.2."""
        section, parts = self.levels[0], mark.parts
        if section.own and ordinal(section.own[0]) == ordinal(parts[0]):
            return self._open(1, mark, last, parts, section.address, parts[1:])
        missing = Level(
            ".", "digit", int(parts[0]), parts[:1], _join(section.address, parts[:1])
        )
        self.levels[1:] = [missing]
        return self._open(2, mark, last, parts, missing.address, parts[1:])

    def _one(self, mark: Mark, *, strict: bool) -> Level | None:
        depth_and_value = self._follows(mark, strict=strict)
        if depth_and_value is None:
            return None
        depth, value = depth_and_value
        parent = self.levels[depth - 1].address if depth else ""
        own = mark.parts if mark.shape == "." else (mark.printed,)
        address = (mark.printed,) if mark.shape == "()" else mark.parts
        return self._open(depth, mark, value, own, parent, address)

    def _follows(
        self, mark: Mark, *, strict: bool
    ) -> tuple[int, tuple[int, str]] | None:
        values = mark.ordinals
        found = self._next(mark, values)
        if found is not None:
            return found
        first = next((value for value in values if value[0] == 1), None)
        if first is not None:
            return self._begins(mark, first), first
        if strict:
            return self._skips(mark, values)
        for depth in range(len(self.levels) - 1, -1, -1):
            level = self.levels[depth]
            for value in values:
                if level.shape == mark.shape and level.at < value[0] <= level.at + 3:
                    return depth, value
                if level.alphabet == value[1] == CAPITALS:
                    return depth, value  # a section that was moved, with its letter
        # A letter alone, that neither begins nor goes on: an initial, as in "N. B.".
        return None if _is_letter(values[0]) else (len(self.levels), values[0])

    def _next(
        self, mark: Mark, values: list[tuple[int, str]]
    ) -> tuple[int, tuple[int, str]] | None:
        deepest_first = range(len(self.levels) - 1, -1, -1)
        # With another alphabet it goes on where the text is numbered: V. after 4.
        for same, depths in ((True, deepest_first), (False, deepest_first[::-1])):
            for depth in depths:
                level = self.levels[depth]
                for value in values:
                    follows = level.shape == mark.shape and value[0] == level.at + 1
                    other = not same and not _is_letter(value)
                    if follows and (value[1] == level.alphabet or other):
                        return depth, value
        return None

    def _begins(self, mark: Mark, first: tuple[int, str]) -> int:
        """A list that begins at one: below what is open, or once more beside it."""
        if self.fresh and mark.shape == ".":
            self.restart()
        if len(self.levels) > 1:
            last = self.levels[-1]
            if last.shape == mark.shape and last.alphabet == first[1]:
                return len(self.levels) - 1
        return len(self.levels)

    def _skips(
        self, mark: Mark, values: list[tuple[int, str]]
    ) -> tuple[int, tuple[int, str]] | None:
        """(5) after (3), or a list whose 1 the text has lost."""
        for depth in range(len(self.levels) - 1, -1, -1):
            level = self.levels[depth]
            if level.shape == mark.shape and values[0][0] == level.at + 2:
                return depth, values[0]
        if values[0][0] == 2 and len(self.levels) == 1:
            return 1, values[0]
        return None

    def _open(
        self,
        depth: int,
        mark: Mark,
        value: tuple[int, str],
        own: tuple[str, ...],
        parent: str,
        rest: tuple[str, ...],
    ) -> Level:
        level = Level(mark.shape, value[1], value[0], own, _join(parent, rest))
        self.levels[depth:] = [level]
        return level


def _is_letter(value: tuple[int, str]) -> bool:
    return value[1].startswith("letter")


def _join(parent: str, rest: tuple[str, ...]) -> str:
    for part in rest:
        if part.startswith(("(", "（")):
            parent += part
        elif len(part) == 1 and part.islower() and part.isascii() and parent:
            parent += f"({part})"
        elif parent and not parent.endswith((")", "）")):
            parent += f".{part}"
        else:
            parent += part
    return parent


def _stem(address: str, last: str) -> str:
    """The address without its last part."""
    for ending in (f".{last}", f"({last})", last):
        if address.endswith(ending):
            return address[: -len(ending)]
    return address
