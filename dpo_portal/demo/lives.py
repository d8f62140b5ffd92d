"""Lives through the invented cases with the product's own verbs, dated back.

Only example data may be dated back; the verbs take `at` for that and for the tests.
"""

import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.models import User
from dpo_portal.demo.life import Life, key_of
from rights import (
    deciding,
    workflow,
)
from rights.choices import Outcome
from rights.models import RightsRequest

CASES = Path(__file__).resolve().parent / "cases.toml"


def _refused(life: Life) -> None:
    life.refuse(Outcome.REFUSED)
    deciding.approve(life.request, by=life.office["wei"], at=life.at())
    life.answer()
    workflow.close(life.request, by=life.officer, at=life.at())
    life.post(life.request, life.at())


def _withdrawn(life: Life) -> None:
    workflow.withdraw(life.request, at=life.at())
    life.post(life.request, life.at())


REACHED: dict[str, Callable[[Life], None]] = {
    "new": lambda life: None,
    "identity_check": Life.identify,
    "ready_to_decide": Life.know,
    "assessing": Life.assess,
    "waiting": Life.ask,
    "ready_to_send": Life.grant,
    "proposed_refusal": lambda life: life.refuse(Outcome.REFUSED),
    "carrying_out": Life.carry_out,
    "partly_granted": Life.grant_in_part,
    "held": Life.hold,
    "extended": Life.extend,
    "represented": Life.be_represented,
    "fee": Life.charge,
    "closed": Life.finish,
    "refused": _refused,
    "withdrawn": _withdrawn,
}


def rows() -> Iterator[dict[str, Any]]:
    yield from tomllib.loads(CASES.read_text())["cases"]


def live_through(office: dict[str, User], *, now: datetime) -> int:
    """Live every case of cases.toml that is not there yet; returns how many."""
    lived = 0
    for row in rows():
        if RightsRequest.objects.filter(submission=key_of(row)).exists():
            continue
        life = Life(row, office, now)
        if row["reached"] != "unconfirmed":
            life.confirm()
            REACHED[row["reached"]](life)
        lived += 1
    return lived
