"""The five real policies, where they lie beside the project; never copied into it."""

from functools import cache
from pathlib import Path

import pytest

from policies.clauses import Clause
from policies.parsing import parse

SHARED = Path(__file__).resolve().parents[3] / "shared"
SEEDS = {
    "AUX": "000_c4a6b5b644193fda.txt",
    "NBX": "001_b6632b90741aa616.txt",
    "AXB": "002_ff0c506873d893f8.txt",
    "ASB": "003_ca27fdd9ecdb30f2.txt",
    "MAXIM": "004_1c7930d6879cb064.txt",
}
needs_seeds = pytest.mark.skipif(
    not (SHARED / "seeds").is_dir(), reason="../shared/seeds is not beside the project."
)


@cache
def seed_text(policy: str) -> str:
    return (SHARED / "seeds" / SEEDS[policy]).read_text("utf-8")


@cache
def seed_clauses(policy: str) -> tuple[Clause, ...]:
    return tuple(parse(seed_text(policy)))
