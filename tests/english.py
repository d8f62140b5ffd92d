"""Finds English on a page that should be in another language."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation import to_locale

ROOT = Path(__file__).resolve().parent.parent
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SILENT = {"script", "style", "svg"}
SPOKEN = {"alt", "aria-label", "placeholder", "title"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
COMMON = re.compile(
    r"\b(?:the|you|your|we|our|us|and|with|this|that|of|for|from|not|is|are|was|it|be"
    r"|to|by|on|in|has|have|an|or|no|yes)\b",
    re.IGNORECASE,
)


# Fewer where a language shares short words with English ("no" in Spanish).
RARE = re.compile(
    r"\b(?:the|you|your|we|our|and|with|this|that|from|not|was|have)\b", re.IGNORECASE
)


def english_left(html: str, language: str = "ms", quoted: str = "") -> list[str]:
    """Texts a reader of `language` would meet in English; [] for a whole page.

    A text counts if it is one of our sentences that has a translation, or if it holds
    a word that no English sentence does without. Whatever carries another `lang` is
    in it on purpose, and so is what stands in `quoted`: addresses, names of menus.
    """
    common = COMMON if language == "ms" else RARE
    reader = Reader(language)
    reader.feed(html)
    ours = sentences(language)
    return [
        text
        for text in reader.texts
        if text not in quoted
        and (common.search(text) or any(one.fullmatch(text) for one in ours))
    ]


class Reader(HTMLParser):
    """What is seen or spoken of a page, except passages in another language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.open: list[tuple[str, bool]] = []  # tag, and whether it is to be read
        self.texts: list[str] = []

    @property
    def reads(self) -> bool:
        return not self.open or self.open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        ours = (found.get("lang") or self.language) == self.language
        reads = self.reads and ours and tag not in SILENT
        if reads:
            for name in SPOKEN & found.keys():
                self.keep(found[name] or "")
        if tag not in VOID:
            self.open.append((tag, reads))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.reads:
            self.keep(data)

    def keep(self, text: str) -> None:
        text = " ".join(text.split())
        if text:
            self.texts.append(text)


@cache
def sentences(language: str) -> list[re.Pattern[str]]:
    """Every sentence that reads otherwise in `language`, as a pattern."""
    path = ROOT / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    found = []
    for message in messages:
        ids = message.id if isinstance(message.id, tuple | list) else [message.id]
        found += [
            re.compile(".+".join(map(re.escape, PLACEHOLDER.split(words))))
            for words in ids
            if words not in (message.string, *message.string)
            and "<" not in words
            and not message.context
            and re.search(r"[a-z]{2}", PLACEHOLDER.sub("", words))
        ]
    return found
