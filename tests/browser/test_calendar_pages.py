"""Calendars, reminders and corrections, looked at on a phone and a wide screen."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Establishment
from audit.trail import Actor
from rights import calendars
from rights.choices import Right, SourceKind
from rights.confirming import begin
from rights.filing import Asked, file
from rights.models import Clock, RightsRequest
from rulebook.calendars import DayKind
from rulebook.establishment_calendar import calendar_of
from tests.browser.moving import leave


@pytest.fixture
def kazakhstan(companies) -> Establishment:
    return Establishment.objects.get(controller__slug="maxim", country="KZ")


@pytest.fixture
def cases(kazakhstan) -> list[RightsRequest]:
    """Three open requests that run by working days; the dates of one were not told."""
    opened = []
    for number in range(3):
        at = timezone.now() - timedelta(minutes=number)
        case = file(
            Asked(
                establishment=kazakhstan,
                right=Right.ACCESS,
                granted_by=SourceKind.PROMISE,
                name="Dewi Contoh",
                email="dewi@example.test",
                language="en",
            ),
            by=Actor.subject(),
            submission=uuid.uuid4(),
            browser_key="a browser",
            at=at,
        )
        begin(case, by=Actor.subject(), at=at)
        opened.append(case)
    Clock.objects.filter(rights_request=opened[0]).update(told_due_at=None)
    return opened


def next_working_day(establishment):
    calendar, on = calendar_of(establishment), timezone.localdate()
    while True:
        on += timedelta(days=1)
        if calendar.day(on).kind is DayKind.WORKING:
            return on


def test_a_day_is_entered_after_its_preview(
    desktop, sign_in, farid, kazakhstan, cases, everywhere
):
    on = next_working_day(kazakhstan)
    sign_in(desktop, farid)
    desktop.goto("/desk/settings/calendars/")
    everywhere(desktop, "calendars")
    desktop.set_viewport_size({"width": 1440, "height": 900})
    leave(desktop.get_by_role("link", name=kazakhstan.name))
    desktop.get_by_label("Date").fill(on.isoformat())
    desktop.get_by_label("Name").fill("State election")
    desktop.get_by_label("Reason").fill("Announced in the official gazette.")
    everywhere(desktop, "calendar")
    leave(desktop.get_by_role("button", name="See what it changes"))
    expect(desktop.get_by_role("heading", level=1)).to_have_text("What the day changes")
    everywhere(desktop, "calendar-preview")
    leave(desktop.get_by_role("button", name="Enter the day"))
    expect(desktop.get_by_text("The day is entered.")).to_be_visible()
    everywhere(desktop, "calendar-day")
    desktop.set_viewport_size({"width": 1440, "height": 900})
    leave(desktop.get_by_role("link", name="Take out"))
    leave(desktop.get_by_role("button", name="Take the day out"))
    everywhere(desktop, "calendar-remove")


def test_reminders_and_corrections(desktop, sign_in, farid, cases, everywhere):
    answers = cases[0].clocks.filter(kind__in=Clock.ANSWERING).order_by("due_at")
    clock = answers.first()
    answers.update(status=Clock.Status.MET, stopped_at=clock.due_at)
    Clock.objects.filter(pk=clock.pk).update(
        status=Clock.Status.MISSED, stopped_at=clock.due_at + timedelta(hours=3)
    )
    sign_in(desktop, farid)
    desktop.goto("/desk/settings/reminders/")
    everywhere(desktop, "reminders")
    desktop.goto("/desk/settings/reminders/maxim/")
    everywhere(desktop, "reminder-form")
    desktop.goto(f"/desk/requests/{cases[0].ref}/clocks/{clock.pk}/correct/")
    everywhere(desktop, "correct")
    desktop.get_by_label("Why this is corrected").fill("The server's clock was wrong.")
    leave(desktop.get_by_role("button", name="Correct to in time"))
    expect(desktop.get_by_text("Corrected from late to in time by")).to_be_visible()
    everywhere(desktop, "corrected")


def test_entering_a_day_needs_no_script(open_page, sign_in, farid, kazakhstan, cases):
    page = open_page(java_script_enabled=False)
    sign_in(page, farid)
    page.goto(f"/desk/settings/calendars/{kazakhstan.pk}/")
    page.get_by_label("Date").fill(next_working_day(kazakhstan).isoformat())
    page.get_by_label("Name").fill("State election")
    page.get_by_label("Reason").fill("Announced.")

    leave(page.get_by_role("button", name="See what it changes"))
    leave(page.get_by_role("button", name="Enter the day"))

    expect(page.get_by_text("The day is entered.")).to_be_visible()
    assert calendars.manual_days(kazakhstan)
