"""Every deadline of the five policies, its clause and its date counted a second way.

The days are counted here with the holidays package alone, one after the other, so that
no clock of the portal is both the question and the answer.
"""

from calendar import monthrange
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from accounts.seed import ShippedEstablishment, shipped_establishment
from rulebook.book import shipped
from rulebook.case_clocks import Case, Event, EventType, count
from rulebook.promise_terms import Kept
from rulebook.rows import Promise, Rule

# The promise, the clause as printed, the number and its unit.
DEADLINES = [
    ("NBX-6.14", "6.6", 30, "calendar_days"),
    ("NBX-6.22", "6.7 end", 15, "calendar_days"),
    ("NBX-10.1", "10", 15, "calendar_days"),
    ("AXB-4.3", "IV(ii)", 30, "calendar_days"),
    ("AXB-7.2", "VII", 30, "calendar_days"),
    ("ASB-5.9", "5(6)", None, ""),
    ("ASB-8.2", "8", 3, "working_days"),
    ("MAXIM-5.5-AR", "5.5 Argentina", 5, "calendar_days"),
    ("MAXIM-5.5-AZ", "5.5 Azerbaijan", 7, "working_days"),
    ("MAXIM-5.5-BR", "5.5 Brazil", 30, "calendar_days"),
    ("MAXIM-5.5-KH", "5.5 Cambodia", 30, "calendar_days"),
    ("MAXIM-5.5-CO.1", "5.5 Colombia", 15, "working_days"),
    ("MAXIM-5.5-CO.2", "5.5 Colombia", 5, "working_days"),
    ("MAXIM-5.5-CO.3", "5.5 Colombia", 2, "months"),
    ("MAXIM-5.5-CO.4", "5.5 Colombia", 8, "calendar_days"),
    ("MAXIM-5.5-CO.5", "5.5 Colombia", 2, "working_days"),
    ("MAXIM-5.5-ID", "5.5 Indonesia", 3, "calendar_days"),
    ("MAXIM-5.5-KZ", "5.5 Kazakhstan", 1, "working_days"),
    ("MAXIM-5.5-MY", "5.5 Malaysia", 30, "calendar_days"),
    ("MAXIM-5.5-PE", "5.5 Peru", 10, "working_days"),
    ("MAXIM-5.5-PH", "5.5 Philippines", 30, "calendar_days"),
    ("MAXIM-5.5-ZA", "5.5 South Africa", 30, "calendar_days"),
    ("MAXIM-5.5-TJ", "5.5 Tajikistan", 5, "working_days"),
    ("MAXIM-5.5-TH", "5.5 Thailand", 30, "calendar_days"),
    ("MAXIM-5.5-VN", "5.5 Vietnam", 3, "calendar_days"),
    ("MAXIM-18-AR", "18 Argentina", 5, "calendar_days"),
    ("MAXIM-18-AZ", "18 Azerbaijan", 7, "working_days"),
    ("MAXIM-18-BR", "18 Brazil", 30, "calendar_days"),
    ("MAXIM-18-KH", "18 Cambodia", 30, "calendar_days"),
    ("MAXIM-18-CO.1", "18 Colombia", 15, "working_days"),
    ("MAXIM-18-CO.2", "18 Colombia", 5, "working_days"),
    ("MAXIM-18-CO.3", "18 Colombia", 2, "months"),
    ("MAXIM-18-CO.4", "18 Colombia", 8, "calendar_days"),
    ("MAXIM-18-CO.5", "18 Colombia", 2, "working_days"),
    ("MAXIM-18-ID", "18 Indonesia", 3, "calendar_days"),
    ("MAXIM-18-KZ", "18 Kazakhstan", 1, "working_days"),
    ("MAXIM-18-MY", "18 Malaysia", 30, "calendar_days"),
    ("MAXIM-18-PE", "18 Peru", 10, "working_days"),
    ("MAXIM-18-PH", "18 Philippines", 30, "calendar_days"),
    ("MAXIM-18-ZA", "18 South Africa", 30, "calendar_days"),
    ("MAXIM-18-TJ", "18 Tajikistan", 5, "working_days"),
    ("MAXIM-18-TH", "18 Thailand", 30, "calendar_days"),
    ("MAXIM-18-VN", "18 Vietnam", 3, "calendar_days"),
    ("MAXIM-21-AR", "21 Argentina", 5, "calendar_days"),
    ("MAXIM-21-AZ", "21 Azerbaijan", 7, "calendar_days"),
    ("MAXIM-21-BR", "21 Brazil", 48, "hours"),
    ("MAXIM-21-ID", "21 Indonesia", 2, "calendar_days"),
    ("MAXIM-21-KZ", "21 Kazakhstan", 1, "working_days"),
    ("MAXIM-21-MY", "21 Malaysia", 7, "calendar_days"),
    ("MAXIM-21-PE", "21 Peru", 30, "calendar_days"),
    ("MAXIM-21-ZA", "21 South Africa", 30, "calendar_days"),
    ("MAXIM-21-TJ", "21 Tajikistan", 15, "calendar_days"),
    ("MAXIM-21-TH", "21 Thailand", 30, "calendar_days"),
    ("MAXIM-21-VN", "21 Vietnam", 3, "calendar_days"),
]
# In ordinary weeks, over the end of a year, and over a leap day.
RECEIVED = ["2026-06-01T10:00", "2027-12-23T23:30", "2028-02-25T08:00"]


