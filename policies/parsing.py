"""Read the blocks of a text as clauses, each with its number, headings and country.

Source: POLICIES §2 (1). A paragraph, an item and a row are a clause each; a paragraph
over 400 characters is cut at numbers that continue its lists, then at its sentences.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from django.utils.text import slugify
from rapidfuzz import fuzz

from policies.blocks import Block, blocks_of_text
from policies.clauses import Clause, ClauseKind, folded
from policies.numbering import Mark, Numbering, bare_mark_at, mark_at
from policies.sentences import BEFORE_NUMBER, LONG, sentences

HEADING = 90  # characters a heading without number may have
TITLE = 120  # and the one of a numbered clause, which may end as a lead-in does
COUNTRY_LINE = re.compile(r"([^:：\d]{2,40}?)\s*(?:[:：]\s*(.*))?$")
VALUE = re.compile(r"[:：]|\d{3}")  # a line that gives a value, not a title
SAME_TITLE = 75  # of 100: the contents name their section nearly as it names itself


def parse(text: str) -> list[Clause]:
    """The clauses of a plain text."""
    return parse_blocks(blocks_of_text(text))


def parse_blocks(blocks: list[Block]) -> list[Clause]:
    reader = _Reader()
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        reader.read(block, following)
    return reader.clauses


@cache
def countries() -> dict[str, str]:
    """The code of every country by its name in English, Malay and Chinese."""
    from babel import Locale  # only where a text is read

    codes = {}
    for language in ("zh", "ms", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EZ", "UN", "ZZ"}:
                codes[name.casefold()] = str(code)
    return codes


def country_at(line: str) -> tuple[str, str] | None:
    """The country that a line opens, and what it says of it on the same line."""
    if len(line) > 200:
        return None
    found = COUNTRY_LINE.match(line)
    name = " ".join(found[1].casefold().split()) if found else ""
    code = countries().get(name)
    return (code, found[2] or "") if code and found else None


@dataclass(slots=True)
class _Country:
    code: str
    depth: int | None = None  # parts in the number of its first clause; 0 without

    def ends_at(self, mark: Mark) -> bool:
        """Whether this number is the text's own again, without an empty line."""
        if self.depth is None:
            return False
        return self.depth == 0 or len(mark.parts) < self.depth


