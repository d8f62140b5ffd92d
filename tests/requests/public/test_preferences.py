"""Preferences: a code, one switch a purpose, receipts, signals, one click."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Controller
from audit.trail import Actor, act
from correspondence import advertising, links
from correspondence.models import Letter
from subjects import consenting, marketing
from subjects.consenting import How
from subjects.loading import load_purposes
from subjects.models import ConsentEvent, ConsentPurpose, DataSubject
from tests.factories import DataSubjectFactory, IdentifierFactory
from tests.requests.public.conftest import sent_digits, text_of, wrong

PAGE = "/en/c/maxim/my/preferences/"
APP = How(ConsentEvent.Channel.APP, evidence="Maxim app 4.2")


@pytest.fixture
def maxim(rulebook) -> Controller:
    load_purposes()
    return Controller.objects.get(slug="maxim")


@pytest.fixture
def dewi(maxim) -> DataSubject:
    with transaction.atomic(), act(by=Actor.job("tests")):
        person = DataSubjectFactory(controller=maxim)
        IdentifierFactory(data_subject=person, value="dewi@example.org")
    return person


@pytest.fixture
def browser() -> Client:
    return Client()


def come_in(browser, email="dewi@example.org", **headers):
    browser.post(PAGE, {"email": email}, headers=headers)
    browser.post(f"{PAGE}code/", {"digits": sent_digits()}, headers=headers)


def choose(browser, purpose, choice):
    return browser.post(f"{PAGE}choose/", {"purpose": purpose, "choice": choice})


def agree(person, code):
    purpose = ConsentPurpose.objects.get(controller=person.controller, code=code)
    consenting.give(person, purpose, APP, by=Actor.subject())


def states(person):
    return {
        one.purpose.code: one.state
        for one in consenting.standings(person)
        if one.event is not None
    }


def test_without_the_code_nothing_is_shown(browser, dewi):
    assert "Allow" not in text_of(browser.get(PAGE))
    assert choose(browser, "marketing", "no")["Location"] == PAGE
    assert not ConsentEvent.objects.exists()


def test_a_wrong_code_opens_nothing(browser, dewi):
    browser.post(PAGE, {"email": "dewi@example.org"})
    answer = browser.post(f"{PAGE}code/", {"digits": wrong(sent_digits())})

    assert "This is not the code" in text_of(answer)
    assert "Allow" not in text_of(browser.get(PAGE))


def test_a_stranger_is_answered_as_a_known_person(browser, dewi):
    known = browser.post(PAGE, {"email": "dewi@example.org"})
    stranger = Client().post(PAGE, {"email": "nobody@example.org"})

    assert known["Location"] == stranger["Location"]
    assert Letter.objects.filter(kind="code").count() == 2


def test_both_answers_are_one_press_each_and_look_alike(browser, dewi):
    come_in(browser)

    html = browser.get(PAGE).content.decode()

    assert html.count('value="yes"') == html.count('value="no"') == 5
    assert 'class="btn pri"' not in html


def test_taking_a_consent_back_is_one_press(browser, dewi):
    agree(dewi, "location")
    come_in(browser)

    choose(browser, "location", "no")

    assert states(dewi) == {"location": "withdrawn"}
    assert "You do not allow this." in text_of(browser.get(PAGE))


def test_a_choice_keeps_the_words_the_policy_and_the_language(browser, dewi):
    come_in(browser)

    choose(browser, "location", "yes")

    event = ConsentEvent.objects.get()
    assert event.text.version == "maxim/privacy@1"
    assert event.text.language == "en"
    assert event.noted_by_id is None


def test_stopping_all_advertising_is_one_press(browser, dewi):
    agree(dewi, "marketing")
    come_in(browser)

    browser.post(f"{PAGE}choose/", {"choice": "stop"})

    assert marketing.is_stopped(dewi)
    assert "All advertising to you is stopped." in text_of(browser.get(PAGE))


def test_somebody_new_is_known_only_once_they_choose(browser, maxim):
    come_in(browser, "new@example.org")
    assert not DataSubject.objects.exists()

    choose(browser, "marketing", "no")

    known = DataSubject.objects.get()
    assert known.identifiers.get().value == "new@example.org"
    assert states(known) == {"marketing": "objected"}


def test_every_choice_has_a_receipt_to_read_and_one_for_programs(browser, dewi):
    come_in(browser)
    choose(browser, "location", "yes")
    uid = ConsentEvent.objects.get().uid

    page = text_of(browser.get(f"{PAGE}receipt/{uid}/"))
    file = browser.get(f"{PAGE}receipt/{uid}.jsonld")

    assert "Location while using the app" in page
    found = json.loads(file.content)
    assert found["dct:conformsTo"]["@id"].endswith("dpv-27560#receipt")
    assert found["dpv:hasNotice"]["record:sha256"]
    assert "dewi" not in file.content.decode().lower()


def test_another_persons_receipt_is_not_found(browser, dewi, maxim):
    agree(dewi, "location")
    uid = ConsentEvent.objects.get().uid
    come_in(browser, "other@example.org")

    assert browser.get(f"{PAGE}receipt/{uid}/").status_code == 404
    assert browser.get(f"{PAGE}receipt/{uid}.jsonld").status_code == 404


def test_after_an_hour_a_new_code_is_needed(browser, dewi, clock):
    come_in(browser)

    clock.shift(timedelta(minutes=61))

    assert "Allow" not in text_of(browser.get(PAGE))


def test_closing_ends_it_at_once(browser, dewi):
    come_in(browser)

    browser.post(f"{PAGE}sign-out/")

    assert "Allow" not in text_of(browser.get(PAGE))


def test_too_many_codes_for_one_address_are_refused(browser, dewi):
    for _number in range(5):
        browser.post(PAGE, {"email": "dewi@example.org"})

    assert browser.post(PAGE, {"email": "dewi@example.org"}).status_code == 429


@pytest.mark.parametrize(
    ("headers", "channel"), [({"Sec-GPC": "1"}, "gpc"), ({"DNT": "1"}, "dnt")]
)
def test_a_browsers_signal_is_an_objection_once_the_person_is_known(
    browser, dewi, headers, channel
):
    """AXB-2.4; STANDARDS.md 6."""
    agree(dewi, "marketing")
    agree(dewi, "location")

    come_in(browser, **headers)

    assert states(dewi) == {
        "marketing": "withdrawn",
        "push": "objected",
        "location": "given",
    }
    event = ConsentEvent.objects.filter(channel=channel).first()
    assert event is not None


def test_what_was_chosen_by_hand_counts_more_than_a_signal(browser, dewi):
    come_in(browser)
    choose(browser, "marketing", "yes")
    browser.post(f"{PAGE}sign-out/")

    come_in(browser, **{"Sec-GPC": "1"})

    assert states(dewi)["marketing"] == "given"


def test_a_signal_of_somebody_unknown_writes_nothing(browser, maxim):
    come_in(browser, "new@example.org", **{"Sec-GPC": "1"})

    assert not DataSubject.objects.exists()


@pytest.fixture
def stop_url(dewi) -> str:
    agree(dewi, "marketing")
    link = links.issue(
        advertising.STOP, about_id=dewi.pk, valid_for=timedelta(days=900)
    )
    return f"/u/{links.make_token(link, at=timezone.now())}/"


def test_opening_the_link_of_a_mail_changes_nothing(browser, dewi, stop_url):
    page = browser.get(stop_url)

    assert "Stop advertising" in text_of(page)
    assert "Dewi" not in text_of(page)
    assert page["Referrer-Policy"] == "no-referrer"
    assert states(dewi) == {"marketing": "given"}


def test_a_mail_program_stops_it_with_one_post(dewi, stop_url):
    """RFC 8058: no cookie, no token of a form, no referrer."""
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(stop_url, {"List-Unsubscribe": "One-Click"})

    assert "Advertising is stopped" in text_of(answer)
    assert marketing.is_stopped(dewi)


def test_the_link_is_heeded_even_when_it_is_old(browser, dewi, stop_url, clock):
    clock.shift(timedelta(days=2000))

    browser.post(stop_url)

    assert marketing.is_stopped(dewi)


def test_the_privacy_home_leads_to_the_preferences(browser, maxim):
    assert PAGE in browser.get("/en/c/maxim/my/").content.decode()


def test_the_portal_says_that_it_heeds_signals_and_follows_nobody(browser, maxim):
    gpc = browser.get("/.well-known/gpc.json")
    dnt = browser.get("/.well-known/dnt/")
    page = browser.get("/en/c/maxim/my/", headers={"DNT": "1"})

    assert json.loads(gpc.content)["gpc"] is True
    assert dnt["Content-Type"] == "application/tracking-status+json"
    assert json.loads(dnt.content) == {"tracking": "N"}
    assert page["Tk"] == "N"


def test_security_txt_has_what_it_needs(browser, db):
    lines = browser.get("/.well-known/security.txt").content.decode().splitlines()

    fields = dict(line.split(": ", 1) for line in lines)
    assert fields["Contact"].startswith("mailto:")
    assert fields["Canonical"].endswith("/.well-known/security.txt")
    assert fields["Expires"].endswith("Z")
