"""Nobody is late unnoticed: the morning's digest, and what cannot wait for it."""

import threading
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Controller, User
from accounts.roles import Role
from audit.models import LedgerEntry
from audit.trail import Actor, act
from correspondence import lanes
from correspondence.models import Letter
from rights import asking, deciding, digests, grounds, reminding, workflow
from rights.choices import Outcome, Right
from rights.deciding import Proposal
from rights.models import Clock, Digest, Reminder, ReminderSettings
from tests.factories import MembershipFactory, UserFactory

ZONE = ZoneInfo("Asia/Kuala_Lumpur")


def morning(day: int, hour: int = 7, minute: int = 30) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=ZONE)


def digest(person: User) -> Letter | None:
    found = Letter.objects.filter(kind="digest", to_email=person.email)
    return found.order_by("-pk").first()


def change(person: User, **fields: object) -> None:
    with transaction.atomic(), act(by=Actor.job("tests")):
        for name, value in fields.items():
            setattr(person, name, value)
        person.save()


def choose(controller: Controller, **fields: object) -> None:
    with transaction.atomic(), act(by=Actor.job("tests")):
        ReminderSettings(controller=controller, **fields).save()


@pytest.fixture
def due_on_11_may(open_request, maxim):
    """Received on 4 May; the answer is due on 11 May, at the end of the day."""
    case = open_request()
    Clock.objects.filter(rights_request=case).update(
        due_at=datetime(2026, 5, 11, 23, 59, 59, tzinfo=ZONE)
    )
    return case


def test_the_owner_is_told_once_a_morning(due_on_11_may, aida, farid):
    workflow.assign(due_on_11_may, owner=aida, by=farid)

    written = [
        digests.send_due(at)
        for at in (morning(11, 7, 29), morning(11), morning(11, 7, 31), morning(11, 20))
    ]

    assert written == [0, 1, 0, 0]
    letter = digest(aida)
    assert letter is not None
    assert letter.subject == "Your requests this morning: 0 overdue, 1 due today"
    assert f"* {due_on_11_may.ref}, Mon 11 May 2026, 23:59" in letter.body


def test_a_digest_names_nobody(due_on_11_may, aida):
    digests.send_due(morning(11))

    body = digest(aida).body
    for name in ("Dewi", "dewi@example.test", "Aida", "Farid"):
        assert name not in body


def test_a_request_of_nobody_is_told_to_the_officers(due_on_11_may, aida, farid, ben):
    digests.send_due(morning(11))

    assert digest(aida) is not None
    assert digest(farid) is None  # an approver, told of what is overdue
    assert digest(ben) is None  # an auditor


def test_a_request_whose_owner_has_left_is_told_to_the_officers(
    due_on_11_may, aida, farid
):
    workflow.assign(due_on_11_may, owner=farid, by=aida)
    change(farid, is_active=False)

    digests.send_due(morning(11))

    assert due_on_11_may.ref in digest(aida).body


def test_another_company_hears_nothing(due_on_11_may, aida, chen):
    digests.send_due(morning(20))

    assert digest(chen) is None


@pytest.mark.parametrize(
    ("day", "is_sent"), [(4, True), (5, False), (8, True), (9, False), (10, True)]
)
def test_what_is_merely_near_makes_a_mail_on_the_points_alone(
    due_on_11_may, aida, day, is_sent
):
    """A week (the day of receipt), three days and a day before."""
    Clock.objects.update(started_at=datetime(2026, 5, 1, tzinfo=UTC))
    for earlier in range(4, day):
        digests.send_due(morning(earlier))
    before = Letter.objects.filter(kind="digest").count()

    digests.send_due(morning(day))

    assert Letter.objects.filter(kind="digest").count() - before == is_sent


def test_a_date_that_moved_is_told_anew(due_on_11_may, aida):
    digests.send_due(morning(8))
    Clock.objects.update(due_at=datetime(2026, 5, 12, 23, 59, 59, tzinfo=ZONE))

    digests.send_due(morning(9))

    assert "Tue 12 May 2026" in digest(aida).body


