"""The public form: one question a page, nothing asked twice, one case at the end."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from correspondence.models import Letter
from rights.choices import Relation, Right, SourceKind, State
from rights.models import Claimant, RightsRequest
from rights.sweeping import DraftLane
from tests.requests.public.conftest import Visitor, sent_digits


def test_a_request_is_filed_confirmed_and_told_its_dates(visitor: Visitor) -> None:
    visitor.get(visitor.url("request"))
    visitor.answer_all()
    assert "Check your answers" in visitor.text
    assert "dewi@example.test" in visitor.text
    visitor.send()
    assert "Type the code we sent you" in visitor.text
    case = RightsRequest.objects.get()
    assert case.state == State.UNCONFIRMED

    visitor.type_code()

    case.refresh_from_db()
    assert case.state == State.ACKNOWLEDGED
    assert case.ref in visitor.text
    assert "Monday 11 May 2026" in visitor.text  # answer: 7 days
    assert "Wednesday 3 June 2026" in visitor.text  # erasure: 30 days
    assert visitor.text.count("Why this date?") == 2
    assert Letter.objects.filter(kind="receipt", case_id=case.pk).count() == 1


def test_the_case_holds_what_was_typed_and_nothing_else(visitor: Visitor) -> None:
    case = visitor.file()

    claimant = case.claimant
    assert (case.right, case.granted_by) == (Right.ERASURE, SourceKind.PROMISE)
    assert (claimant.name, claimant.email) == ("Dewi Contoh", "dewi@example.test")
    assert claimant.details == "My account and my trips."
    assert (claimant.facts, claimant.phone, claimant.person_name) == ({}, "", "")
    assert case.data_subject_id is None


def test_the_clocks_count_from_posting_not_from_the_code(visitor: Visitor) -> None:
    visitor.answer_all()
    visitor.send()
    posted = RightsRequest.objects.get().received_at
    visitor.clock.shift(timedelta(minutes=12))

    visitor.type_code()

    assert RightsRequest.objects.get().received_at == posted
    assert RightsRequest.objects.get().clocks.first().started_at == posted


def test_the_form_speaks_malay_and_so_does_the_case(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit(language="ms")

    case = visitor.file()

    assert case.language == "ms"
    assert 'lang="ms"' in visitor.page.content.decode()


def test_the_language_switch_keeps_the_page(visitor: Visitor) -> None:
    visitor.step("who", {"relation": "self"})

    visitor.get(visitor.url("step", "what") + "?then=check")

    html = visitor.page.content.decode()
    assert 'href="/ms/c/maxim/my/request/what/?then=check&amp;lang=ms"' in html


def test_a_chosen_language_is_kept_where_the_address_names_none(visitor: Visitor):
    visitor.get("/en/c/maxim/my/?lang=ms")
    assert '<html lang="en"' in visitor.page.content.decode()  # the address says so

    visitor.get("/r/")
    assert '<html lang="ms"' in visitor.page.content.decode()
    assert visitor.client.get("/").headers["Location"] == "/ms/"
    visitor.get("/en/c/maxim/my/")  # only opened, not chosen

    visitor.get("/r/")
    assert '<html lang="ms"' in visitor.page.content.decode()


def test_answers_are_still_there_on_the_way_back(visitor: Visitor) -> None:
    visitor.answer_all()

    visitor.get(visitor.url("step", "contact"))
    assert 'value="dewi@example.test"' in visitor.page.content.decode()
    visitor.get(visitor.url("step", "what"))
    html = visitor.page.content.decode()
    assert re.findall(r'value="(\w+)"[^>]* checked', html) == ["erasure"]
    visitor.get(visitor.url("step", "details"))
    assert "My account and my trips." in visitor.text


def test_a_link_to_a_later_page_leads_to_the_first_missing_one(
    visitor: Visitor,
) -> None:
    visitor.step("who", {"relation": "self"})

    for later in (visitor.url("step", "contact"), visitor.url("check")):
        page = visitor.get(later)
        assert page.redirect_chain[-1][0] == visitor.url("step", "what")
    page = visitor.get(visitor.url("code"))
    assert page.redirect_chain[-1][0] == visitor.url("step", "what")


def test_a_change_from_the_last_page_comes_back_to_it(visitor: Visitor) -> None:
    visitor.answer_all()

    url = visitor.url("step", "details") + "?then=check"
    page = visitor.post(url, {"details_erasure": "Only the trips of 2024."})

    assert page.redirect_chain[-1][0] == visitor.url("check")
    assert "Only the trips of 2024." in visitor.text


def test_another_choice_asks_only_for_what_it_needs_more(visitor: Visitor) -> None:
    visitor.answer_all(details_erasure="")

    url = visitor.url("step", "what") + "?then=check"
    page = visitor.post(url, {"right": "rectification"})

    # A correction cannot begin without words, and the policy asks for proof with it.
    details = visitor.url("step", "details") + "?then=check"
    assert page.redirect_chain[-1][0] == details
    page = visitor.post(details, {"details_rectification": "My name is spelt Devi."})
    contact = visitor.url("step", "contact") + "?then=check"
    assert page.redirect_chain[-1][0] == contact
    assert 'value="dewi@example.test"' in page.content.decode()  # not asked twice


def test_a_parent_names_the_child(visitor: Visitor) -> None:
    visitor.answer_all(relation="parent")
    assert "Type the name of the person whose data it is." in visitor.text

    visitor.step(
        "contact",
        {
            "name": "Dewi Contoh",
            "email": "dewi@example.test",
            "person_name": "Budi Contoh",
        },
    )
    visitor.send()

    claimant = Claimant.objects.get()
    assert claimant.relation == Relation.PARENT
    assert claimant.data_subject_name == "Budi Contoh"


def test_sending_twice_files_one_request(visitor: Visitor) -> None:
    visitor.answer_all()
    hidden = visitor.hidden()

    visitor.post(visitor.url("check"), hidden)
    visitor.post(visitor.url("check"), hidden)

    assert RightsRequest.objects.count() == 1
    assert "Type the code we sent you" in visitor.text


def test_another_answer_after_sending_is_another_request(visitor: Visitor) -> None:
    visitor.answer_all()
    visitor.send()

    visitor.step("contact", {"name": "Dewi Contoh", "email": "right@example.test"})
    visitor.send()

    emails = set(Claimant.objects.values_list("email", flat=True))
    assert emails == {"dewi@example.test", "right@example.test"}


def test_answers_changed_in_another_tab_are_shown_before_they_are_sent(
    visitor: Visitor,
) -> None:
    visitor.answer_all()
    first_tab = visitor.hidden()
    visitor.step("details", {"details_erasure": "Only the trips of 2024."})
    visitor.get(visitor.url("check"))

    visitor.post(visitor.url("check"), first_tab)

    assert not RightsRequest.objects.exists()
    assert "Your answers changed since this page was opened" in visitor.text
    visitor.send()
    assert Claimant.objects.get().details == "Only the trips of 2024."


def test_a_second_request_starts_with_empty_pages(visitor: Visitor) -> None:
    visitor.file()

    page = visitor.get(visitor.url("request"))

    assert page.redirect_chain[-1][0] == visitor.url("step", "who")
    assert "dewi@example.test" not in page.content.decode()


def test_a_draft_is_forgotten_after_a_day(visitor: Visitor) -> None:
    visitor.answer_all()
    visitor.clock.shift(timedelta(hours=25))

    page = visitor.get(visitor.url("check"))

    assert page.redirect_chain[-1][0] == visitor.url("step", "who")


def test_two_browsers_have_two_drafts(
    visitor: Visitor, visit: Callable[..., Visitor]
) -> None:
    visitor.answer_all()
    other = visit()

    other.get(other.url("check"))
    assert "dewi@example.test" not in other.text
    other.get(other.url("sent"))
    assert "R-2026" not in other.text


def test_each_country_has_its_own_draft(
    visitor: Visitor, visit: Callable[..., Visitor]
) -> None:
    visitor.answer_all()
    elsewhere = visit("maxim", "vn", client=visitor.client)

    page = elsewhere.get(elsewhere.url("check"))

    assert page.redirect_chain[-1][0] == elsewhere.url("step", "who")


# --- what is offered -----------------------------------------------------------------


def test_a_right_of_the_law_alone_is_marked_and_filed_as_such(
    visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rulebook import book
    from rulebook.rows import Entitlement

    visitor = visit("auxconnbeauty", "cn")
    known = book.shipped()
    by_law = Entitlement(
        controller="",
        country="CN",
        source_kind="statute",
        document="Personal Information Protection Law",
        clause="45",
        right="portability",
        scope={},
    )

    class WithLaw(book.Book):
        def entitlements(self, controller: str, country: str) -> list[Any]:
            rest = known.entitlements(controller, country)
            return [e for e in rest if e.right != "portability"] + [by_law]

    monkeypatch.setattr(book, "live", lambda *_place, **_at: WithLaw(known._read))
    visitor.step("who", {"relation": "self"})
    assert "By law, not in this policy" in visitor.text

    case = visitor.file(right="portability")

    assert case.granted_by == SourceKind.STATUTE
    [clock] = case.clocks.all()
    assert (clock.source_kind, clock.due_at) == (SourceKind.STATUTE, None)


def test_where_the_policy_names_no_period_none_is_told(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit("aux", "my")
    visitor.get(visitor.url("country-home"))
    assert "The policy names no period for an answer." in visitor.text
    assert "within" not in visitor.text

    case = visitor.file(right="erasure")  # nor does the law of Malaysia

    assert not case.clocks.exists()
    assert "The policy names no period for this." in visitor.text
    assert "2026" not in visitor.text.replace(case.ref, "")


def test_only_rights_of_the_place_can_be_chosen(visit: Callable[..., Visitor]) -> None:
    visitor = visit("aux", "my")
    visitor.step("who", {"relation": "self"})
    assert "Have a person review a decision" not in visitor.text

    visitor.step("what", {"right": "automated_decision"})

    assert "Choose what we should do." in visitor.text


def test_hours_are_told_as_hours(visit: Callable[..., Visitor]) -> None:
    visitor = visit("maxim", "br")

    visitor.get(visitor.url("country-home"))

    assert "We answer within 48 hours" in visitor.text


def test_the_privacy_home_names_who_decides_and_leaves_out_what_is_blank(
    visitor: Visitor, visit: Callable[..., Visitor]
) -> None:
    visitor.get(visitor.url("country-home"))
    assert "AIST MALAYSIA SDN. BHD." in visitor.text
    assert "Kuantan" in visitor.text
    assert "within 7 days" in visitor.text

    other = visit("maxim", "kz")
    other.get(other.url("country-home"))
    assert "Maxim Kazakhstan" in other.text
    assert "Address" not in other.text


def test_a_company_in_one_country_needs_no_choice_and_one_in_many_offers_it(
    visitor: Visitor,
) -> None:
    page = visitor.get("/en/c/aux/")
    assert page.redirect_chain[-1][0] == "/en/c/aux/my/"
    page = visitor.get("/en/c/aux/request/")
    assert page.redirect_chain[-1][0] == "/en/c/aux/my/request/who/"

    visitor.get("/en/c/maxim/")
    assert "Kazakhstan" in visitor.text
    assert 'href="/en/c/maxim/kz/"' in visitor.page.content.decode()
    visitor.get("/en/c/maxim/request/")
    assert 'href="/en/c/maxim/kz/request/"' in visitor.page.content.decode()


def test_the_door_leads_to_the_companies(visitor: Visitor) -> None:
    page = visitor.get("/")

    assert page.redirect_chain[-1][0] == "/en/"
    assert "N.B. Express" in visitor.text
    assert reverse("account_login") in page.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/en/c/nobody/", "/en/c/maxim/xx/", "/en/c/maxim/my/request/elsewhere/"],
)
def test_an_unknown_place_is_not_found(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_nothing_personal_stands_in_an_address_or_a_title(visitor: Visitor) -> None:
    visitor.answer_all()
    titles, chain = [visitor.title], list(visitor.page.redirect_chain)
    for act in (visitor.send, visitor.type_code):
        act()
        titles.append(visitor.title)
        chain += visitor.page.redirect_chain

    for words in [*titles, *(url for url, _status in chain)]:
        assert "dewi" not in words.lower()
        assert "contoh" not in words.lower()


def test_no_public_page_may_be_kept(visitor: Visitor) -> None:
    visitor.answer_all()

    assert visitor.page.headers["Cache-Control"] == "no-store"
    assert visitor.page.headers["Referrer-Policy"] == "same-origin"
    assert "unsafe-inline" not in visitor.page.headers["Content-Security-Policy"]


def test_the_draft_leaves_the_session_once_the_request_is_confirmed(
    visitor: Visitor,
) -> None:
    visitor.file()

    assert "dewi@example.test" not in str(dict(visitor.client.session))


def test_a_page_takes_few_queries(
    visitor: Visitor, django_assert_max_num_queries: Any
) -> None:
    visitor.answer_all()

    with django_assert_max_num_queries(8):
        visitor.client.get(visitor.url("check"))


def test_digits_reach_only_the_mail(visitor: Visitor) -> None:
    visitor.answer_all()
    visitor.send()

    digits = sent_digits()

    assert digits not in Letter.objects.get(kind="code").body
    assert "[code]" in Letter.objects.get(kind="code").body


def test_a_forgotten_draft_leaves_the_database(visitor: Visitor) -> None:
    visitor.answer_all()
    assert Session.objects.count() == 1

    visitor.clock.shift(timedelta(hours=25))
    DraftLane("a worker", threading.Event()).step()

    assert not Session.objects.exists()
