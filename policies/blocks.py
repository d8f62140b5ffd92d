"""A text as blocks: what stands on a line of its own, before it is read as clauses."""

import re
from dataclasses import dataclass

BULLET = re.compile(r"(?:(?:[•·▪▫◦●○■□➢✓*]|[-–—](?=\s))\s*)+")
RULE = re.compile(r"[\s=_*#~.\-–—]+")


@dataclass(slots=True)
class Block:
    text: str
    level: int = 0  # of a heading, where the file says that it is one
    is_item: bool = False
    is_row: bool = False
    after_gap: bool = False  # an empty line, or a heading, stands before it
    before_gap: bool = False
    bullet: str = ""


def blocks_of_text(text: str) -> list[Block]:
    """The lines that say something."""
    blocks: list[Block] = []
    gap = True
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped or RULE.fullmatch(stripped):
            gap = True
            if blocks:
                blocks[-1].before_gap = True
            continue
        found = BULLET.match(stripped)
        bullet = stripped[: found.end()] if found else ""
        words = stripped[len(bullet) :]
        if words:
            blocks.append(
                Block(
                    words,
                    is_item=bool(bullet),
                    is_row="\t" in words,
                    after_gap=gap,
                    bullet=bullet.strip(),
                )
            )
            gap = False
    return blocks
