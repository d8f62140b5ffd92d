"""Reads the shipped rulebook as a person's request would meet it."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.seed import shipped_establishment
from rulebook.book import shipped
from rulebook.case_clocks import Case, CaseClock, clocks_for

Owed = Callable[[str, str, str, str], list[CaseClock]]


@pytest.fixture
def owed() -> Owed:
    """(controller, country, right, received) -> the clocks of such a request."""

    def clocks(
        controller: str, country: str, right: str, received: str
    ) -> list[CaseClock]:
        here = shipped_establishment(controller, country)
        assert here is not None
        case = Case(
            kind="rights_request",
            controller=controller,
            country=country,
            subdivision=here.subdivision or None,
            time_zone=ZoneInfo(here.time_zone),
            right=right,
            received_at=datetime.fromisoformat(received),
        )
        return clocks_for(shipped(), case)

    return clocks