def test_overdue_is_told_every_morning_without_any_job_before(due_on_11_may, aida):
    written = [digests.send_due(morning(day)) for day in (12, 13, 14)]

    assert written == [1, 1, 1]
    assert "1 overdue" in digest(aida).subject


def test_a_morning_missed_by_the_worker_is_made_up_the_same_day(due_on_11_may, aida):
    assert digests.send_due(morning(12, 22)) == 1
    assert digests.send_due(morning(13)) == 1


def test_who_switched_it_off_hears_nothing_and_the_approver_still_does(
    due_on_11_may, aida, farid
):
    workflow.assign(due_on_11_may, owner=aida, by=farid)
    for person in (aida, farid):
        change(person, wants_digest=False)

    digests.send_due(morning(12))

    assert digest(aida) is None
    assert f"Overdue at your company (1):\n* {due_on_11_may.ref}" in digest(farid).body


def test_without_an_approver_the_owner_cannot_switch_off_what_is_overdue(
    due_on_11_may, aida
):
    change(aida, wants_digest=False)

    digests.send_due(morning(11))
    assert digest(aida) is None

    digests.send_due(morning(12))
    assert due_on_11_may.ref in digest(aida).body


def test_a_second_look_waits_for_another_than_the_proposer(
    verified_request, aida, farid
):
    proposal = Proposal(
        outcome=Outcome.REFUSED,
        ground=grounds.available(verified_request)[0].code,
        reason="The law says so.",
    )
    deciding.propose(verified_request, proposal, by=aida)

    digests.send_due(verified_request.received_at + timedelta(days=1))

    assert "Waiting for a second look (1)" in digest(farid).body
    assert "second look" not in (digest(aida).body if digest(aida) else "")


def test_a_digest_speaks_the_language_of_the_colleague(due_on_11_may, aida):
    change(aida, language="ms")

    digests.send_due(morning(12))

    letter = digest(aida)
    assert letter.language == "ms"
    assert letter.subject == (
        "Permintaan anda pagi ini: 1 lewat, 0 perlu selesai hari ini"
    )


def test_the_hour_is_the_colleagues_own_and_can_be_set(due_on_11_may, aida, maxim):
    choose(maxim, digest_at=time(6, 0))
    change(aida, time_zone="Europe/Berlin")
    berlin = ZoneInfo("Europe/Berlin")

    early = digests.send_due(datetime(2026, 5, 12, 5, 59, tzinfo=berlin))
    due = digests.send_due(datetime(2026, 5, 12, 6, 0, tzinfo=berlin))

    assert (early, due) == (0, 1)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2027, 3, 28), 23), (date(2026, 10, 25), 25)],
    ids=["spring", "autumn"],
)
def test_a_change_of_summer_time_skips_and_doubles_no_digest(
    due_on_11_may, aida, maxim, day, hours
):
    """02:30 does not exist on the one day in Berlin, and comes twice on the other."""
    choose(maxim, digest_at=time(2, 30))
    change(aida, time_zone="Europe/Berlin")
    midnight = datetime.combine(day, time(), tzinfo=ZoneInfo("Europe/Berlin"))
    start = midnight.astimezone(UTC)

    written = [
        digests.send_due(start + timedelta(minutes=10 * step))
        for step in range(hours * 6)
    ]

    assert sum(written) == 1
    assert written.index(1) == 15  # two and a half hours after midnight


def test_someone_of_several_companies_gets_one_mail_that_belongs_to_none(
    open_request, due_on_11_may, aida, controllers
):
    with transaction.atomic(), act(by=Actor.job("tests")):
        MembershipFactory(
            user=aida, controller=controllers["nbexpress"], role=Role.OFFICER
        )
    other = open_request(controller="nbexpress", country="MY")

    digests.send_due(morning(30))

    letter = digest(aida)
    assert Letter.objects.filter(kind="digest").count() == 1
    assert letter.controller is None
    assert f"– {due_on_11_may.controller.name}" in letter.body
    assert other.ref in letter.body


