"""Where a long paragraph may be cut: at a number that follows, or between sentences."""

import re
from collections.abc import Iterator

LONG = 400  # characters; a paragraph up to this stays one clause
LONGEST = 2_000  # of a sentence; what never stops is cut at its last space or comma
PAUSE = re.compile(r"[\s,，、;]")
# A stop, and what may close with it; not after the short forms below.
STOP = re.compile(r"(?:[.!?;][\"'”’)]*(?=\s+[^\W\d_a-z])|[。！？；]+[”’）」]*)")
SHORT = re.compile(
    r"(?:\b(?:Sdn|Bhd|Inc|Ltd|Co|Corp|No|Art|Sec|Mr|Mrs|Ms|Dr|St|Jln|Tel|approx"
    r"|e\.g|i\.e|etc|vs|cf)|\b[A-Z])$"
)
LOWER_STOP = re.compile(r"(?:[.!?;][\"'”’)]*(?=\s+\w)|[。！？；]+[”’）」]*)")
LOWER_SHORT = re.compile(SHORT.pattern, re.IGNORECASE)
BEFORE_NUMBER = re.compile(r"(?<=\s)(?=[(（]?(?:\d|[IVX]+[.]|第|[a-zA-Z][)]))")


def sentences(text: str) -> list[str]:
    """The sentences of a long text, in order, nothing lost; a short one whole."""
    if len(text) <= LONG:
        return [text]
    pieces = [text[start:end].strip() for start, end in spans(text)]
    return [part for piece in pieces if piece for part in _bounded(piece)]


def spans(text: str, *, is_lower: bool = False) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends; together they are the whole text.

    `is_lower`: the text has lost its capitals, which else tell where one begins.
    """
    start = 0
    stop_at, short = (LOWER_STOP, LOWER_SHORT) if is_lower else (STOP, SHORT)
    for stop in stop_at.finditer(text):
        if short.search(text, max(start, stop.start() - 12), stop.start()):
            continue
        yield start, stop.end()
        start = stop.end()
    if start < len(text):
        yield start, len(text)


def _bounded(text: str) -> list[str]:
    parts = []
    while len(text) > LONGEST:
        pauses = [found.end() for found in PAUSE.finditer(text, LONGEST // 2, LONGEST)]
        at = pauses[-1] if pauses else LONGEST
        parts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*parts, text] if text else parts
