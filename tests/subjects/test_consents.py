"""The consent ledger: every change a row, a no as easy as a yes, marketing stopped."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from audit.trail import Actor
from subjects import consenting, marketing
from subjects.consenting import How
from subjects.errors import NotPossible
from subjects.loading import load_purposes, shipped
from subjects.merging import merge
from subjects.models import Consent, ConsentEvent, ConsentText
from tests.factories import DataSubjectFactory

WEB = How(ConsentEvent.Channel.WEB, "en", "maxim/privacy@1")
DEWI = Actor.subject()


def states(person):
    return {
        one.purpose.code: one.state
        for one in consenting.standings(person)
        if one.event is not None
    }


def test_each_change_of_mind_is_a_row_of_its_own(person, purposes, at):
    consenting.give(person, purposes["location"], WEB, by=DEWI, at=at)
    consenting.withdraw(
        person, purposes["location"], WEB, by=DEWI, at=at + timedelta(days=1)
    )
    consenting.give(
        person, purposes["location"], WEB, by=DEWI, at=at + timedelta(days=2)
    )

    found = [event.state for event in consenting.ledger(person)]
    assert found == ["given", "withdrawn", "given"]
    assert states(person) == {"location": "given"}


def test_the_row_holds_the_exact_words_shown(person, purposes, at):
    event = consenting.give(person, purposes["location"], WEB, by=DEWI, at=at)

    assert event.text.version == "maxim/privacy@1"
    assert "Location while using the app" in event.text.body
    assert len(event.text.sha256) == 64


def test_the_same_words_are_kept_once(person, purposes, make, maxim, at):
    other = make(DataSubjectFactory, controller=maxim)
    for one in (person, other):
        consenting.give(one, purposes["location"], WEB, by=DEWI, at=at)

    assert ConsentText.objects.filter(purpose=purposes["location"]).count() == 2


def test_who_takes_consent_back_is_told_what_ends(person, purposes, at):
    consenting.give(person, purposes["location"], WEB, by=DEWI, at=at)

    event = consenting.withdraw(person, purposes["location"], WEB, by=DEWI, at=at)

    assert "no longer found by itself" in event.effect.body


def test_words_are_kept_in_the_language_they_were_shown_in(person, purposes, at):
    malay = How(ConsentEvent.Channel.WEB, "ms", "maxim/privacy@1")

    event = consenting.give(person, purposes["location"], malay, by=DEWI, at=at)

    assert event.text.language == "ms"
    assert "Lokasi semasa menggunakan aplikasi" in event.text.body


def test_saying_the_same_twice_adds_no_row(person, purposes, at):
    consenting.give(person, purposes["location"], WEB, by=DEWI, at=at)
    consenting.give(person, purposes["location"], WEB, by=DEWI, at=at)

    assert ConsentEvent.objects.count() == 1


def test_a_colleague_says_what_shows_the_consent(aida, person, purposes, at):
    by_phone = How(ConsentEvent.Channel.PHONE)

    with pytest.raises(NotPossible, match="shows that the person agreed"):
        consenting.give(person, purposes["location"], by_phone, by=aida, at=at)


def test_a_colleague_notes_a_withdrawal_without_any_proof(aida, person, purposes, at):
    by_phone = How(ConsentEvent.Channel.PHONE)

    event = consenting.withdraw(person, purposes["location"], by_phone, by=aida, at=at)

    assert event.state == Consent.State.REFUSED
    assert event.noted_by_id == aida.pk


def test_auditors_note_no_consent(ben, person, purposes, at):
    with pytest.raises(PermissionDenied):
        consenting.withdraw(person, purposes["location"], WEB, by=ben, at=at)


def test_an_exception_is_one_that_the_company_has(aida, person, purposes, at):
    """Maxim's policy has no list of them; the law alone may say so (MAXIM-2.1)."""
    how = How(ConsentEvent.Channel.OFFICE, evidence="Act 709, section 6(2)")

    with pytest.raises(NotPossible, match="exception that the policy names"):
        consenting.note_exception(
            person, purposes["location"], how, exception="news", by=aida, at=at
        )
    event = consenting.note_exception(
        person, purposes["location"], how, exception="other_law", by=aida, at=at
    )
    assert (event.state, event.exception) == ("not_needed", "other_law")


def test_no_exception_allows_advertising(aida, person, purposes, at):
    how = How(ConsentEvent.Channel.OFFICE, evidence="x")

    with pytest.raises(NotPossible, match="allows advertising"):
        consenting.note_exception(
            person, purposes["marketing"], how, exception="other_law", by=aida, at=at
        )


def test_stopping_marketing_says_no_to_all_of_it_and_to_nothing_else(
    person, purposes, at
):
    """MAXIM-5.3, MAXIM-16.1."""
    for code in ("marketing", "location"):
        consenting.give(person, purposes[code], WEB, by=DEWI, at=at)

    marketing.stop(person, How(ConsentEvent.Channel.LINK), by=DEWI, at=at)

    assert states(person) == {
        "marketing": "withdrawn",
        "push": "objected",
        "location": "given",
    }
    assert marketing.is_stopped(person)


def test_nobody_is_advertised_to_who_never_agreed(person, purposes):
    assert marketing.why_not(person, purposes["marketing"]) == "no_consent"


def test_advertising_is_allowed_until_the_person_says_stop(person, purposes, at):
    consenting.give(person, purposes["marketing"], WEB, by=DEWI, at=at)
    assert marketing.why_not(person, purposes["marketing"]) == ""

    marketing.stop(person, WEB, by=DEWI, at=at)

    assert marketing.why_not(person, purposes["marketing"]) == "marketing_stopped"


def test_a_no_under_one_record_counts_for_the_merged_person(
    aida, person, purposes, make, maxim, at
):
    other = make(DataSubjectFactory, controller=maxim)
    consenting.give(person, purposes["marketing"], WEB, by=DEWI, at=at)
    consenting.withdraw(other, purposes["marketing"], WEB, by=DEWI, at=at)

    merge(person, other, evidence="Same passport", by=aida, at=at)

    assert states(person)["marketing"] == "objected"
    assert marketing.why_not(person, purposes["marketing"]) == "marketing_stopped"


def test_a_purpose_of_another_company_is_refused(person, purposes, aux, at):
    foreign = aux.consent_purposes.get(code="marketing")

    with pytest.raises(NotPossible, match="another controller"):
        consenting.give(person, foreign, WEB, by=DEWI, at=at)


def test_the_purposes_of_the_five_companies_load_once(controllers):
    call_command("load_purposes")

    assert load_purposes() == 0
    assert {row["controller"] for row in shipped()} == set(controllers)


def test_every_purpose_names_promises_and_items_of_its_company(controllers):
    from processing.loading import load_shipped
    from processing.models import DataItem
    from rulebook.models import Promise

    load_shipped()
    numbers = set(Promise.objects.values_list("promise", flat=True))
    items = set(DataItem.objects.values_list("controller__slug", "code"))
    for row in shipped():
        assert set(row["promises"]) <= numbers, row["code"]
        known = {(row["controller"], code) for code in row["items"]}
        assert known <= items, (row["controller"], row["code"], known - items)
