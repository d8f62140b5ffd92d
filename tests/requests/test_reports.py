"""The account of what was kept, and the reports authorities ask for."""

import csv
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from accounts.models import Controller, Establishment, User
from accounts.roles import Role
from audit.trail import Actor, act
from rights.choices import Outcome, Right, State
from rights.models import CaseEvent, Clock, ClockCorrection, Decision, RightsRequest
from rights.reports.claims import Half, claims_report
from rights.reports.kept import account, known_account, percentile
from rights.reports.local_months import months
from rights.reports.refusals import refusals
from tests.factories import MembershipFactory, RightsRequestFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)
SINCE, UNTIL = date(2026, 1, 1), date(2026, 6, 30)
KL_MIDNIGHT = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)  # 1 April in Kuala Lumpur
NUMBER = count(7000)


@pytest.fixture
def maxim(rulebook: None) -> Controller:
    return Controller.objects.get(slug="maxim")


@pytest.fixture
def officer(maxim: Controller) -> User:
    with act(by=Actor.job("test")):
        user = UserFactory(full_name="Aida Officer", language="en")
        MembershipFactory(user=user, controller=maxim, role=Role.OFFICER)
    return user


def place(country: str) -> Establishment:
    return Establishment.objects.get(controller__slug="maxim", country=country)


def received(at: datetime, country: str = "MY", **values: Any) -> RightsRequest:
    given = {"state": State.ACKNOWLEDGED, "confirmed_at": at, **values}
    with act(by=Actor.job("test")):
        made: RightsRequest = RightsRequestFactory(
            establishment=place(country),
            ref=f"R-2026-{next(NUMBER)}",
            received_at=at,
            **given,
        )
    return made


def clock(
    rights_request: RightsRequest,
    *,
    taken: timedelta | None = None,
    allowed: timedelta | None = timedelta(days=7),
    **values: Any,
) -> Clock:
    """A clock of seven days that was stopped after `taken`, or still runs."""
    started_at = rights_request.received_at
    status = Clock.Status.RUNNING
    if taken is not None:
        late = allowed is not None and taken > allowed
        status = Clock.Status.MISSED if late else Clock.Status.MET
    given = {
        "kind": Clock.Kind.PROMISE_RESPONSE,
        "source_kind": "promise",
        "rule": "MAXIM-ANS-MY",
        "rule_version": 1,
        "promise": "MAXIM-21-MY",
        "document": "Maxim customer privacy policy",
        "clause": "21 Malaysia",
        "number": 7 if allowed else None,
        "unit": "calendar_days" if allowed else "",
        "start": "receipt",
        "started_at": started_at,
        "time_zone": rights_request.establishment.time_zone,
        "due_at": started_at + allowed if allowed else None,
        "stopped_at": started_at + taken if taken is not None else None,
        "status": status,
    }
    return Clock.objects.create(rights_request=rights_request, **{**given, **values})


def counted(**asked: Any) -> Any:
    return account(
        RightsRequest.objects.all(),
        **{"since": SINCE, "until": UNTIL, "now": NOW, **asked},
    )


def days(number: float) -> timedelta:
    return timedelta(days=number)


def test_the_account_tells_in_time_late_overdue_and_open_apart(maxim):
    start = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
    for taken in (1, 2, 3, 9):
        clock(received(start), taken=days(taken))
    clock(received(start))  # its seven days are over
    clock(received(NOW - days(1)))  # still has time
    clock(received(start), status=Clock.Status.CANCELLED)

    (line,) = counted().dated
    tally = line.tally
    assert (tally.in_time, tally.late, tally.overdue, tally.open) == (3, 1, 1, 2)
    assert tally.cancelled == 1
    assert tally.kept_share == 3 / 5  # three of the five that had to be done by now
    assert tally.median == days(2.5)
    assert tally.percentile_95 == days(9)
    assert tally.median_share == pytest.approx(2.5 / 7)


def test_an_account_is_kept_until_the_next_event_and_a_minute_at_most(maxim):
    def judged(now: datetime = NOW, of: tuple[str, ...] = ("maxim",)) -> int:
        asked = {"since": SINCE, "until": UNTIL, "now": now}
        return known_account(RightsRequest.objects.all(), of, **asked).whole.in_time

    start = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
    clock(received(start), taken=days(1))
    assert judged() == 1

    clock(received(start), taken=days(2))
    assert judged() == 1  # nothing happened that is known of
    assert judged(of=("maxim", "MY")) == 2  # another question
    assert judged(NOW + timedelta(minutes=2)) == 2

    case = received(start)
    clock(case, taken=days(3))
    CaseEvent.objects.create(
        rights_request=case, type=CaseEvent.Type.ANSWERED, at=NOW, actor_kind="job"
    )
    assert judged(NOW + timedelta(minutes=2)) == 3