def test_many_lines_are_told_by_their_number(due_on_11_may, aida, monkeypatch):
    monkeypatch.setattr(digests, "MOST_LINES", 0)

    digests.send_due(morning(12))

    assert "Overdue (1):\n* and 1 more" in digest(aida).body


def test_silence_is_offered_for_closing_when_the_persons_time_is_over(
    open_request, aida
):
    """Colombia: two months to reply; until then it is not ours to remind of."""
    received = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    claim = open_request(country="CO", at=received)
    asked_at = received + timedelta(days=4)
    asking.ask(claim, body="Which address?", by=aida, at=asked_at)

    digests.send_due(asked_at + timedelta(days=50))
    before = digest(aida)
    digests.send_due(asked_at + timedelta(days=70))

    assert before is None or "may be closed" not in before.body
    told = digest(aida).body
    assert f"may be closed, you decide (1):\n* {claim.ref}" in told


# --- at once ----------------------------------------------------------------


@pytest.fixture
def hour_clock(due_on_11_may):
    """48 hours from Monday 10:00 in Kuantan."""
    clock = due_on_11_may.clocks.first()
    due_on_11_may.clocks.exclude(pk=clock.pk).update(status=Clock.Status.CANCELLED)
    Clock.objects.filter(pk=clock.pk).update(
        unit="hours", number=48, due_at=clock.started_at + timedelta(hours=48)
    )
    clock.refresh_from_db()
    return clock


def reminders() -> list[str]:
    found = Letter.objects.filter(kind="reminder").order_by("pk")
    return [letter.subject for letter in found]


def test_an_hour_clock_reminds_at_its_points_and_at_its_end(hour_clock, aida):
    start = hour_clock.started_at

    for hours in (0, 23, 24, 25, 47, 48, 49, 72):
        reminding.remind(start + timedelta(hours=hours))

    ref = hour_clock.rights_request.ref
    assert reminders() == [f"{ref} is due Wed 6 May 2026, 10:00", f"{ref} is overdue"]


def test_what_was_over_long_ago_is_left_to_the_digest(hour_clock, aida, maxim):
    """A worker that was away for days, or a setting made late, floods nobody."""
    reminding.remind(hour_clock.due_at + timedelta(days=3))

    assert reminders() == []
    digests.send_due(hour_clock.due_at + timedelta(days=3))
    assert hour_clock.rights_request.ref in digest(aida).body


def test_one_mail_that_cannot_be_written_keeps_no_other_back(
    hour_clock, aida, maxim, caplog
):
    with transaction.atomic(), act(by=Actor.job("tests")):
        MembershipFactory(
            user=UserFactory(full_name="Aaron", email="nowhere"),
            controller=maxim,
            role=Role.OFFICER,
        )
    late = hour_clock.due_at + timedelta(hours=1)

    assert reminding.remind(late) == 1
    assert digests.send_due(late) == 1
    assert "nowhere" not in caplog.text


def test_a_clock_in_days_waits_for_the_morning(due_on_11_may, aida):
    reminding.remind(morning(11, 23))

    assert reminders() == []


def test_the_last_day_of_any_clock_is_mailed_at_once_where_that_is_set(
    due_on_11_may, aida, maxim
):
    choose(maxim, last_day_at_once=True, before_hours=[168])

    for at in (morning(10, 23, 0), morning(11, 0, 0), morning(11, 9, 0)):
        reminding.remind(at)

    assert len(reminders()) == 1


def test_hour_clocks_can_wait_for_the_digest_too(hour_clock, aida, maxim):
    choose(maxim, hours_at_once=False)

    reminding.remind(hour_clock.due_at + timedelta(hours=1))

    assert reminders() == []


def test_what_was_mailed_at_once_is_no_news_for_the_digest(hour_clock, aida):
    reminding.remind(hour_clock.due_at - timedelta(hours=24))

    assert Reminder.objects.count() == 1
    # Tuesday 10:00 was the point; on Tuesday the clock is neither today's nor late.
    digests.send_due(morning(5, 11))
    assert digest(aida) is None


