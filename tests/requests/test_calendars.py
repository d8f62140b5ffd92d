"""An office's own days: what they move, what they leave, and who may enter them."""

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction

from accounts.models import Establishment
from audit.models import LedgerEntry
from audit.trail import Actor, act
from rights import calendars, clocks, workflow
from rights.choices import Right
from rights.errors import CalendarNotChanged
from rights.models import Clock, ClockChange
from rulebook.calendars import ManualDay, package_version
from rulebook.establishment_calendar import manual_days, weekend_of, year_of
from rulebook.models import CalendarDay

ZONE = ZoneInfo("Asia/Almaty")
RECEIVED = datetime(2026, 5, 15, 6, 0, tzinfo=UTC)  # Friday, 11:00 in Almaty
MONDAY = date(2026, 5, 18)
TUESDAY = date(2026, 5, 19)


def end_of(day: date) -> datetime:
    return datetime.combine(day, datetime.max.time(), ZONE).replace(microsecond=0)


@pytest.fixture
def kazakhstan(rulebook) -> Establishment:
    return Establishment.objects.get(controller__slug="maxim", country="KZ")


@pytest.fixture
def case(open_request):
    """One working day from Friday: Monday 18 May is the last day."""
    return open_request(country="KZ", at=RECEIVED, right=Right.ACCESS)


@pytest.fixture
def clock(case) -> Clock:
    found = case.clocks.get(kind=Clock.Kind.PROMISE_RESPONSE)
    Clock.objects.filter(rights_request=case).update(told_due_at=None, told_at=None)
    found.refresh_from_db()
    assert found.due_at == end_of(MONDAY)
    return found


def enter(establishment, by, on=MONDAY, **given):
    words = {"is_working": False, "name": "Office move", "reason": "The move."}
    at = RECEIVED + timedelta(hours=1)
    return calendars.add_day(establishment, on=on, by=by, at=at, **{**words, **given})


def test_a_day_off_moves_the_open_date_in_the_same_step(kazakhstan, clock, farid):
    enter(kazakhstan, farid)

    clock.refresh_from_db()
    assert clock.due_at == end_of(TUESDAY)
    clock.rights_request.refresh_from_db()
    assert clock.rights_request.next_due_at <= clock.due_at
    assert {"step": "manual_off", "on": "2026-05-18", "name": "Office move"} in (
        clock.steps
    )


def test_each_changed_date_leaves_an_entry_with_old_and_new(kazakhstan, clock, farid):
    day = enter(kazakhstan, farid)

    change = calendars.changes_of(day).get(clock=clock)
    assert (change.due_before, change.due_after) == (end_of(MONDAY), end_of(TUESDAY))
    entry = LedgerEntry.objects.get(
        model="requests.clockchange", object_pk=str(change.pk)
    )
    assert entry.case_id == clock.rights_request_id
    assert entry.controller_id == kazakhstan.controller_id
    assert LedgerEntry.objects.filter(verb="requests.add_day").count() == 1


def test_the_version_of_the_calendar_stands_beside_the_date(kazakhstan, clock, farid):
    assert clock.calendar["manual"] == ""

    enter(kazakhstan, farid)

    clock.refresh_from_db()
    assert clock.calendar["country"] == "KZ"
    assert clock.calendar["package"]
    assert len(clock.calendar["manual"]) == 12


def test_a_working_saturday_brings_the_date_forward(kazakhstan, clock, farid):
    enter(kazakhstan, farid, on=date(2026, 5, 16), is_working=True)

    clock.refresh_from_db()
    assert clock.due_at == end_of(date(2026, 5, 16))


def test_a_promise_that_was_told_is_not_moved_later(kazakhstan, clock, farid):
    Clock.objects.update(told_due_at=end_of(MONDAY), told_at=RECEIVED)

    day = enter(kazakhstan, farid)

    clock.refresh_from_db()
    assert clock.due_at == end_of(MONDAY)
    assert clock.steps[-1]["step"] == "told"
    assert not calendars.changes_of(day).filter(clock=clock).exists()


