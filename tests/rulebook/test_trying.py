"""Every rule can be tried, and its months show what the steps say."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Establishment
from rulebook.book import shipped
from rulebook.clock import Unit
from rulebook.rows import Rule
from rulebook.trying import try_rule

pytestmark = pytest.mark.django_db
MOMENTS = (
    datetime(2026, 3, 20, 2, 30, tzinfo=UTC),  # before Nauryz
    datetime(2026, 12, 31, 15, 30, tzinfo=UTC),  # the last hours of a year
    datetime(2028, 2, 29, 6, 0, tzinfo=UTC),
)


def rules_of(place: Establishment) -> list[Rule]:
    return [
        rule
        for rule in shipped().current(Rule)
        if rule.controller in ("", place.controller.slug)
        and rule.country == place.country
    ]


@pytest.mark.parametrize("at", MOMENTS, ids=lambda at: f"{at:%Y-%m-%d}")
def test_the_months_of_every_rule_agree_with_its_date(controllers, at):
    seen = 0
    for place in Establishment.objects.select_related("controller"):
        for rule in rules_of(place):
            tried = try_rule(rule, at, place, "en")
            assert tried is not None, rule.code
            cells = [c for m in tried.months for week in m.weeks for c in week]
            if tried.clock.due is None:
                assert cells == []
                continue
            seen += 1
            [due] = [cell for cell in cells if cell.state == "due"]
            assert due.on == tried.clock.due.last_day, rule.code
            numbers = [cell.number for cell in cells if cell.number]
            if rule.unit == Unit.WORKING_DAYS and len(tried.months) < 4:
                assert numbers == list(range(1, (rule.number or 0) + 1)), rule.code
            shown = [cell.on for cell in cells if cell.state != "out"]
            assert shown == sorted(set(shown))
    assert seen > 100


def test_a_day_off_of_the_office_is_skipped_by_name(controllers, farid):
    from django.db import transaction

    from audit.trail import act
    from rulebook.models import CalendarDay

    place = Establishment.objects.get(controller__slug="maxim", country="KZ")
    rule = shipped().rule("MAXIM-ANS-KZ")
    assert rule is not None
    monday = datetime(2026, 4, 13, 6, 0, tzinfo=UTC)
    day = (monday + timedelta(days=1)).date()
    with transaction.atomic(), act(by=farid, controller_id=place.controller_id):
        CalendarDay.objects.create(
            establishment=place,
            on=day,
            is_working=False,
            name="Stocktaking",
            reason="The office is closed.",
            entered_by=farid,
            entered_at=monday,
        )

    tried = try_rule(rule, monday, place, "en")

    assert tried is not None and tried.clock.due is not None
    assert tried.clock.due.last_day == day + timedelta(days=1)
    assert "Tue 14 Apr: Stocktaking" in tried.months[0].notes


def test_holidays_are_named_in_the_readers_language(controllers):
    place = Establishment.objects.get(controller__slug="maxim", country="MY")
    rule = Rule(
        code="TRIED",
        country="MY",
        source_kind="promise",
        document="x",
        clause="x",
        promise="x",
        clock="promise_response",
        rights=("access",),
        number=3,
        unit="working_days",
        start="receipt",
    )

    tried = try_rule(rule, datetime(2026, 4, 30, 2, 0, tzinfo=UTC), place, "ms")

    assert tried is not None
    assert any("Hari Pekerja" in note for month in tried.months for note in month.notes)
