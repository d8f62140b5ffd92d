"""A section of a policy as Markdown, as the editor shows it, and back as clauses.

    ## 6. Your rights            a heading
    6.1. You may see your data.  a clause, with the number as it is printed
    - by e-mail                  an item of a list
    | Purpose | Data             a row of a table
    {KZ} Within one day.         a clause for one country only

One block is one clause; an empty line parts them. Markdown for words (bold, links) is
read and left out, since a clause is plain text that is hashed and compared; where a
link leads is kept as words behind it. What a page shows goes through nh3. Pure: no
database.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from policies.clauses import Clause, ClauseKind, path_of
from policies.comparing import inherit_keys
from policies.errors import NotPossible
from policies.numbering import Numbering, mark_at

MANY = 40  # clauses
FEW = 3  # headings: the title and what stands above the numbered text
LONGEST = 100_000  # characters of a section
HEADING = re.compile(r"#{1,6}\s+(.*)", re.DOTALL)
COUNTRY = re.compile(r"\{([A-Z]{2})\}\s*(.*)", re.DOTALL)
ITEM = re.compile(r"([-•*·▪◦●○■□➢✓])\s+(.*)", re.DOTALL)
ROW = re.compile(r"\|\s*(.*)", re.DOTALL)
LINK = re.compile(r'<a href="(?:mailto:)?([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
SPECIAL = re.compile(r"([\\`*_\[\]<>&])")
TAGS = {"h2", "p", "ul", "li", "table", "tbody", "tr", "td", "em", "strong", "a"}
_inline = MarkdownIt("commonmark", {"html": False})
_blocks = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Section:
    """A run of clauses under one heading. `key` is that of its first clause."""

    title: str
    clauses: tuple[Clause, ...]
    start: int  # place of the first in the text

    @property
    def key(self) -> str:
        return self.clauses[0].key

    @property
    def words(self) -> int:
        """Words, and Chinese characters one by one."""
        return count_words(" ".join(clause.text for clause in self.clauses))


def count_words(text: str) -> int:
    """Words of a text as an editor counts them: a Chinese character is one."""
    signs = len(re.findall(r"[\u3400-\u9fff]", text))
    return signs + len(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", _latin(text)))


def _latin(text: str) -> str:
    return re.sub(r"[\u3400-\u9fff]", " ", text)


def sections(clauses: Sequence[Clause]) -> list[Section]:
    """The text cut at its headings; where it has none, at its outermost numbers."""
    headed = sum(clause.kind is ClauseKind.HEADING for clause in clauses) > FEW
    found: list[Section] = []
    start = 0
    for at in range(1, len(clauses) + 1):
        many = at - start >= MANY  # a long part is cut at its numbers too
        if at < len(clauses) and not _opens(clauses[at], headed=headed and not many):
            continue
        part = tuple(clauses[start:at])
        if part:
            found.append(Section(_title(part[0]), part, start))
        start = at
    return found


def _opens(clause: Clause, *, headed: bool) -> bool:
    if clause.kind is ClauseKind.HEADING:
        return True
    if headed or not clause.number or clause.number[0] in "(（" or clause.country:
        return False
    return len(path_of(clause.address)) == 1


def _title(clause: Clause) -> str:
    words = f"{clause.number} {clause.text}".strip()
    return words if len(words) <= 80 else f"{words[:79].rstrip()}…"


def to_markdown(clauses: Sequence[Clause]) -> str:
    """The clauses as the editor shows them."""
    return "\n\n".join(map(_block, clauses)) + "\n"


def _block(clause: Clause) -> str:
    words = _written(clause.text)
    if clause.kind is ClauseKind.ROW:
        words = f"| {words}"
    if clause.number:
        words = f"{clause.number} {words}"
    elif clause.bullet:
        words = f"{clause.bullet[0]} {words}"
    if clause.kind is ClauseKind.HEADING:
        words = f"## {words}"
    return f"{{{clause.country}}} {words}" if clause.country else words


def _written(text: str) -> str:
    """As it is, where Markdown reads it as it is; else with its signs escaped."""
    return text if _read(text) == text else SPECIAL.sub(r"\\\1", text)


def _read(words: str) -> str:
    """The words alone: no marks, no tags; "our page (https://…)" for a link."""
    rendered = _inline.renderInline(" ".join(words.split()))
    shown = nh3.clean(LINK.sub(_with_address, rendered), tags=set())
    return " ".join(html.unescape(shown).split())


def _with_address(link: re.Match[str]) -> str:
    address, words = link[1], link[2]
    return words if address in words else f"{words} ({address})"


def from_markdown(text: str, old: Sequence[Clause]) -> list[Clause]:
    """The section as it was edited; clauses that stay keep key, topic and place.

    Raises NotPossible for a section without words, or one too long to be one.
    """
    if len(text) > LONGEST:
        raise NotPossible(
            _("A section has at most %(limit)d characters.") % {"limit": LONGEST},
            "words",
        )
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.replace("\r", ""))]
    known = {_block(clause): clause for clause in old}
    new = [
        clause
        for block in blocks
        if block and (clause := known.get(block) or _clause(block)).text
    ]
    if not new:
        raise NotPossible(_("A section needs words."), "words")
    return _placed(inherit_keys(list(old), _addressed(new, old)), old)


def _clause(block: str) -> Clause:
    country, bullet, number, kind = "", "", "", ClauseKind.PARAGRAPH
    if found := COUNTRY.fullmatch(block):
        country, block = found[1], found[2]
    if found := HEADING.fullmatch(block):
        kind, block = ClauseKind.HEADING, found[1]
    mark = mark_at(block)
    if mark and mark.end < len(block):
        number, block = mark.printed, block[mark.end :]
        kind = ClauseKind.ITEM if kind is ClauseKind.PARAGRAPH else kind
    elif found := ITEM.fullmatch(block):
        bullet, block, kind = found[1], found[2], ClauseKind.ITEM
    if found := ROW.fullmatch(block):
        kind, block = ClauseKind.ROW, found[1]
    return Clause(
        _read(block), number=number, kind=kind, country=country, bullet=bullet
    )


def _addressed(new: list[Clause], old: Sequence[Clause]) -> list[Clause]:
    """Where each stands, as an import would say it; below the section's own heading."""
    numbering = Numbering()
    placed: list[Clause] = []
    headings = old[0].headings if old else ()
    title = ""
    for clause in new:
        address = numbering.address
        if clause.number and (mark := mark_at(f"{clause.number} x")):
            numbering.place(mark, title=clause.text, strict=False)
            address = numbering.address
        if clause.kind is ClauseKind.HEADING:
            address = ""
        here = headings if not placed else (*headings, title) if title else headings
        placed.append(
            replace(
                clause,
                address=address,
                key=_key(address, clause, placed),
                headings=here,
            )
        )
        if len(placed) == 1 and (clause.number or clause.kind is ClauseKind.HEADING):
            title = clause.text
    return placed


