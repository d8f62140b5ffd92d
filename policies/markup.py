"""HTML as blocks: headings, items with the numbers a browser would show, rows."""

import re
from html.parser import HTMLParser

from policies.blocks import Block, blocks_of_text

SKIPPED = frozenset(
    {
        "script",
        "style",
        "head",
        "template",
        "noscript",
        "svg",
        "nav",
        "iframe",
        "object",
    }
)
PARAGRAPHS = frozenset(
    {"p", "div", "section", "article", "header", "footer", "main", "blockquote", "pre"}
    | {"ul", "ol", "li", "table", "tr", "dl", "dt", "dd", "body", "address", "figure"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "form", "fieldset", "aside", "tbody"}
)
VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "source"}
)
HEADING = re.compile(r"h[1-6]")
# Only one that leads somewhere by itself: "#top" and "/terms" do not, outside the page.
ADDRESS = re.compile(
    r"(?:mailto:)?((?:https?://|(?<=mailto:))[^\s?#][^\s]*)", re.IGNORECASE
)
SPACE = re.compile(r"\s+")


def blocks_of_html(html: str) -> list[Block]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.blocks


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.words: list[str] = []
        self.skipped: list[str] = []
        self.lists: list[list[int | str]] = []  # [kind, next number]
        self.marker = ""
        self.level = 0
        self.in_item = 0
        self.cells: list[str] | None = None
        self.gap = True
        self.link: tuple[str, int] | None = None  # address, and where its words begin

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipped or tag in SKIPPED:
            if tag not in VOID:
                self.skipped.append(tag)
            return
        if self.is_inside(tag, attrs):
            return
        if tag not in PARAGRAPHS or (self.cells is not None and tag != "tr"):
            return
        self.end_block()
        if HEADING.fullmatch(tag):
            self.level = int(tag[1])
        elif tag in {"ol", "ul"}:
            kind, start = (
                dict(attrs).get("type") or "1",
                dict(attrs).get("start") or "1",
            )
            number = int(start) if start.isdecimal() else 1
            self.lists.append([kind if tag == "ol" else "", number])
        elif tag == "li":
            self.begin_item()
        elif tag == "tr":
            self.cells = []

    def is_inside(self, tag: str, attrs: list[tuple[str, str | None]]) -> bool:
        """What stands inside a block: a cell, a link, the end of a line."""
        if tag in {"td", "th"}:
            self.end_cell()
        elif tag == "a":
            self.end_link()
            self.begin_link(dict(attrs).get("href") or "")
        elif tag == "br":
            self.words.append(" " if self.cells is not None else "\n")
        else:
            return False
        return True

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            if tag == self.skipped[-1]:
                self.skipped.pop()
            return
        if tag == "a":
            self.end_link()
        elif tag in {"td", "th"}:
            self.end_cell()
        elif tag in PARAGRAPHS and (self.cells is None or tag == "tr"):
            self.end_block()
            if tag in {"ol", "ul"} and self.lists:
                self.lists.pop()

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.words.append(SPACE.sub(" ", data) if "\n" in data else data)

    def begin_link(self, address: str) -> None:
        found = ADDRESS.match(address.strip())
        if found:
            self.link = found[1], len(self.words)

    def end_link(self) -> None:
        """Where it leads stands behind its words, as in a text that is written here."""
        if self.link is None:
            return
        (address, start), self.link = self.link, None
        said = "".join(self.words[start:])
        if said.strip() and address not in said:
            self.words.append(f" ({address})")

    def begin_item(self) -> None:
        if not self.lists:
            self.lists.append(["", 1])
        kind, number = self.lists[-1]
        self.lists[-1][1] = int(number) + 1
        self.marker = f"{_numeral(str(kind), int(number))} " if kind else "• "

    def end_cell(self) -> None:
        self.end_link()
        text = " ".join("".join(self.words).split())
        self.words.clear()
        if self.cells is not None and text:
            self.cells.append(text)

    def end_block(self) -> None:
        if self.cells is not None:
            self.end_cell()
            if self.cells:
                self.add(Block(" | ".join(self.cells), is_row=True))
            self.cells = None
        self.end_link()
        text = self.marker + "".join(self.words)
        if "".join(self.words).strip():
            for block in blocks_of_text(text):
                block.level = self.level
                self.add(block)
            self.marker = ""
        self.words.clear()
        self.level = 0

    def add(self, block: Block) -> None:
        block.after_gap = bool(block.level)
        block.before_gap = not block.is_item and not block.is_row
        self.blocks.append(block)


def _numeral(kind: str, number: int) -> str:
    if kind in {"a", "A"} and number <= 26:
        return f"({chr(ord(kind) + number - 1)})"
    if kind in {"i", "I"} and number < 40:
        tens, ones = divmod(number, 10)
        signs = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][ones]
        roman = "x" * tens + signs
        return f"{roman.upper() if kind == 'I' else roman}."
    return f"{number}."