def test_a_worker_that_dies_between_row_and_letter_leaves_neither(
    hour_clock, aida, monkeypatch
):
    at = hour_clock.due_at - timedelta(hours=24)

    def killed(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(reminding.letters, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            reminding.remind(at)
        with pytest.raises(KeyboardInterrupt):
            digests.send_due(morning(12))
    assert not Reminder.objects.exists()
    assert not Digest.objects.exists()

    reminding.remind(at)
    digests.send_due(morning(12))
    assert len(reminders()) == 1
    assert digest(aida) is not None


def test_the_worker_has_a_lane_for_it(due_on_11_may, aida):
    with time_machine.travel(morning(11), tick=False):
        lanes.drain("reminders", "a worker", threading.Event())

    assert digest(aida) is not None


def test_a_reminder_is_no_letter_of_the_case(hour_clock, aida):
    reminding.remind(hour_clock.due_at + timedelta(hours=1))

    assert Letter.objects.get(kind="reminder").case_id is None


def test_officers_only_are_told_of_what_nobody_owns(hour_clock, aida, farid):
    reminding.remind(hour_clock.due_at + timedelta(hours=1))

    to = Letter.objects.filter(kind="reminder").values_list("to_email", flat=True)
    assert list(to) == [aida.email]


def test_a_paused_clock_reminds_nobody(hour_clock, aida):
    Clock.objects.update(status=Clock.Status.PAUSED)

    reminding.remind(hour_clock.due_at)

    assert reminders() == []


def test_the_right_of_the_request_is_not_in_the_mail(hour_clock, aida):
    reminding.remind(hour_clock.due_at + timedelta(hours=1))

    letter = Letter.objects.get(kind="reminder")
    assert str(Right.ERASURE.label) not in letter.body


# --- settings ---------------------------------------------------------------


def test_an_approver_sets_the_points_and_the_hour(client, maxim, farid):
    client.force_login(farid)

    page = client.post(
        "/desk/settings/reminders/maxim/",
        {
            "before_hours": ["48", "336"],
            "digest_at": "06:15",
            "recipient_days": ["14", "3"],
            "silence_days": "20",
        },
        follow=True,
    )

    chosen = ReminderSettings.objects.get(controller=maxim)
    assert (chosen.before_hours, chosen.digest_at) == ([336, 48], time(6, 15))
    assert not chosen.hours_at_once
    assert "14 days, 48 hours" in page.content.decode()
    assert "Reminded after days 3, 14. After 20 days the owner" in page.content.decode()
    assert LedgerEntry.objects.filter(verb="requests.set_reminders").count() == 1


def test_an_officer_reads_the_settings_and_cannot_change_them(client, maxim, aida):
    client.force_login(aida)

    html = client.get("/desk/settings/reminders/").content.decode()

    assert "7 days, 72 hours, 24 hours" in html
    assert "/desk/settings/reminders/maxim/" not in html
    with pytest.raises(PermissionDenied):
        reminding.set_reminders(
            maxim,
            before_hours=[],
            digest_at=time(7, 30),
            hours_at_once=True,
            last_day_at_once=True,
            recipient_days=[7],
            silence_days=21,
            by=aida,
        )


def test_a_point_that_is_not_offered_is_refused(client, maxim, farid):
    client.force_login(farid)

    page = client.post(
        "/desk/settings/reminders/maxim/",
        {
            "before_hours": ["5"],
            "digest_at": "late",
            "recipient_days": ["14"],
            "silence_days": "14",
        },
    )

    assert "Write the time like 07:30." in page.content.decode()
    assert "The report comes later than the last reminder." in page.content.decode()
    assert not ReminderSettings.objects.exists()


def test_without_any_point_the_day_itself_and_what_is_late_are_told(
    due_on_11_may, aida, maxim
):
    choose(maxim, before_hours=[])

    written = [digests.send_due(morning(day)) for day in (8, 10, 11, 12)]

    assert written == [0, 0, 1, 1]