def _key(address: str, clause: Clause, before: Sequence[Clause]) -> str:
    base = address or (before[0].key if before else "section")
    base = f"{base}@{clause.country}" if clause.country else base
    taken = sum(one.key == base or one.key.startswith(f"{base}/") for one in before)
    return base if not taken else f"{base}/{taken + 1}"


def _placed(new: list[Clause], old: Sequence[Clause]) -> list[Clause]:
    """What stays under its key and number also keeps its address and headings."""
    known = {clause.key: clause for clause in old}
    titles = {
        before.text: after.text
        for after in new
        if (before := known.get(after.key)) and before.text != after.text
    }
    placed = []
    for clause in new:
        before = known.get(clause.key)
        if before is not None and before.number == clause.number:
            if before.folded == clause.folded and before.country == clause.country:
                placed.append(_under(before, titles))
                continue
            headings = tuple(titles.get(one, one) for one in before.headings)
            clause = replace(
                clause,
                address=before.address,
                headings=headings,
                bullet=before.bullet if clause.bullet else "",
                kind=before.kind if _alike(before, clause) else clause.kind,
            )
        placed.append(clause)
    return placed


def _under(clause: Clause, titles: dict[str, str]) -> Clause:
    headings = tuple(titles.get(one, one) for one in clause.headings)
    return replace(clause, headings=headings)


def _alike(before: Clause, after: Clause) -> bool:
    """Kinds that Markdown cannot tell apart."""
    told = {ClauseKind.PARAGRAPH, ClauseKind.ITEM, ClauseKind.CONTENTS}
    same_list = bool(before.bullet) == bool(after.bullet)
    return {before.kind, after.kind} <= told and same_list


def as_html(text: str) -> str:
    """The section as a page may show it: headings, lists, tables; cleaned by nh3."""
    return nh3.clean(_blocks.render(text), tags=TAGS, link_rel="noopener noreferrer")