def test_lines_are_told_apart_by_country_right_and_paragraph(maxim):
    start = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
    clock(received(start), taken=days(1))
    clock(received(start, right=Right.ACCESS), taken=days(1))
    clock(received(start, "KZ"), taken=days(1), rule="MAXIM-ANS-KZ", clause="21 KZ")
    clock(received(start), taken=days(1), rule="X", clause="18 Malaysia")

    lines = counted().dated
    assert len(lines) == 4
    assert {line.duty.country for line in lines} == {"MY", "KZ"}
    (line,) = counted(clause="18 Malaysia").dated
    assert line.duty.rule == "X"


def test_a_duty_without_a_number_stands_apart_and_is_never_late(maxim):
    start = datetime(2026, 2, 2, 2, 0, tzinfo=UTC)
    clock(received(start), taken=days(60), allowed=None)
    found = counted()
    assert not found.dated
    assert found.undated[0].tally.late == 0
    assert found.whole.kept_share is None


def test_the_persons_own_time_is_no_duty_of_the_office(maxim):
    one = received(datetime(2026, 5, 4, 2, 0, tzinfo=UTC))
    clock(one, taken=days(90), kind=Clock.Kind.CLARIFICATION_ANSWER)
    clock(one, taken=days(90), kind=Clock.Kind.EXTENSION_NOTICE, rule="Y")
    assert counted().is_empty


def test_a_request_counts_on_its_local_day(maxim):
    """16:00 UTC on 31 March is 1 April in Kuala Lumpur."""
    clock(received(KL_MIDNIGHT), taken=days(1))
    assert counted(until=date(2026, 3, 31)).is_empty
    assert not counted(since=date(2026, 4, 1)).is_empty
    by_month = {month.first: month.tally.in_time for month in counted().months}
    assert by_month[date(2026, 4, 1)] == 1
    assert sum(by_month.values()) == 1


def test_months_without_a_request_are_there_too():
    assert list(months(date(2025, 12, 31), date(2026, 2, 1))) == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], None), ([1], 1), ([1, 2, 3, 4], 4), (list(range(1, 101)), 95)],
)
def test_the_95th_percentile_is_a_value_that_was_reached(values, expected):
    found = percentile([days(value) for value in values], 95)
    assert found == (None if expected is None else days(expected))


def test_a_corrected_late_counts_as_in_time_and_the_late_before_it_shows(
    maxim, officer
):
    wrong = clock(received(datetime(2026, 5, 4, 2, 0, tzinfo=UTC)), taken=days(9))
    with act(by=officer):
        ClockCorrection.objects.create(
            clock=wrong,
            from_status=Clock.Status.MISSED,
            to_status=Clock.Status.MET,
            reason="The letter was posted on day 3.",
            by=officer,
            at=NOW,
        )
        wrong.status = Clock.Status.MET
        wrong.save()
    (line,) = counted().dated
    assert (line.tally.in_time, line.tally.late, line.tally.corrected) == (1, 0, 1)
    assert line.tally.late_before_corrections == 1


def test_the_account_costs_one_query_however_long(maxim, django_assert_num_queries):
    for number in range(6):
        clock(received(NOW - days(number)), taken=days(1))
    with django_assert_num_queries(1):
        counted()


@pytest.fixture
def signed_in(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def test_the_page_shows_the_figures_and_the_file_the_same(signed_in, time_machine):
    time_machine.move_to(NOW, tick=False)
    start = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
    for taken in (1, 2, 9):
        clock(received(start), taken=days(taken))
    page = signed_in.get("/desk/reports/kept/").content.decode()
    assert "21 Malaysia" in page
    assert "<b>67%</b>" in page
    assert 'class="chart"' in page

    answer = signed_in.get("/desk/reports/kept.csv")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert len(rows) == 1
    assert (rows[0]["in_time"], rows[0]["late"]) == ("2", "1")
    assert rows[0]["median_days"] == "2.0000"
    assert rows[0]["promise"] == "MAXIM-21-MY"
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("since=2026-05-01&until=2026-04-01", "This day lies before the first one."),
        ("since=2001-01-01", "A report covers at most 5 years."),
        ("since=tomorrow", "Enter a valid date"),
    ],
)
def test_a_bad_period_is_told_at_its_field(signed_in, query, sentence):
    assert sentence in signed_in.get(f"/desk/reports/kept/?{query}").content.decode()
    assert signed_in.get(f"/desk/reports/kept.csv?{query}").status_code == 400


