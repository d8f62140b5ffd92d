"""Staff log what came by letter, by phone, in person: true receipt, clocks, receipt."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied

from accounts.models import Establishment
from audit.models import LedgerEntry
from correspondence import codes
from correspondence.models import Delivery, Letter, OneTimeCode
from rights import (
    answering,
    deciding,
    identifying,
    opening,
    printed_secret,
    taking_in,
)
from rights.choices import Channel, Outcome, Right, SourceKind, State
from rights.deciding import Proposal
from rights.errors import StepNotAllowed
from rights.filing import Asked
from rights.models import Claimant, RightsRequest
from subjects.models import DataSubject

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 12, 4, 0, tzinfo=UTC)  # Tuesday noon in Kuantan
URL = "/desk/requests/new/"


@pytest.fixture
def place(rulebook):
    return Establishment.objects.get(controller__slug="maxim", country="MY")


@pytest.fixture
def desk(client, aida):
    client.force_login(aida)
    with time_machine.travel(NOW, tick=False):
        yield client


def words(**changes):
    typed = {
        "submission": str(uuid.uuid4()),
        "received_on": "2026-05-11",
        "received_time": "09:30",
        "right": "erasure",
        "details": "Please erase all of it.",
        "relation": "self",
        "name": "Dewi Contoh",
        "email": "dewi@example.test",
        "language": "ms",
    }
    return {**typed, **changes}


def address(place, channel="letter"):
    return f"{URL}?place={place.pk}&channel={channel}"


def log(place, by, *, received_at=NOW - timedelta(days=1), at=NOW, **changes):
    given = {
        "establishment": place,
        "right": Right.ERASURE,
        "granted_by": SourceKind.PROMISE,
        "name": "Dewi Contoh",
        "email": "",
        "postal_address": "1 Jalan Contoh\n25000 Kuantan",
        "language": "en",
        "channel": Channel.LETTER,
        "details": "Erase it.",
    }
    return taking_in.log_for_person(
        Asked(**{**given, **changes}),
        by=by,
        submission=uuid.uuid4(),
        received_at=received_at,
        at=at,
    )


def test_a_logged_letter_stands_at_once_and_counts_from_its_true_receipt(desk, place):
    answer = desk.post(address(place), words())

    case = RightsRequest.objects.get()
    assert answer["Location"] == case.get_absolute_url()
    assert (case.state, case.channel) == (State.ACKNOWLEDGED, Channel.LETTER)
    assert case.received_at == datetime(2026, 5, 11, 1, 30, tzinfo=UTC)
    due = case.clocks.get(kind="promise_response").due_at
    assert due == datetime(2026, 5, 18, 15, 59, 59, tzinfo=UTC)  # 7 days, Kuantan
    assert not OneTimeCode.objects.exists()
    letter = Letter.objects.get()
    assert (letter.kind, letter.language) == ("receipt", "ms")
    assert letter.to_email == "dewi@example.test"


def test_the_page_says_who_logged_it_and_claims_no_confirmed_e_mail(desk, place):
    desk.post(address(place), words())

    shown = desk.get(RightsRequest.objects.get().get_absolute_url()).content.decode()

    assert "no code was sent" in shown
    assert "Code sent to the e-mail entered" not in shown
    assert "E-mail confirmed" not in shown
    assert "Aida Rahman" in shown


def test_logging_leaves_one_entry_of_its_verb_by_the_officer(desk, place, aida):
    desk.post(address(place), words())

    entry = LedgerEntry.objects.get(verb="requests.log_for_person")
    assert entry.actor_id == aida.pk
    assert entry.case_id == RightsRequest.objects.get().pk


def test_a_date_that_is_past_already_is_overdue_at_once_and_says_so(desk, place):
    answer = desk.post(
        address(place),
        words(received_on="2026-05-01"),
        follow=True,
    )

    assert RightsRequest.objects.get().is_overdue(NOW)
    assert "past already" in answer.content.decode()


def test_a_long_ago_receipt_is_asked_once_more_and_then_taken(desk, place):
    typed = words(received_on="2026-03-02")

    first = desk.post(address(place), typed)
    assert not RightsRequest.objects.exists()
    assert "71 days ago" in first.content.decode()
    assert "Please erase all of it." in first.content.decode()

    desk.post(address(place), {**typed, "is_asked_again": "1", "is_long_ago": "on"})
    assert RightsRequest.objects.get().received_at.date().isoformat() == "2026-03-02"


def test_the_same_form_twice_is_one_case(desk, place):
    typed = words()
    first = desk.post(address(place), typed)
    second = desk.post(address(place), {**typed, "name": "Changed"}, follow=True)

    assert RightsRequest.objects.count() == Claimant.objects.count() == 1
    assert second.redirect_chain[-1][0] == first["Location"]
    assert "Nothing is stored twice" in second.content.decode()


WRONG = {
    "future day": ({"received_on": "2026-05-13"}, "received_on"),
    "later today": ({"received_on": "2026-05-12", "received_time": "12:01"}, "time"),
    "ten years": ({"received_on": "1999-01-01", "is_long_ago": "on"}, "received_on"),
    "no date": ({"received_on": ""}, "received_on"),
    "no such date": ({"received_on": "2026-02-30"}, "received_on"),
    "no time": ({"received_time": "25:61"}, "received_time"),
    "no right": ({"right": ""}, "right"),
    "invented right": ({"right": "fly"}, "right"),
    "no words": ({"details": " "}, "details"),
    "too many words": ({"details": "x" * 4001}, "details"),
    "no name": ({"name": ""}, "name"),
    "two lines of name": ({"name": "Dewi\nBcc: all@example.test"}, "name"),
    "control characters": ({"name": "Dewi\x00"}, "name"),
    "half an address": ({"email": "dewi at example"}, "email"),
    "injected address": ({"email": "a@example.test\nBcc: b@example.test"}, "email"),
    "no way to reach": ({"email": ""}, "email"),
    "parent without child": ({"relation": "parent"}, "person_name"),
    "invented relation": ({"relation": "king"}, "relation"),
    "foreign language": ({"language": "tlh"}, "language"),
    "no submission": ({"submission": "none"}, "submission"),
}


@pytest.mark.parametrize(("changes", "field"), WRONG.values(), ids=WRONG)
def test_wrong_input_is_told_at_its_field_and_nothing_is_lost(
    desk, place, changes, field
):
    typed = words(**changes)

    answer = desk.post(address(place), typed)

    assert answer.status_code == 200
    assert any(field in name for name in answer.context["form"].errors)
    assert not RightsRequest.objects.exists()
    assert not Letter.objects.exists()
    kept = "details" if field != "details" else "name"
    assert typed[kept] in answer.content.decode()


def test_in_a_country_without_this_hour_the_time_is_refused(desk, place):
    Establishment.objects.filter(pk=place.pk).update(time_zone="America/Santiago")

    answer = desk.post(
        address(place), words(received_on="2025-09-07", received_time="00:30")
    )

    assert "skipped" in str(answer.context["form"].errors)


def test_only_facts_of_this_channel_are_offered(desk, place):
    paper = desk.get(address(place, "letter")).context["form"]
    app = desk.get(address(place, "in_app")).context["form"]

    assert [field.name for field in paper.fact_fields]
    assert not [field.name for field in app.fact_fields]


def test_a_fact_this_policy_does_not_ask_for_is_not_kept(desk, place):
    name = desk.get(address(place, "letter")).context["form"].fact_fields[0].name

    desk.post(address(place, "phone"), words(**{name: "880101-14-5566"}))

    assert RightsRequest.objects.get().claimant.facts == {}


def test_rights_by_law_are_marked_so(desk, place):
    groups = dict(desk.get(address(place)).context["form"].fields["right"].choices)

    assert "In the policy" in groups


def test_only_places_where_the_officer_works_are_offered(desk, place, rulebook):
    other = Establishment.objects.get(controller__slug="aux", country="MY")

    assert b"AUX" not in desk.get(URL).content
    assert desk.get(address(other)).status_code == 404
    assert desk.post(address(other), words()).status_code == 404


def test_the_verb_itself_refuses_a_stranger_and_the_future(place, chen, aida):
    with pytest.raises(PermissionDenied):
        log(place, chen)
    with pytest.raises(StepNotAllowed):
        log(place, aida, received_at=NOW + timedelta(seconds=1))
    with pytest.raises(StepNotAllowed):
        log(place, aida, channel=Channel.WEB_FORM)
    assert not RightsRequest.objects.exists()


# --- a person without e-mail ---------------------------------------------------------


def test_without_e_mail_the_receipt_waits_to_be_printed_and_no_worker_takes_it(
    place, aida
):
    log(place, aida)

    delivery = Delivery.objects.get()
    assert delivery.channel == Delivery.Channel.POST
    assert not Delivery.objects.due(NOW + timedelta(days=30)).exists()
    assert not mail.outbox


def printed(desk, case):
    page = f"/desk/requests/{case.ref}/receipt/"
    answer = desk.post(page, {"version": RightsRequest.objects.get().version})
    found = re.search(r"\b(\d{4} \d{4})\b", answer.content.decode())
    return answer, found[1] if found else ""


def test_the_secret_is_shown_once_and_stored_as_a_hash_only(desk, place, aida):
    case = log(place, aida)

    answer, secret = printed(desk, case)

    assert "no-store" in answer["Cache-Control"]
    assert secret
    row = OneTimeCode.objects.get()
    assert secret.replace(" ", "") not in f"{vars(row)}"
    assert "[code]" in Letter.objects.get(kind="receipt").body
    assert (
        secret not in desk.get(f"/desk/requests/{case.ref}/receipt/").content.decode()
    )


def test_a_new_print_ends_the_secret_before(desk, place, aida):
    case = log(place, aida)
    _answer, first = printed(desk, case)
    _answer, second = printed(desk, case)

    assert not printed_secret.take(case, digits=first, at=NOW).is_ok
    assert printed_secret.take(case, digits=second, at=NOW).is_ok
    assert not printed_secret.take(case, digits=second, at=NOW).is_ok


def test_the_sweep_leaves_a_printed_secret_alone(desk, place, aida):
    case = log(place, aida)
    _answer, secret = printed(desk, case)

    codes.sweep(at=NOW + timedelta(days=90))

    later = NOW + timedelta(days=90)
    assert printed_secret.take(case, digits=secret, at=later).is_ok


def test_the_status_page_stays_silent_about_a_case_without_e_mail(place, aida):
    case = log(place, aida)
    before = Letter.objects.count()

    opening.send_status_code(case.ref, browser_key="b")

    assert Letter.objects.count() == before


def test_two_people_without_e_mail_are_never_taken_for_one(place, aida):
    for _each in range(2):
        case = log(place, aida)
        identifying.start_identity_check(case, by=aida)
        identifying.settle_identity(case, by=aida, is_verified=True, findings={})

    assert DataSubject.objects.count() == 2


def test_a_posted_answer_stops_the_answer_clock(client, place, aida):
    case = log(place, aida)
    identifying.start_identity_check(case, by=aida)
    identifying.settle_identity(case, by=aida, is_verified=True, findings={})
    proposal = Proposal(outcome=Outcome.GRANTED, granted="Your account")
    deciding.propose(case, proposal, by=aida)
    answering.send_answer(case, by=aida)
    letter = Letter.objects.get(kind="answer")
    client.force_login(aida)

    page = f"/desk/requests/{case.ref}/letters/{letter.pk}/"
    for _press in range(2):
        client.post(page)

    assert Delivery.objects.get(letter=letter).accepted_at is not None
    assert case.clocks.get(kind="promise_response").stopped_at is not None
    assert LedgerEntry.objects.filter(verb="correspondence.note_posted").count() == 1


def test_what_was_logged_by_phone_was_not_proven_by_a_code(desk, place, aida):
    case = log(place, aida, channel=Channel.PHONE, email="dewi@example.test")

    page = desk.get(f"{case.get_absolute_url()}identity/").content.decode()

    assert "go by what was seen or heard when it was logged" in page
    assert "the code sent to the e-mail" not in page
