"""Two workers, two approvers, a worker that is killed: nothing is lost or doubled."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from accounts.models import Controller, Establishment
from accounts.roles import Role
from audit.trail import Actor, act
from correspondence.models import Letter
from rights import calendars, digests, reminding, workflow
from rights.choices import Right, State
from rights.errors import CalendarNotChanged
from rights.models import Clock, ClockChange, Digest, Reminder
from rulebook.models import CalendarDay
from tests.correspondence.test_crash import Outside
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

RECEIVED = datetime(2026, 5, 15, 6, 0, tzinfo=UTC)  # Friday, 11:00 in Almaty
MONDAY = date(2026, 5, 18)


@pytest.fixture
def office(rulebook):
    """An officer and two approvers of Maxim, by first name."""
    maxim = Controller.objects.get(slug="maxim")
    roles = {"aida": Role.OFFICER, "farid": Role.APPROVER, "imran": Role.APPROVER}
    with transaction.atomic(), act(by=Actor.job("tests")):
        return {
            name: MembershipFactory(
                user=UserFactory(full_name=name.title()), controller=maxim, role=role
            ).user
            for name, role in roles.items()
        }


@pytest.fixture
def hours(open_request, office) -> Clock:
    """Ten hours that end within the hour, in a request of nobody."""
    case = open_request()
    clock = case.clocks.first()
    case.clocks.exclude(pk=clock.pk).update(status=Clock.Status.CANCELLED)
    Clock.objects.filter(pk=clock.pk).update(
        unit="hours", number=10, due_at=clock.started_at + timedelta(hours=10)
    )
    clock.refresh_from_db()
    return clock


def at_once(*steps):
    """What each of these gave, or the error it raised; all begin together."""
    together = Barrier(len(steps))

    def take(step):
        try:
            together.wait(timeout=20)
            return step()
        except CalendarNotChanged as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return [found.result() for found in [pool.submit(take, s) for s in steps]]


def test_two_workers_write_one_reminder_and_one_digest(hours):
    late = hours.due_at + timedelta(hours=1)

    mails = at_once(*[lambda: reminding.remind(late)] * 2)
    mornings = at_once(*[lambda: digests.send_due(late)] * 2)

    assert sorted(mails) == [0, 1]
    assert Letter.objects.filter(kind="reminder").count() == 1
    assert Reminder.objects.filter(hours_before=0).count() == 1
    people = Digest.objects.count()
    assert sum(mornings) == Letter.objects.filter(kind="digest").count()
    assert people == 3


@pytest.fixture
def kazakhstan(rulebook) -> Establishment:
    return Establishment.objects.get(controller__slug="maxim", country="KZ")


def enter(establishment, by):
    return calendars.add_day(
        establishment,
        on=MONDAY,
        is_working=False,
        name="Office move",
        reason="The move.",
        by=by,
        at=RECEIVED + timedelta(hours=1),
    )


def test_two_who_enter_one_day_enter_it_once(kazakhstan, office, open_request):
    case = open_request(country="KZ", at=RECEIVED, right=Right.ACCESS)
    Clock.objects.filter(rights_request=case).update(told_due_at=None, told_at=None)

    found = at_once(
        lambda: enter(kazakhstan, office["farid"]),
        lambda: enter(kazakhstan, office["imran"]),
    )

    assert sorted(type(each).__name__ for each in found) == [
        "CalendarDay",
        "CalendarNotChanged",
    ]
    assert CalendarDay.objects.count() == 1
    moved = ClockChange.objects.values_list("clock", flat=True)
    assert len(moved) == len(set(moved)) > 0


def test_a_day_and_a_withdrawal_at_once_leave_one_of_both_orders(
    kazakhstan, office, open_request
):
    case = open_request(country="KZ", at=RECEIVED, right=Right.ACCESS)
    Clock.objects.filter(rights_request=case).update(told_due_at=None, told_at=None)

    at_once(
        lambda: enter(kazakhstan, office["farid"]),
        lambda: workflow.withdraw(case, at=RECEIVED + timedelta(hours=1)),
    )

    case.refresh_from_db()
    assert case.state == State.WITHDRAWN
    assert CalendarDay.objects.count() == 1
    assert not case.clocks.filter(status__in=Clock.OPEN_STATUSES).exists()


LAST_SECOND = """
import os, signal, sys
from datetime import datetime
import django
django.setup()
from rights import digests, reminding
def killed(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "dies":
    reminding.letters.write = killed
at = datetime.fromisoformat(sys.argv[1])
reminding.remind(at)
digests.send_due(at)
"""


def test_kill_9_between_row_and_letter_leaves_neither_and_the_next_writes_both(
    hours, tmp_path
):
    outside = Outside(tmp_path)
    url = outside.url()
    late = hours.due_at.astimezone(ZoneInfo("UTC")) + timedelta(hours=1)

    def run(how: str) -> int:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "dpo_portal.settings",
            "DPO_ENV": "test",
            "DPO_ENV_FILE": "",
            "DPO_DATA_DIR": str(tmp_path),
            "SECRET_KEY": django_settings.SECRET_KEY,
            "DATABASE_URL": url,
            "DATABASE_POOL": "2",
        }
        command = [sys.executable, "-c", LAST_SECOND, late.isoformat(), how]
        return subprocess.run(
            command, cwd=django_settings.BASE_DIR, env=environment, check=False
        ).returncode

    def rows(table: str, where: str = "1=1") -> int:
        # The words stand in this file; nobody types them.
        sql = f"SELECT 'n', count(*) FROM {table} WHERE {where}"  # noqa: S608
        found = outside.count(sql)
        return found["n"]

    assert run("dies") == -signal.SIGKILL
    assert rows("requests_reminder") == 0
    assert rows("correspondence_letter", "kind = 'reminder'") == 0

    assert run("lives") == 0
    assert run("lives") == 0
    assert rows("requests_reminder", "hours_before = 0") == 1
    assert rows("correspondence_letter", "kind = 'reminder'") == 1
    assert rows("correspondence_letter", "kind = 'digest'") >= 1
    assert rows("requests_digest") == 3