def test_another_companys_figures_are_not_in_the_account(signed_in):
    start = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
    other = Establishment.objects.get(controller__slug="nbexpress")
    with act(by=Actor.job("test")):
        theirs = RightsRequestFactory(
            establishment=other, received_at=start, confirmed_at=start
        )
    clock(theirs, taken=days(1), document="N.B. Express privacy policy")
    found = signed_in.get("/desk/reports/kept/?controller=nbexpress&since=2026-01-01")
    assert "N.B. Express" not in found.content.decode()


def test_colombias_half_year_knows_its_claims_and_its_day(maxim):
    at = datetime(2026, 2, 3, 15, 0, tzinfo=UTC)
    granted = received(at, "CO", outcome=Outcome.GRANTED, state=State.FULFILLING)
    clock(granted, taken=days(4), kind=Clock.Kind.STATUTE_RESPONSE, rule="CO-ERASURE")
    clock(granted, taken=days(4))
    received(at, "CO", right=Right.ACCESS)
    received(at, "CO", state=State.TRANSFERRED)
    received(at, "CO", state=State.REJECTED_SPAM)
    received(at, "MY")
    received(datetime(2026, 7, 1, 15, 0, tzinfo=UTC), "CO")

    report = claims_report(RightsRequest.objects.all(), Half(2026, 1), now=NOW)
    found = {line.right: line for line in report.lines}
    assert report.received == 3
    assert found[Right.ERASURE].granted == 1
    assert found[Right.ERASURE].forwarded == 1
    assert found[Right.ERASURE].answers.in_time == 1  # one clock a request
    assert found[Right.ACCESS].open == 1
    # The 7th and 17th of August 2026 are holidays: the 15th working day is the 25th.
    assert report.due_on == date(2026, 8, 25)
    assert Half(2026, 2).due_on() == date(2027, 2, 19)


def test_a_half_year_reads_itself():
    assert Half.read("2026-1") == Half(2026, 1)
    assert Half(2026, 1).before == Half(2025, 2)
    assert [Half.read(text) for text in ("2026", "2026-3", "x-1", "²-1")] == [None] * 4


def refused(rights_request: RightsRequest, by: User, **values: Any) -> None:
    given = {
        "outcome": Outcome.REFUSED,
        "ground": "no_data_found",
        "ground_clause": "s. 30",
        "ground_source": "statute",
        "reason": "We hold nothing.",
        "state": Decision.State.SENT,
        "proposed_by_id": by.pk,
        "proposed_at": NOW,
    }
    with act(by=by):
        Decision.objects.create(rights_request=rights_request, **{**given, **values})
        CaseEvent.objects.create(
            rights_request=rights_request,
            type=CaseEvent.Type.ANSWERED,
            at=NOW,
            actor_kind="job",
        )


def test_the_refusal_log_holds_grounds_and_dates_and_no_words(maxim, officer):
    at = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
    refused(received(at, "TH"), officer)
    refused(received(at, "TH"), officer, state=Decision.State.RETURNED)
    refused(received(at, "TH"), officer, outcome=Outcome.GRANTED, ground="")

    (one,) = refusals(
        RightsRequest.objects.all(), since=SINCE, until=UNTIL, language="en"
    )
    assert (one.country, one.clause, one.told_at) == ("TH", "s. 30", NOW)
    assert one.decided_by == "Aida Officer"
    assert "We hold nothing." not in str(one)


def test_the_refusal_log_opens_on_thailand(signed_in, officer, time_machine):
    time_machine.move_to(NOW, tick=False)
    at = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
    theirs, ours = received(at, "TH"), received(at, "MY")
    refused(theirs, officer)
    refused(ours, officer)
    page = signed_in.get("/desk/reports/refusals/").content.decode()
    assert theirs.ref in page
    assert ours.ref not in page
    everywhere = signed_in.get("/desk/reports/refusals/?country=").content.decode()
    assert ours.ref in everywhere
    answer = signed_in.get("/desk/reports/refusals.csv?country=")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert {row["reference"] for row in rows} == {theirs.ref, ours.ref}


@pytest.mark.parametrize("path", ["kept/", "colombia-claims/", "refusals/", ""])
def test_every_report_opens_empty(signed_in, path):
    assert signed_in.get(f"/desk/reports/{path}").status_code == 200


@pytest.mark.parametrize("name", ["kept", "refusals", "colombia-claims"])
def test_every_report_has_its_file(signed_in, name):
    assert signed_in.get(f"/desk/reports/{name}.csv").status_code == 200
