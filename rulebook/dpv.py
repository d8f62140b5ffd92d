"""The words of W3C's Data Privacy Vocabulary for our grounds (STANDARDS.md 3)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "dpv_grounds.toml"


def term(code: str) -> str:
    """`justifications:ProcessExcessive` for "repetitive"; blank for a code of nobody's.

    The prefix is that of the vocabulary's own module.
    """
    name = _terms().get(code, "")
    return f"justifications:{name}" if name else ""


@cache
def _terms() -> Mapping[str, str]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))
