"""The home page: figures that agree with their lists; what needs a person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from audit.trail import Actor, act
from rights.choices import Stage, State
from rights.models import Clock, RightsRequest
from tests.factories import (
    ClockFactory,
    IncomingMailFactory,
    MembershipFactory,
    RightsRequestFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 2, 24, tzinfo=UTC)  # 10:24 in Kuala Lumpur
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_ten_in_the_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place(maxim):
    return maxim.establishments.get(country="MY")


def request_due(place: Any, due_at: datetime | None, **values: Any) -> RightsRequest:
    given = {
        "stage": Stage.NEW,
        "state": State.ACKNOWLEDGED,
        "received_at": NOW - DAY,
        "confirmed_at": NOW - DAY,
        "next_due_at": due_at,
        "lead_kind": Clock.Kind.PROMISE_RESPONSE,
        "lead_status": Clock.Status.RUNNING,
        "lead_number": 7,
        "lead_unit": "calendar_days",
    }
    with act(by=Actor.job("test")):
        made: RightsRequest = RightsRequestFactory(
            establishment=place, **{**given, **values}
        )
    return made


def answered(place: Any, *, taken: timedelta, at: datetime = NOW - 10 * DAY) -> None:
    """A closed request that was due seven days after it came."""
    closed = {"stage": Stage.CLOSED, "state": State.CLOSED, "received_at": at}
    case = request_due(place, None, **closed, closed_at=at + taken)
    ClockFactory(
        rights_request=case,
        number=7,
        unit="calendar_days",
        started_at=at,
        due_at=at + 7 * DAY,
        stopped_at=at + taken,
        status=Clock.Status.MET if taken <= 7 * DAY else Clock.Status.MISSED,
    )


def seen_by(user: User, client: Client, path: str = "/desk/") -> Any:
    client.force_login(user)
    return client.get(path)


def figures(page: Any) -> dict[str, tuple[str, str]]:
    return {
        figure.label: (figure.value, figure.note)
        for figure in page.context["board"].figures
    }


def test_the_figures_are_those_of_the_lists_they_lead_to(client, aida, place):
    request_due(place, NOW - timedelta(hours=7))
    request_due(place, NOW + timedelta(hours=13))
    request_due(place, NOW + 5 * DAY)
    request_due(place, NOW + 6 * DAY, stage=Stage.WAITING)
    answered(place, taken=2 * DAY)
    answered(place, taken=4 * DAY)
    answered(place, taken=9 * DAY)
    answered(place, taken=2 * DAY, at=NOW - 100 * DAY)

    page = seen_by(aida, client)

    told = figures(page)
    assert told["Open requests"] == ("4", "3 need us, 1 wait on the person")
    assert told["Overdue"] == ("1", "Maxim Malaysia")
    assert told["Due within 72 hours"] == ("1", "Next: Maxim Malaysia, 13 h left")
    assert told["Answered on time"] == ("67%", "2 of 3, received in the last 90 days")
    assert told["Middle answer time"][0] == "4.0 days"
    for figure in page.context["board"].figures[:3]:
        listed = client.get(figure.url).context["page"].paginator.count
        assert str(listed) == figure.value, figure.label
    report = client.get(page.context["board"].figures[3].url).context["account"]
    assert (report.whole.in_time, report.whole.late) == (2, 1)
    assert "Good morning, Aida" in page.text
    assert "1 request is late, 1 is due soon." in page.text


def test_each_day_ahead_shows_what_falls_due_where_the_officer_is(client, aida, place):
    request_due(place, datetime(2026, 3, 12, 16, 30, tzinfo=UTC))  # the 13th there
    request_due(place, NOW + 6 * DAY)
    request_due(place, NOW + 6 * DAY, stage=Stage.WAITING)
    request_due(place, NOW + 14 * DAY)  # beyond the chart
    request_due(place, None, stage=Stage.WAITING, lead_status=Clock.Status.PAUSED)

    page = seen_by(aida, client)

    days = page.context["board"].work.days
    assert [(day.day.day, *day[1:]) for day in days if day.total] == [
        (13, 1, 0, 0),
        (18, 0, 1, 1),
    ]
    assert "1 more stands still until the person answers." in page.text
    assert "Busiest: Wednesday 18 March with 2." in page.text


def test_months_are_those_of_the_place_and_what_runs_past_its_day_is_late(
    client, aida, place
):
    answered(place, taken=DAY, at=datetime(2026, 1, 31, 16, 30, tzinfo=UTC))  # 1 Feb
    answered(place, taken=8 * DAY, at=datetime(2026, 1, 20, tzinfo=UTC))
    case = request_due(place, NOW - DAY, received_at=NOW - 8 * DAY)
    ClockFactory(
        rights_request=case,
        number=7,
        started_at=NOW - 8 * DAY,
        due_at=NOW - DAY,
        stopped_at=None,
        status=Clock.Status.RUNNING,
    )

    months = seen_by(aida, client).context["board"].months

    assert len(months) == 12
    assert [(m.first.month, m.in_time, m.judged) for m in months if m.judged] == [
        (1, 0, 1),
        (2, 1, 1),
        (3, 0, 1),
    ]


def test_what_is_late_is_named_first_with_the_step_that_settles_it(
    client, aida, place, maxim
):
    late = [request_due(place, NOW - n * DAY) for n in (2, 5, 3, 4)]
    with act(by=Actor.job("test")):
        IncomingMailFactory(controller=maxim)

    items = seen_by(aida, client).context["board"].items

    assert [item.title.partition(":")[0] for item in items] == [
        late[1].ref,
        late[3].ref,
        late[2].ref,
        "1 more is overdue",
        "1 mail belongs to no request yet",
    ]
    assert items[0].text == "Overdue by 5 days. Next: assign an owner."
    assert items[0].url == late[1].get_absolute_url()


def test_another_companys_work_is_not_on_the_page(client, chen, aida, place):
    case = request_due(place, NOW - DAY)
    answered(place, taken=DAY)

    page = seen_by(chen, client)

    assert figures(page)["Open requests"][0] == "0"
    assert figures(page)["Answered on time"][0] == "–"
    assert case.ref not in page.text
    assert "Maxim" not in page.text


def test_the_first_day_is_a_checklist_that_ticks_itself(client, grace, aida, place):
    first = seen_by(grace, client).context["first"]
    undone = [step.title for step in first.steps if not step.is_done]
    assert "Say who the company is" not in undone
    assert "Invite a colleague" in undone
    assert {"Invite", ""} == {step.action for step in first.steps if not step.is_done}

    request_due(place, NOW + DAY)

    again = seen_by(grace, client).context["first"]
    assert again.done == first.done + 1


def test_an_administrator_sees_the_checklist_and_no_case(client, grace, aida, place):
    case = request_due(place, NOW - DAY)
    page = seen_by(grace, client)
    assert "First steps" in page.text
    assert "Needs attention" not in page.text
    assert case.ref not in page.text
    assert "2 colleagues sign in with a password alone" in page.text
    assert "/desk/settings/controllers/" in page.text


def test_who_has_no_role_yet_is_told_who_can_give_one(client, db):
    with act(by=Actor.job("test")):
        newcomer = UserFactory()

    assert "You have no role here yet" in seen_by(newcomer, client).text


def test_queries_do_not_grow_with_the_requests(
    client, aida, place, django_assert_max_num_queries
):
    for n in range(30):
        request_due(place, NOW + n * DAY - 5 * DAY)
        answered(place, taken=n * DAY)
    client.force_login(aida)
    client.get("/desk/")
    with django_assert_max_num_queries(15):
        assert client.get("/desk/").status_code == 200


def test_the_board_gets_the_same_figures_on_paper(client, aida, place):
    request_due(place, NOW - DAY)
    page = seen_by(aida, client, "/desk/board.pdf")
    assert page["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF")


def test_the_first_day_of_a_company_without_an_entity(client, db):
    with act(by=Actor.job("test")):
        officer = MembershipFactory(role="officer").user

    assert "First steps" in seen_by(officer, client).text
    for path in ("/desk/requests/", "/desk/settings/rulebook/"):
        assert client.get(path).status_code == 200
