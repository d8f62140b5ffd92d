"""Reads the shipped rulebook as a person's request would meet it: promises alone.

What the law asks besides is in tests/rulebook/test_statutes.py.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.seed import shipped_establishment
from rulebook.book import shipped
from rulebook.case_clocks import Case, CaseClock, Event, EventType, clocks_for
from rulebook.rows import Rule

Owed = Callable[..., list[CaseClock]]
Granted = Callable[[str, str], list[tuple[str, str, str]]]


@pytest.fixture
def owed() -> Owed:
    """(controller, country, right, received, *events) -> the clocks of such a request.

    An event is its type and its moment: ("answered", "2026-06-01T10:00:00+08:00").
    """

    def clocks(
        controller: str,
        country: str,
        right: str,
        received: str,
        *events: tuple[str, str],
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
            events=tuple(
                Event(EventType(kind), datetime.fromisoformat(at))
                for kind, at in events
            ),
            statutes=False,
        )
        return clocks_for(shipped(), case)

    return clocks


@pytest.fixture
def granted() -> Granted:
    """(controller, country) -> (right, clause, promise) of all its policy grants."""

    def rights(controller: str, country: str) -> list[tuple[str, str, str]]:
        return [
            (one.right, one.clause, one.promise)
            for one in shipped().entitlements(controller, country)
            if one.source_kind == "promise"
        ]

    return rights


@pytest.fixture
def promised() -> Callable[[str], list[str]]:
    """(controller) -> the codes of every period its policy sets for a request."""

    def codes(controller: str) -> list[str]:
        return [
            rule.code
            for rule in shipped().current(Rule)
            if rule.controller == controller
            and rule.clock in {"promise_response", "promise_fulfilment"}
        ]

    return codes