@dataclass(slots=True)
class _Reader:
    clauses: list[Clause] = field(default_factory=list)
    numbering: Numbering = field(default_factory=Numbering)
    headings: list[tuple[int, str]] = field(default_factory=list)
    country: _Country | None = None
    past_contents: bool = False
    numbered: int = 0
    seen: Counter[str] = field(default_factory=Counter)

    def read(self, block: Block, following: Block | None) -> None:
        text = block.text
        opened = country_at(text) if not block.is_row else None
        if opened:
            self.country = _Country(opened[0])
            if not opened[1]:
                return
            self.add(opened[1], block)
            self.country = None
            return
        if self.country and (block.level or (block.after_gap and not block.is_row)):
            self.country = None
        mark = mark_at(text) or self.bare_mark(block, following)
        if mark and mark.end < len(text):
            self.read_numbered(text, mark, block)
        elif block.level or self.is_heading(block, following):
            self.read_heading(text, block)
        else:
            self.read_long(text, block)

    def bare_mark(self, block: Block, following: Block | None) -> Mark | None:
        """The number of a heading without a stop: "2 How we use it", after 1."""
        mark = bare_mark_at(block.text)
        if mark is None or not self.numbering.goes_on_to(mark):
            return None
        title = replace(block, text=block.text[mark.end :])
        return mark if self.is_heading(title, following) else None

    def is_heading(self, block: Block, following: Block | None) -> bool:
        text = block.text
        if block.is_item or block.is_row or len(text) > HEADING or self.country:
            return False
        if not text[0].isupper() and text[0].isascii():
            return False
        if text[-1] in ".;:,。；：，!" or following is None or VALUE.search(text):
            return False
        if not self.clauses and not self.headings:
            return True
        stands_alone = block.before_gap or following.is_item or following.level > 0
        return stands_alone or (mark_at(following.text) is not None and block.after_gap)

    def read_heading(self, text: str, block: Block) -> None:
        level = block.level or 1
        self.headings = [one for one in self.headings if one[0] < level]
        self.add(text, block, kind=ClauseKind.HEADING)
        self.headings.append((level, text))
        self.numbering.fresh = True

    def read_numbered(self, text: str, mark: Mark, block: Block) -> None:
        title = text[mark.end :]
        if mark.ordinals[0][0] == 1 and mark.shape == ".":
            self.leave_contents(title)
        if self.country and self.country.ends_at(mark):
            self.country = None
        level = self.numbering.place(mark, title=title, strict=False)
        if level and self.country and self.country.depth is None:
            self.country.depth = len(mark.parts)
        if level is None:
            self.read_long(text, block)
            return
        self.numbered += 1
        if block.level:
            self.headings = [one for one in self.headings if one[0] < block.level]
        self.read_long(title, block, number=mark.printed)
        if block.level:
            self.headings.append((block.level, title))

    def leave_contents(self, title: str) -> None:
        """What was numbered so far was the table of contents, if its 1 comes again."""
        only_top = self.numbered == len(self.numbering.tops) > 1
        if self.past_contents or not only_top:
            return
        first = folded(self.numbering.tops[0])[:60].casefold()
        start = folded(title)[:60].casefold()
        if fuzz.ratio(first, start) < SAME_TITLE and not start.startswith(first):
            return
        self.past_contents = True
        self.clauses = [
            replace(
                one, address="", kind=ClauseKind.CONTENTS if one.number else one.kind
            )
            for one in self.clauses
        ]
        self.numbering.restart()

    def read_long(self, text: str, block: Block, number: str = "") -> None:
        """Add a paragraph, cut where numbers go on inside it."""
        if len(text) <= LONG:
            self.add(text, block, number=number)
            return
        for piece, printed in self.numbered_pieces(text, number):
            self.add(piece, block, number=printed)

    def numbered_pieces(self, text: str, number: str) -> Iterator[tuple[str, str]]:
        start = 0
        for place in BEFORE_NUMBER.finditer(text):
            at = place.start()
            mark = mark_at(text, at) if at > start else None
            if mark is None or not _begins_words(text, mark.end):
                continue
            title = text[mark.end : mark.end + 80]
            waiting = text[start:at].strip()
            # What stands before the number belongs to the lists open until now.
            held = (self.numbering.address, number)
            if self.numbering.place(mark, title=title, strict=True) is None:
                continue
            if waiting or held[1]:
                with_address = self.numbering.levels[:]
                yield from self.at_address(waiting, *held)
                self.numbering.levels[:] = with_address
            start, number = mark.end, mark.printed
        yield text[start:].strip(), number

    def at_address(
        self, text: str, address: str, number: str
    ) -> Iterator[tuple[str, str]]:
        yield f"{address}\0{text}", number

    def add(
        self,
        text: str,
        block: Block,
        *,
        number: str = "",
        kind: ClauseKind | None = None,
    ) -> None:
        address, cut, rest = text.partition("\0")
        if not cut:
            address, rest = self.numbering.address, text
            if self.numbering.fresh and not number:
                address = ""  # below a heading of its own
        if self.country and self.country.depth is None:
            self.country.depth = 0
        kind = kind or _kind(block, number)
        if kind is ClauseKind.HEADING:
            address = ""
        headings = self.titles(is_numbered=bool(number))
        country = self.country.code if self.country else ""
        base = _base(
            Clause(rest, address=address, kind=kind, headings=headings, country=country)
        )
        for piece in sentences(rest):
            self.clauses.append(
                Clause(
                    piece,
                    self.key(base),
                    number,
                    address,
                    kind,
                    headings,
                    country,
                    bullet=block.bullet,
                )
            )
            number = ""

    def key(self, base: str) -> str:
        """A key that no clause of this text has yet."""
        self.seen[base] += 1
        return base if self.seen[base] == 1 else f"{base}/{self.seen[base]}"

    def titles(self, *, is_numbered: bool) -> tuple[str, ...]:
        """The headings above, and the titles of the numbered clauses above."""
        titles = [title for _level, title in self.headings]
        if not self.numbering.fresh:
            above = self.numbering.levels[: -1 if is_numbered else None]
            titles += [one.title for one in above if _names(one.title)]
        return tuple(dict.fromkeys(titles))


def _names(title: str) -> bool:
    return 0 < len(title) <= TITLE and title[-1] not in ".;,。；，"


def _begins_words(text: str, at: int) -> bool:
    sign = text[at : at + 1]
    return bool(sign) and (sign.isupper() or not sign.isascii() or sign == '"')


def _kind(block: Block, number: str) -> ClauseKind:
    if block.is_row:
        return ClauseKind.ROW
    if block.level:
        return ClauseKind.HEADING
    return ClauseKind.ITEM if block.is_item or number else ClauseKind.PARAGRAPH


def _base(clause: Clause) -> str:
    """What the key of a clause is told from: where it stands."""
    if clause.kind is ClauseKind.CONTENTS:
        base = "contents"
    elif clause.address:
        base = clause.address
    else:
        title = clause.text if clause.kind is ClauseKind.HEADING else ""
        title = title or (clause.headings[-1] if clause.headings else "opening")
        base = slugify(title, allow_unicode=True)[:40].strip("-") or "opening"
    return f"{base}@{clause.country}" if clause.country else base