def test_the_preview_says_what_moves_and_what_is_kept(kazakhstan, clock, farid):
    at = RECEIVED + timedelta(hours=1)

    [moved] = [
        e
        for e in calendars.foresee_day(kazakhstan, on=MONDAY, is_working=False, at=at)
        if e.clock.pk == clock.pk
    ]
    Clock.objects.update(told_due_at=end_of(MONDAY), told_at=RECEIVED)
    [kept] = [
        e
        for e in calendars.foresee_day(kazakhstan, on=MONDAY, is_working=False, at=at)
        if e.clock.pk == clock.pk
    ]

    assert (moved.old, moved.new, moved.is_kept) == (
        end_of(MONDAY),
        end_of(TUESDAY),
        False,
    )
    assert (kept.old, kept.new, kept.is_kept) == (end_of(MONDAY), end_of(MONDAY), True)
    assert kept.counted == end_of(TUESDAY)
    clock.refresh_from_db()
    assert clock.due_at == end_of(MONDAY)
    assert not CalendarDay.objects.exists()


def test_a_day_after_the_date_moves_nothing(kazakhstan, clock, farid):
    day = enter(kazakhstan, farid, on=date(2026, 5, 20))

    clock.refresh_from_db()
    assert clock.due_at == end_of(MONDAY)
    assert not calendars.changes_of(day).filter(clock=clock).exists()


def test_a_day_before_the_receipt_moves_nothing(kazakhstan, clock, farid):
    enter(kazakhstan, farid, on=date(2026, 5, 14))

    assert not ClockChange.objects.exists()


def test_another_establishment_keeps_its_dates(kazakhstan, clock, farid):
    malaysia = Establishment.objects.get(controller__slug="maxim", country="MY")

    enter(malaysia, farid)

    clock.refresh_from_db()
    assert clock.due_at == end_of(MONDAY)


def test_dates_of_a_closed_request_stay(kazakhstan, clock, farid):
    workflow.withdraw(clock.rights_request, at=RECEIVED + timedelta(minutes=30))

    enter(kazakhstan, farid)

    clock.refresh_from_db()
    assert (clock.due_at, clock.status) == (end_of(MONDAY), Clock.Status.CANCELLED)


def test_late_stays_late(kazakhstan, clock, farid):
    enter(kazakhstan, farid, on=MONDAY)
    late = end_of(TUESDAY) + timedelta(hours=1)

    calendars.add_day(
        kazakhstan,
        on=TUESDAY,
        is_working=False,
        name="Late news",
        reason="Nobody had said.",
        by=farid,
        at=late,
    )

    clock.refresh_from_db()
    assert clock.due_at == end_of(TUESDAY)
    assert clock.is_late(late)


def test_a_day_taken_out_stays_as_a_row_and_moves_the_date_back(
    kazakhstan, clock, farid
):
    day = enter(kazakhstan, farid)
    at = RECEIVED + timedelta(hours=2)

    calendars.remove_day(day, reason="The move was put off.", by=farid, at=at)

    clock.refresh_from_db()
    assert clock.due_at == end_of(MONDAY)
    assert manual_days(kazakhstan) == ()
    day.refresh_from_db()
    assert (day.removed_at, day.removed_by) == (at, farid)
    assert calendars.changes_of(day, removed=True).filter(clock=clock).exists()
    with pytest.raises(CalendarNotChanged):
        calendars.remove_day(day, reason="Again.", by=farid)


@pytest.mark.parametrize(
    ("on", "is_working"),
    [(date(2026, 5, 16), False), (date(2026, 5, 9), False), (MONDAY, True)],
    ids=["a Saturday", "a holiday", "a working Monday"],
)
def test_what_is_so_already_is_not_entered(kazakhstan, farid, on, is_working):
    with pytest.raises(CalendarNotChanged):
        enter(kazakhstan, farid, on=on, is_working=is_working)

    assert not CalendarDay.objects.exists()


def test_a_day_is_entered_once(kazakhstan, farid):
    enter(kazakhstan, farid)

    with pytest.raises(CalendarNotChanged):
        enter(kazakhstan, farid, is_working=True)


@pytest.mark.parametrize("name", ["aida", "ben", "chen"])
def test_who_may_not_change_calendars_does_not(kazakhstan, cast, name):
    with pytest.raises(PermissionDenied):
        enter(kazakhstan, getattr(cast, name))


