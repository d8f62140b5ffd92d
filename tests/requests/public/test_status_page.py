"""The page of one request: opened by a code, for an hour, for one browser."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import AccessEntry
from correspondence.models import Letter
from correspondence.wording import wrapped
from rights import (
    answering,
    asking,
    deciding,
    identifying,
    workflow,
)
from rights.choices import Outcome, Right, SourceKind, State
from rights.deciding import Proposal
from rights.models import Message, RightsRequest
from rights.wording import paragraphs
from rulebook import book
from tests.requests.public.conftest import (
    Visitor,
    open_page,
    sent_digits,
    text_of,
)

Followed = tuple[Visitor, RightsRequest]
SAME_ANSWER = "If there is such a request, a code is on its way to its e-mail address."
STATEMENTS_OF_A_PAGE = 8  # UX.md 10
STATEMENTS = {"SELECT", "INSERT", "UPDATE", "DELETE"}


def url(name: str, rights_request: RightsRequest) -> str:
    return reverse(f"status:{name}", args=[rights_request.ref])


def reload(followed: Followed) -> str:
    visitor, rights_request = followed
    visitor.get(url("page", rights_request))
    return visitor.text


def know(rights_request: RightsRequest, officer: User) -> None:
    identifying.start_identity_check(rights_request, by=officer)
    identifying.settle_identity(
        rights_request, by=officer, is_verified=True, findings={}
    )


def answer(
    rights_request: RightsRequest,
    officer: User,
    post: Callable[..., None],
    **proposal: Any,
) -> None:
    know(rights_request, officer)
    given = {"outcome": Outcome.GRANTED, "granted": "Your trips of 2024"} | proposal
    deciding.propose(rights_request, Proposal(**given), by=officer)
    answering.send_answer(rights_request, by=officer)
    post(rights_request, timezone.now())


# --- getting in ----------------------------------------------------------------------


def test_a_reference_and_a_code_open_the_page(
    visitor: Visitor, open_request: Callable[..., RightsRequest]
) -> None:
    rights_request = open_request(at=timezone.now())
    page = visitor.post(
        reverse("status:enter"), {"ref": f" {rights_request.ref.lower()} "}
    )
    assert page.redirect_chain[-1][0] == url("code", rights_request)
    assert "Dewi" not in visitor.text

    open_page(visitor, rights_request)

    assert f"Request {rights_request.ref}" in visitor.text
    assert "Erase my data" in visitor.text


def test_a_wrong_shape_of_a_reference_is_told(visitor: Visitor) -> None:
    visitor.post(reverse("status:enter"), {"ref": "12"})

    assert "A reference looks like R-2026-0042." in visitor.text
    assert visitor.title.startswith("Error:")


def test_every_reference_gets_the_same_answers(
    visitor: Visitor,
    visit: Callable[..., Visitor],
    file_request: Callable[..., RightsRequest],
    open_request: Callable[..., RightsRequest],
) -> None:
    known = open_request(at=timezone.now()).ref
    unconfirmed = file_request(at=timezone.now(), email="other@example.test").ref
    before = Letter.objects.count()

    seen = []
    for ref in (known, unconfirmed, "R-2026-9999"):
        browser = visit()
        pages = [
            browser.get(reverse("status:page", args=[ref])),
            browser.post(reverse("status:send-code", args=[ref])),
            browser.post(reverse("status:code", args=[ref]), {"digits": "00000000"}),
        ]
        assert SAME_ANSWER in text_of(pages[1])
        assert "You can try 4 more times" in text_of(pages[2])
        seen.append([text_of(page).replace(ref, "REF") for page in pages])

    assert seen[0] == seen[1] == seen[2]
    assert Letter.objects.count() == before + 1  # only the confirmed one was written to


def test_asking_for_a_code_is_the_same_work_for_every_reference(
    visit: Callable[..., Visitor],
    open_request: Callable[..., RightsRequest],
) -> None:
    """Else the time that the answer takes would tell which references there are."""
    known = open_request(at=timezone.now()).ref

    asked = {}
    for ref in ("R-2026-9998", known, "R-2026-9999"):
        browser = visit()
        browser.get(reverse("status:page", args=[ref]))
        with CaptureQueriesContext(connection) as captured:
            browser.client.post(reverse("status:send-code", args=[ref]))
        said = [query["sql"].split()[:3] for query in captured]
        asked[ref] = [words for words in said if words[0] in STATEMENTS]

    assert asked[known] == asked["R-2026-9998"] == asked["R-2026-9999"]
    assert ["INSERT", "INTO", '"correspondence_letter"'] in asked[known]


@pytest.mark.parametrize("name", ["page", "messages", "withdraw", "receipt"])
def test_without_the_code_nothing_of_a_request_is_shown(
    followed: Followed, visit: Callable[..., Visitor], name: str
) -> None:
    _visitor, rights_request = followed
    stranger = visit()

    page = stranger.get(url(name, rights_request))

    assert page.redirect_chain[-1][0] == url("code", rights_request)
    stranger.post(url(name, rights_request), {"body": "Let me in."})
    assert "Only my trips." not in stranger.text
    assert not Message.objects.exists()


def test_one_persons_code_opens_no_other_request(
    followed: Followed, open_request: Callable[..., RightsRequest]
) -> None:
    visitor, _mine = followed
    other = open_request(at=timezone.now(), name="Chen Wei", email="chen@example.test")

    page = visitor.get(url("page", other))

    assert page.redirect_chain[-1][0] == url("code", other)
    assert "Chen Wei" not in visitor.text


def test_a_code_for_one_request_is_no_code_for_another(
    visitor: Visitor, open_request: Callable[..., RightsRequest]
) -> None:
    mine = open_request(at=timezone.now())
    other = open_request(at=timezone.now(), email="chen@example.test")
    visitor.post(url("send-code", mine))
    digits = sent_digits()

    visitor.post(url("code", other), {"digits": digits})

    assert "This code does not work any more." in visitor.text


def test_the_page_closes_after_an_hour(followed: Followed) -> None:
    visitor, rights_request = followed
    visitor.clock.shift(timedelta(minutes=61))

    page = visitor.get(url("page", rights_request))

    assert page.redirect_chain[-1][0] == url("code", rights_request)


@pytest.mark.parametrize("form", ["messages", "complain"])
def test_what_was_written_when_the_hour_was_over_waits_for_the_next_code(
    followed: Followed, form: str
) -> None:
    visitor, rights_request = followed
    words = {"submission": str(uuid.uuid4()), "body": "It is the account of my shop."}
    visitor.clock.shift(timedelta(hours=1, seconds=1))

    visitor.post(url(form, rights_request), words)
    assert visitor.page.redirect_chain[-1][0] == url("code", rights_request)
    assert not Message.objects.exists()
    open_page(visitor, rights_request)

    assert visitor.page.redirect_chain[-1][0] == url(form, rights_request)
    assert "not sent yet" in visitor.text
    assert words["body"] in visitor.text


def test_signing_out_closes_the_page(followed: Followed) -> None:
    visitor, rights_request = followed
    visitor.post(url("sign-out", rights_request))
    assert f"You signed out of the page of {rights_request.ref}." in visitor.text

    page = visitor.get(url("page", rights_request))

    assert page.redirect_chain[-1][0] == url("code", rights_request)


def test_who_confirmed_a_moment_ago_needs_no_second_code(visitor: Visitor) -> None:
    rights_request = visitor.file()

    page = visitor.get(url("page", rights_request))

    assert not page.redirect_chain
    assert "We answer by" in visitor.text


def test_the_session_gets_a_new_id_with_the_right_code(visitor: Visitor) -> None:
    visitor.answer_all()
    visitor.send()
    before = visitor.client.session.session_key

    visitor.type_code()

    assert visitor.client.session.session_key != before


def test_reading_the_page_leaves_an_access_entry(followed: Followed) -> None:
    _visitor, rights_request = followed

    entries = AccessEntry.objects.filter(case_id=rights_request.pk)

    assert entries.exists()


def test_the_page_speaks_the_language_of_the_request_and_switches(
    visitor: Visitor, open_request: Callable[..., RightsRequest]
) -> None:
    rights_request = open_request(at=timezone.now(), language="ms")
    open_page(visitor, rights_request)
    assert '<html lang="ms"' in visitor.page.content.decode()

    visitor.get(url("page", rights_request) + "?lang=en")
    assert '<html lang="en"' in visitor.page.content.decode()
    visitor.get(url("page", rights_request))
    assert '<html lang="en"' in visitor.page.content.decode()


# --- what it shows -------------------------------------------------------------------


def test_the_date_and_the_days_left_stand_first(followed: Followed) -> None:
    text = reload(followed)

    assert "We answer by Monday 11 May 2026" in text
    assert "7 days left. The policy gives us 7 days." in text
    assert "Received on" in text  # why this date


def test_a_missed_date_is_told_as_missed(followed: Followed) -> None:
    visitor, rights_request = followed
    visitor.clock.shift(timedelta(days=10))
    open_page(visitor, rights_request)

    text = reload(followed)

    assert "We should have answered by" in text
    assert "Overdue by 2 days" in text
    assert "We are late." in text
    assert "left" not in text


def test_hours_show_the_clock_time(
    visitor: Visitor, open_request: Callable[..., RightsRequest]
) -> None:
    rights_request = open_request(country="BR", right=Right.ACCESS, at=timezone.now())

    open_page(visitor, rights_request)

    assert "Tue 5 May 2026, 23:00" in visitor.text  # 48 hours, as clocks say in Brazil
    assert "The policy gives us 48 hours." in visitor.text


def test_no_period_means_no_date(
    visitor: Visitor, open_request: Callable[..., RightsRequest]
) -> None:
    rights_request = open_request(
        controller="aux", right=Right.ERASURE, at=timezone.now()
    )

    open_page(visitor, rights_request)

    assert "No date is set" in visitor.text
    assert "Neither the policy nor the law names a period for this." in visitor.text
    assert "days left" not in visitor.text


def test_where_the_policy_is_silent_the_date_of_the_law_is_shown(
    visitor: Visitor, open_request: Callable[..., RightsRequest]
) -> None:
    rights_request = open_request(
        controller="aux", right=Right.ACCESS, at=timezone.now()
    )

    open_page(visitor, rights_request)

    assert "We answer by" in visitor.text
    assert "The law gives us 21 days." in visitor.text


def test_a_right_of_the_law_alone_says_so(
    visitor: Visitor, open_request: Callable[..., RightsRequest]
) -> None:
    rights_request = open_request(at=timezone.now(), granted_by=SourceKind.STATUTE)

    open_page(visitor, rights_request)

    assert "by law, not in this policy" in visitor.text


def test_the_tracker_has_five_steps_from_start_to_end(
    followed: Followed, aida: User, post: Callable[..., None]
) -> None:
    visitor, rights_request = followed

    def steps() -> list[str]:
        text = reload(followed)
        stand = text.split("Where it stands")[1].split("Messages")[0]
        return [
            word
            for part in stand.replace("not yet", "todo").split()
            if (word := part.strip()) in {"done", "now", "todo"}
        ]

    assert steps() == ["done", "now", "todo", "todo", "todo"]
    answer(rights_request, aida, post)
    assert steps() == ["done", "done", "done", "done", "now"]
    workflow.close(rights_request, by=aida)
    assert steps() == ["done"] * 5
    assert "We did what you asked." in visitor.text


def test_the_answer_can_be_read_once_it_was_sent(
    followed: Followed, aida: User, post: Callable[..., None]
) -> None:
    visitor, rights_request = followed
    know(rights_request, aida)
    deciding.propose(
        rights_request,
        Proposal(outcome=Outcome.GRANTED, granted="Your trips of 2024"),
        by=aida,
    )
    assert "Your trips of 2024" not in reload(followed)
    answering.send_answer(rights_request, by=aida)
    assert "Your trips of 2024" not in reload(followed)  # still in the outbox

    post(rights_request, timezone.now())

    text = reload(followed)
    assert "Our answer" in text
    assert "Your trips of 2024" in text
    assert 'class="letter" lang="en"' in visitor.page.content.decode()
    assert "We finish by Wednesday 3 June 2026" in text


def test_internal_notes_and_colleagues_are_never_shown(
    followed: Followed, aida: User
) -> None:
    visitor, rights_request = followed
    workflow.add_note(rights_request, body="Looks like a rival firm.", by=aida)
    workflow.assign(rights_request, owner=aida, by=aida)
    workflow.write_to_person(rights_request, body="Which trips?", by=aida)

    for name in ("page", "messages", "receipt", "withdraw"):
        visitor.get(url(name, rights_request))
        html = visitor.page.content.decode()
        assert "rival firm" not in html
        assert "Aida" not in html
    visitor.get(url("page", rights_request))
    assert "Which trips?" in visitor.text


def test_names_stand_in_no_title(followed: Followed) -> None:
    visitor, rights_request = followed
    for name in ("page", "messages", "receipt", "withdraw"):
        visitor.get(url(name, rights_request))
        assert rights_request.ref in visitor.title or name == "messages"
        assert "Dewi" not in visitor.title


def test_the_receipt_shows_what_was_asked_and_every_date(followed: Followed) -> None:
    visitor, rights_request = followed

    visitor.get(url("receipt", rights_request))

    for words in (
        "Only my trips.",
        "Mon 4 May 2026, 10:00",
        "Monday 11 May 2026",
        "Wednesday 3 June 2026",
    ):
        assert words in visitor.text


def test_the_page_says_whom_to_complain_to(followed: Followed) -> None:
    text = reload(followed)

    assert "Complain to the authority:" in text


# --- messages ------------------------------------------------------------------------


def test_a_person_writes_and_the_request_goes_on(
    followed: Followed, aida: User
) -> None:
    visitor, rights_request = followed
    know(rights_request, aida)
    asking.ask(rights_request, body="Which trips?", by=aida)
    assert "We asked you something." in reload(followed)

    visitor.get(url("messages", rights_request))
    visitor.post(
        url("messages", rights_request), visitor.hidden(), body="Those of 2024."
    )

    assert "We have your message." in visitor.text
    assert "Those of 2024." in visitor.text
    rights_request.refresh_from_db()
    assert rights_request.state == State.IN_PROGRESS


def test_the_same_message_sent_twice_is_one_message(followed: Followed) -> None:
    visitor, rights_request = followed
    visitor.get(url("messages", rights_request))
    hidden = visitor.hidden()

    for _again in range(2):
        visitor.post(url("messages", rights_request), hidden, body="Hello.")

    assert Message.objects.count() == 1


def test_an_empty_message_is_asked_for_again(followed: Followed) -> None:
    visitor, rights_request = followed

    visitor.post(
        url("messages", rights_request), {"submission": str(uuid.uuid4()), "body": " "}
    )

    assert "Write your message first." in visitor.text
    assert not Message.objects.exists()


def test_nothing_can_be_added_to_a_closed_request(followed: Followed) -> None:
    visitor, rights_request = followed
    workflow.withdraw(rights_request)

    visitor.post(
        url("messages", rights_request),
        {"submission": str(uuid.uuid4()), "body": "One more thing."},
    )

    assert "closed" in visitor.text
    assert not Message.objects.exists()


# --- taking it back ------------------------------------------------------------------


def test_a_person_takes_the_request_back_after_one_more_look(
    followed: Followed,
) -> None:
    visitor, rights_request = followed
    visitor.get(url("withdraw", rights_request))
    assert "Cancel this request?" in visitor.text
    rights_request.refresh_from_db()
    assert rights_request.is_open  # looking changes nothing

    visitor.post(url("withdraw", rights_request), {"x": ""})

    rights_request.refresh_from_db()
    assert rights_request.state == State.WITHDRAWN
    assert "You took this request back on Monday 4 May 2026" in visitor.text
    assert "days left" not in visitor.text
    assert not any(clock.is_open for clock in rights_request.clocks.all())


def test_too_late_to_take_back_says_why(
    followed: Followed, aida: User, post: Callable[..., None]
) -> None:
    visitor, rights_request = followed
    answer(rights_request, aida, post)

    visitor.get(url("withdraw", rights_request))
    assert "so it cannot be taken back here" in visitor.text
    visitor.post(url("withdraw", rights_request), {"x": ""})

    rights_request.refresh_from_db()
    assert rights_request.state == State.FULFILLING


def test_taking_back_twice_is_harmless(followed: Followed) -> None:
    visitor, rights_request = followed
    for _again in range(2):
        visitor.post(url("withdraw", rights_request), {"x": ""})

    assert "You have taken this request back already." in visitor.text
    assert rights_request.events.filter(type="withdrawn").count() == 1


def test_a_letter_is_shown_without_the_line_ends_of_the_mail() -> None:
    written = [
        "Hello Dewi,",
        "we have looked at everything that you asked for, and this is now what we do "
        "about it, and when each part of it will be done at the latest.",
        "What we do:",
        "- first\n- second",
        "Your page, with all that we wrote to each other:\n"
        "https://privacy.nbexpress.example/r/R-2026-0042/?lang=ms",
        "N.B. Express",
    ]

    assert paragraphs(wrapped("\n\n".join(written))) == written


def test_a_request_taken_back_shows_where_it_ended(followed: Followed) -> None:
    _visitor, rights_request = followed
    workflow.withdraw(rights_request)

    text = reload(followed)

    assert "You took the request back done 4 May 2026" in text
    assert "By 11 May" not in text


def test_the_letter_leads_to_the_page_in_its_own_language(
    visitor: Visitor, open_request: Callable[..., RightsRequest]
) -> None:
    rights_request = open_request(at=timezone.now(), language="ms")
    link = re.search(r"/r/\S+", Letter.objects.get(kind="receipt").body)
    assert link is not None

    visitor.get(link.group())

    assert visitor.page.redirect_chain[-1][0] == url("code", rights_request)
    assert '<html lang="ms"' in visitor.page.content.decode()


def test_the_page_takes_few_queries(
    followed: Followed, django_assert_max_num_queries: Any
) -> None:
    visitor, rights_request = followed

    with django_assert_max_num_queries(STATEMENTS_OF_A_PAGE):
        visitor.client.get(url("page", rights_request))


def test_the_page_of_an_answered_request_takes_no_more(
    followed: Followed,
    aida: User,
    post: Callable[..., None],
    django_assert_max_num_queries: Any,
) -> None:
    visitor, rights_request = followed
    for words in ("When will you write?", "Thank you."):
        workflow.hear_from_person(rights_request, body=words)
    answer(rights_request, aida, post)
    open_page(visitor, rights_request)

    with django_assert_max_num_queries(STATEMENTS_OF_A_PAGE):
        visitor.client.get(url("page", rights_request))


def test_a_closed_refusal_says_that_the_answer_tells_why(
    followed: Followed, aida: User, farid: User, post: Callable[..., None]
) -> None:
    _visitor, rights_request = followed
    know(rights_request, aida)
    grounds = book.shipped().grounds("maxim", "MY", Right.ERASURE)
    deciding.propose(
        rights_request,
        Proposal(outcome=Outcome.REFUSED, ground=grounds[0].code, reason="A debt."),
        by=aida,
    )
    deciding.approve(rights_request, by=farid)
    answering.send_answer(rights_request, by=aida)
    post(rights_request, timezone.now())
    workflow.close(rights_request, by=aida)

    text = reload(followed)

    assert "We did not do what you asked. Our answer says why." in text
    assert "A debt." in text
    assert "Farid" not in text


def test_a_late_answer_stays_marked_late(
    followed: Followed, aida: User, post: Callable[..., None]
) -> None:
    visitor, rights_request = followed
    visitor.clock.shift(timedelta(days=10))
    answer(rights_request, aida, post)
    workflow.close(rights_request, by=aida)
    open_page(visitor, rights_request)

    text = reload(followed)

    assert "We answer you : done late, on Thursday 14 May 2026" in text
    assert "We finish what you asked for : done on Thursday 14 May 2026" in text