def test_no_deadline_of_the_policies_is_left_out():
    kind = {one.promise for one in shipped().current(Promise) if one.kind == "deadline"}

    assert {promise for promise, *_ in DEADLINES} == kind


@pytest.mark.parametrize(("number", "clause"), [row[:2] for row in DEADLINES])
def test_each_deadline_is_kept_by_a_rule_that_cites_its_clause(number, clause):
    promise, rule = shipped().promise(number), rule_of(number)

    assert (promise.clause, promise.kept) == (clause, Kept.ENFORCED)
    # Of one paragraph, as the text has the end of 6.7 and 6.7 itself.
    assert rule.clause.removesuffix(" end") == clause.removesuffix(" end")
    assert rule.document == promise.document


@pytest.mark.parametrize("received", RECEIVED)
@pytest.mark.parametrize(("promise", "clause", "number", "unit"), DEADLINES)
def test_each_deadline_falls_where_a_second_count_puts_it(
    promise, clause, number, unit, received
):
    rule = rule_of(promise)
    here = shipped_establishment(rule.controller, rule.country)
    assert here is not None
    start = datetime.fromisoformat(received).replace(tzinfo=ZoneInfo(here.time_zone))
    found = [each for each in count([rule], case(rule, here, start, promise))]

    [due] = [each.due_at for each in found if each.rule is rule]
    assert due == by_hand(start, number, unit, here)


def rule_of(promise: str) -> Rule:
    """The rule that counts it; the days after a reply stand in that of the first."""
    first = promise.replace("CO.4", "CO.1")
    [rule] = [one for one in shipped().current(Rule) if one.promise == first]
    return rule


def case(rule: Rule, here: ShippedEstablishment, start: datetime, promise: str) -> Case:
    """A request for which this rule starts to count at `start`."""
    kinds = {rule.start, rule.only_after} & set(EventType)
    happened = [EventType(kind) for kind in kinds]
    if promise.endswith("CO.4"):
        happened = [
            EventType.CLARIFICATION_REQUESTED,
            EventType.CLARIFICATION_RECEIVED,
        ]
    return Case(
        kind="rights_request",
        controller=rule.controller,
        country=rule.country,
        subdivision=here.subdivision or None,
        time_zone=ZoneInfo(here.time_zone),
        right=rule.rights[0],
        received_at=start,
        events=tuple(Event(kind, start) for kind in happened),
        statutes=False,
    )


def by_hand(
    start: datetime, number: int | None, unit: str, here: ShippedEstablishment
) -> datetime | None:
    if number is None:
        return None
    if unit == "hours":
        return start + timedelta(hours=number)
    day = start.date()
    if unit == "calendar_days":
        day += timedelta(days=number)
    elif unit == "months":
        years, month = divmod(day.month - 1 + number, 12)
        year, month = day.year + years, month + 1
        day = day.replace(year, month, min(day.day, monthrange(year, month)[1]))
    else:
        days = holidays.country_holidays(here.country)  # none differs by part
        left = number
        while left:
            day += timedelta(days=1)
            left -= days.is_working_day(day)
    return datetime.combine(day, time(23, 59, 59), tzinfo=start.tzinfo)