def test_a_failure_leaves_neither_the_day_nor_a_date(
    kazakhstan, clock, farid, monkeypatch
):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(clocks, "recount", fails)

    with pytest.raises(RuntimeError):
        enter(kazakhstan, farid)

    clock.refresh_from_db()
    assert clock.due_at == end_of(MONDAY)
    assert not CalendarDay.objects.exists()
    assert not ClockChange.objects.exists()


def test_a_new_case_counts_by_the_days_in_force(kazakhstan, open_request, farid):
    enter(kazakhstan, farid)

    case = open_request(country="KZ", at=RECEIVED, right=Right.ACCESS)

    clock = case.clocks.get(kind=Clock.Kind.PROMISE_RESPONSE)
    assert clock.due_at == end_of(TUESDAY)


# --- the holidays package ---------------------------------------------------


@pytest.fixture
def counted_before(clock):
    """As if an older package had not known that Monday is a working day."""
    Clock.objects.filter(pk=clock.pk).update(
        due_at=end_of(TUESDAY), calendar={**clock.calendar, "package": "0.1"}
    )
    Clock.objects.exclude(pk=clock.pk).update(status=Clock.Status.CANCELLED)
    return clock


def run(**options) -> str:
    out = StringIO()
    call_command("recount_calendars", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def on_friday(monkeypatch):
    monkeypatch.setattr(calendars.timezone, "now", lambda: RECEIVED)


def test_a_new_package_is_shown_before_it_is_used(counted_before, on_friday):
    told = run(dry_run=True)

    counted_before.refresh_from_db()
    assert counted_before.due_at == end_of(TUESDAY)
    assert counted_before.rights_request.ref in told
    assert "1 dates would move" in told


def test_a_new_package_recounts_what_the_old_one_counted(counted_before, on_friday):
    run()
    again = run()

    counted_before.refresh_from_db()
    assert counted_before.due_at == end_of(MONDAY)
    assert counted_before.calendar["package"] != "0.1"
    assert ClockChange.objects.get().because == "holidays_package"
    assert "0 dates moved" in again


def test_a_case_that_missed_a_new_day_is_found_by_the_command(
    kazakhstan, clock, farid, on_friday
):
    """As when it began in the very moment in which the day was entered."""
    enter(kazakhstan, farid)
    Clock.objects.filter(pk=clock.pk).update(
        due_at=end_of(MONDAY), calendar={**clock.calendar, "manual": ""}
    )

    run()

    clock.refresh_from_db()
    assert clock.due_at == end_of(TUESDAY)


# --- what a year holds ------------------------------------------------------


def test_a_year_names_its_holidays_in_the_readers_language(rulebook):
    malaysia = Establishment.objects.get(controller__slug="maxim", country="MY")

    names = {day.on: day.name for day in year_of(malaysia, 2026, "ms")}

    assert names[date(2026, 8, 31)] == "Hari Kebangsaan"
    assert weekend_of(malaysia, 2026) == (5, 6)


def test_a_day_of_the_office_is_what_the_clock_counts_by(kazakhstan, farid):
    enter(kazakhstan, farid)

    assert manual_days(kazakhstan) == (ManualDay(MONDAY, False, "Office move"),)


# --- pages ------------------------------------------------------------------


WORDS = {
    "on": "2026-05-18",
    "kind": "off",
    "name": "Office move",
    "reason": "The landlord said so.",
}


def url(establishment, *more):
    return "/".join(["/desk/settings/calendars", str(establishment.pk), *more, ""])


def seen(html: str) -> str:
    return re.search(r'name="seen" value="([0-9a-f]+)"', html)[1]


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(calendars.timezone, "now", lambda: RECEIVED)


def test_the_list_tells_place_zone_weekend_and_own_days(client, kazakhstan, farid, ben):
    enter(kazakhstan, farid)
    client.force_login(ben)

    html = client.get("/desk/settings/calendars/").content.decode()

    assert "Almaty" in html
    assert "Saturday, Sunday" in html
    assert '<td class="num" data-label="Own days">1</td>' in html
    assert package_version() in html


@pytest.mark.parametrize(
    ("language", "place"),
    [("en", "Pahang, Malaysia"), ("zh-hans", "马来西亚彭亨")],
)
def test_a_calendar_is_called_by_its_state_in_the_readers_language(
    client, rulebook, aida, language, place
):
    with transaction.atomic(), act(by=Actor.job("tests")):
        aida.language = language
        aida.save(update_fields=["language"])
    client.force_login(aida)
    malaysia = Establishment.objects.get(controller__slug="maxim", country="MY")

    for address in ("/desk/settings/calendars/", url(malaysia)):
        html = client.get(address).content.decode()
        assert place in html
        assert "MY-06" not in html


def test_the_year_page_names_holidays_and_the_offices_days(
    client, kazakhstan, farid, aida
):
    enter(kazakhstan, farid)
    client.force_login(aida)

    html = client.get(url(kazakhstan) + "?year=2026").content.decode()

    assert "Mon 18 May 2026" in html
    assert "Office move" in html
    assert "Sat 9 May 2026" in html  # Victory Day
    assert "See what it changes" not in html  # an officer reads


def test_nothing_is_kept_before_the_preview_is_confirmed(
    client, kazakhstan, clock, farid, today
):
    client.force_login(farid)

    html = client.post(url(kazakhstan, "preview"), WORDS).content.decode()

    assert "1 date moves" in html or "dates move" in html
    assert "Mon 18 May 2026, 23:59" in html
    assert "Tue 19 May 2026, 23:59" in html
    assert not CalendarDay.objects.exists()

    page = client.post(
        url(kazakhstan, "add"), {**WORDS, "seen": seen(html)}, follow=True
    )
    clock.refresh_from_db()
    assert clock.due_at == end_of(TUESDAY)
    assert "The day is entered." in page.content.decode()
    assert clock.rights_request.ref in page.content.decode()


def test_the_preview_names_what_is_kept_because_it_was_told(
    client, kazakhstan, clock, farid, today
):
    Clock.objects.update(told_due_at=end_of(MONDAY), told_at=RECEIVED)
    client.force_login(farid)

    html = client.post(url(kazakhstan, "preview"), WORDS).content.decode()

    assert "because the person was told" in html


def test_a_preview_that_no_longer_holds_is_shown_again(
    client, kazakhstan, clock, farid, today
):
    client.force_login(farid)
    html = client.post(url(kazakhstan, "preview"), WORDS).content.decode()
    Clock.objects.update(told_due_at=end_of(MONDAY), told_at=RECEIVED)

    page = client.post(url(kazakhstan, "add"), {**WORDS, "seen": seen(html)})

    assert "Other dates move now" in page.content.decode()
    assert not CalendarDay.objects.exists()


def test_bad_input_keeps_what_was_typed(client, kazakhstan, farid):
    client.force_login(farid)

    html = client.post(
        url(kazakhstan, "preview"), {**WORDS, "on": "18 May", "reason": ""}
    ).content.decode()

    assert "Write the date like 2026-05-18." in html
    assert "Say why this day is entered." in html
    assert 'value="Office move"' in html


def test_a_day_off_that_is_off_already_says_so(client, kazakhstan, farid):
    client.force_login(farid)

    page = client.post(url(kazakhstan, "preview"), {**WORDS, "on": "2026-05-16"})

    assert "Saturday 16 May 2026 is a day off already." in page.content.decode()


def test_taking_a_day_out_needs_a_reason_and_is_shown_afterwards(
    client, kazakhstan, farid, today
):
    entered = enter(kazakhstan, farid)
    client.force_login(farid)
    at = url(kazakhstan, "days", str(entered.pk), "remove")

    without = client.post(at, {"reason": ""})
    page = client.post(at, {"reason": "Put off."}, follow=True)

    assert "Say why this day is taken out." in without.content.decode()
    assert "Taken out" in page.content.decode()
    assert "Put off." in page.content.decode()


def test_an_administrator_sees_references_and_no_way_to_the_case(
    client, kazakhstan, clock, grace, today
):
    client.force_login(grace)

    html = client.post(url(kazakhstan, "preview"), WORDS).content.decode()

    assert clock.rights_request.ref in html
    assert f"/desk/requests/{clock.rights_request.ref}/" not in html
