"""Data whose last day has come is due, named until it is erased, and then gone."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Controller
from audit.models import LedgerEntry
from audit.trail import Actor, act
from rights import reviews_due
from subjects import consenting, ending, ending_consents, holding
from subjects.consenting import How
from subjects.errors import NotErased, NotPossible
from subjects.loading import load_purposes
from subjects.models import ConsentEvent, ConsentPurpose, DataHeld, DataSubject, Erasure
from tests.factories import DataSubjectFactory, SystemFactory

LIST = "/desk/register/data/"
APP = How(ConsentEvent.Channel.APP, evidence="Maxim app 4.2")
NOW = datetime.fromisoformat("2026-11-30T03:00:00+00:00")
TODAY = timezone.localdate(NOW)


pytestmark = pytest.mark.django_db


@pytest.fixture
def dewi(maxim: Controller) -> DataSubject:
    load_purposes()
    with transaction.atomic(), act(by=Actor.job("tests")):
        return DataSubjectFactory(controller=maxim, name="Dewi Zyxwarta")


@pytest.fixture
def known(dewi):
    """A data set of hers: `known("Trips", ends_on=..., basis=...)`."""

    def make(title: str, of: DataSubject = dewi, **words) -> DataHeld:
        row = DataHeld(
            data_subject=of,
            controller=of.controller,
            title=title,
            value=f"{title} of Zyxwarta",
            **{"basis": "contract", "items": ["phone"], **words},
        )
        with transaction.atomic(), act(by=Actor.job("tests")):
            row.save()
        return row

    return make


def purpose(maxim, code="cards") -> ConsentPurpose:
    return ConsentPurpose.objects.get(controller=maxim, code=code)


def is_due(row, now=NOW) -> bool:
    return ending.due([row.controller_id], now=now).filter(pk=row.pk).exists()


def test_it_is_due_on_its_day_and_not_before(known, maxim):
    row = known("Calls", ends_on=TODAY)
    ahead = known("Trips", ends_on=TODAY + timedelta(days=1))
    none = known("Account")

    assert list(ending.due([maxim.pk], now=NOW)) == [row]
    assert list(ending.later([maxim.pk], now=NOW)) == [ahead]
    assert list(ending.undated([maxim.pk])) == [none]
    assert not is_due(row, NOW - timedelta(days=1))


@pytest.mark.parametrize("of_all", [True, False])
def test_a_duty_to_keep_puts_it_off(known, dewi, aida, of_all):
    row = known("Calls", ends_on=TODAY)
    why = holding.Why("claim", "Par. 18", "The dispute ends", TODAY)
    (hold,) = holding.place_hold(dewi, [] if of_all else [row], why, by=aida, at=NOW)

    assert not is_due(row)
    assert list(ending.kept([row.controller_id], now=NOW)) == [row]
    assert ending.erase_due([row], by=aida, proof="", at=NOW) == 0
    holding.release_hold(hold, because="Settled", by=aida, at=NOW)
    assert is_due(row)


def test_the_run_erases_with_its_history_and_says_it_was_retention(known, aida):
    rows = [known("Calls", ends_on=TODAY), known("Chats", ends_on=TODAY)]
    stays = known("Trips")

    assert ending.erase_due([*rows, stays], by=aida, proof="", at=NOW) == 2

    for row in rows:
        row.refresh_from_db()
        assert (row.value, row.state) == ("", "erased")
        assert set(row.history.values_list("value", flat=True)) == {""}
    stays.refresh_from_db()
    assert stays.value
    erasure = Erasure.objects.get()  # one act: one clean-up, one scan
    assert (erasure.extent, sorted(erasure.sets)) == ("sets", [r.pk for r in rows])
    codes = LedgerEntry.objects.filter(verb="subjects.erase_sets")
    assert set(codes.values_list("reason_code", flat=True)) == {"retention"}
    assert ending.erase_due(rows, by=aida, proof="", at=NOW) == 0


def test_a_proof_that_names_one_of_several_erases_of_nobody(known, dewi, maxim, aida):
    with transaction.atomic(), act(by=Actor.job("tests")):
        first = DataSubjectFactory(controller=maxim, name="Eko Vyxolume")
    theirs = known("Calls", of=first, ends_on=TODAY)
    hers = known("Chats", ends_on=TODAY)

    with pytest.raises(NotErased, match="leave out who"):
        ending.erase_due([theirs, hers], by=aida, proof="Dewi Zyxwarta too", at=NOW)
    with pytest.raises(NotErased, match="leave out who"):
        ending.erase_due([theirs, hers], by=aida, proof="Eko Vyxolume too", at=NOW)

    assert not Erasure.objects.exists()


def test_what_lies_in_a_system_needs_a_word_that_it_is_gone_there(known, maxim, aida):
    with transaction.atomic(), act(by=Actor.job("tests")):
        system = SystemFactory(controller=maxim, name="Call centre")
    row = known("Calls", ends_on=TODAY, system=system)

    with pytest.raises(NotPossible, match="gone from these systems"):
        ending.erase_due([row], by=aida, proof=" ", at=NOW)
    with pytest.raises(NotErased, match="leave out who"):
        ending.erase_due([row], by=aida, proof="Dewi Zyxwarta is gone", at=NOW)
    assert ending.erase_due([row], by=aida, proof="Job 4711", at=NOW) == 1

    assert Erasure.objects.get().history.first().reason_text == "Job 4711"


# --- A consent is taken back (MAXIM-17.2) --------------------------------------------
@pytest.fixture
def card(known, dewi, maxim) -> DataHeld:
    consenting.give(dewi, purpose(maxim), APP, by=Actor.subject(), at=NOW)
    far = TODAY + timedelta(days=900)
    return known("Card", basis="consent", items=["bank_card"], ends_on=far)


def take_back(dewi, maxim):
    return consenting.withdraw(dewi, purpose(maxim), APP, by=Actor.subject(), at=NOW)


def test_a_consent_taken_back_makes_its_data_due_at_once(card, known, dewi, maxim):
    other = known("Trips", items=["bank_card"])  # held by contract
    assert not is_due(card)

    take_back(dewi, maxim)

    card.refresh_from_db()
    assert (card.consent_ended_on, is_due(card)) == (TODAY, True)
    assert not is_due(other)


def test_given_again_it_is_held_until_its_own_day(card, dewi, maxim):
    take_back(dewi, maxim)
    before = card.ends_on

    consenting.give(dewi, purpose(maxim), APP, by=Actor.subject(), at=NOW)

    card.refresh_from_db()
    assert (card.consent_ended_on, card.ends_on, is_due(card)) == (None, before, False)


def test_what_rests_on_another_consent_too_stays(card, dewi, maxim):
    with transaction.atomic(), act(by=Actor.job("tests")):
        other = ConsentPurpose(
            controller=maxim, code="tips", items=["bank_card", "phone"]
        )
        other.save()
    consenting.give(dewi, other, APP, by=Actor.subject(), at=NOW)

    take_back(dewi, maxim)

    assert not is_due(card)
    consenting.withdraw(dewi, other, APP, by=Actor.subject(), at=NOW)
    assert is_due(card)


def test_it_rests_on_the_purpose_that_names_all_of_it(known, maxim):
    more = known("Card", basis="consent", items=["bank_card", "phone"])

    assert not ending_consents.rests_on(more, purpose(maxim))


def test_a_duty_holds_back_what_a_withdrawal_made_due(card, dewi, maxim, aida):
    """MAXIM-18.2: if no law and nothing the two sides owe each other forbids it."""
    why = holding.Why("debt", "Par. 18", "The debt is paid", TODAY)
    holding.place_hold(dewi, [card], why, by=aida, at=NOW)

    take_back(dewi, maxim)

    card.refresh_from_db()
    assert card.consent_ended_on == TODAY
    assert not is_due(card)
    assert list(ending.kept([maxim.pk], now=NOW)) == [card]


# --- Who is told, and the pages -------------------------------------------------------
def test_the_morning_names_the_person_and_how_much(known, dewi, aida, maxim):
    known("Calls", ends_on=TODAY)
    known("Chats", ends_on=TODAY)

    (line,) = reviews_due.of(aida, [maxim.pk], now=NOW)

    assert (line.ref, line.to_erase) == (dewi.ref, 2)
    assert line.url.endswith(LIST)


def test_an_officer_looks_and_erases(known, aida, client, time_machine):
    time_machine.move_to(NOW, tick=False)
    row = known("Calls", ends_on=TODAY)
    known("Trips", ends_on=TODAY + timedelta(days=9))
    client.force_login(aida)

    page = client.get(LIST).content.decode()
    assert "A run now would erase 1 data set." in page and "Calls" in page
    assert "Zyxwarta" not in page
    assert "Trips" in client.get(f"{LIST}?view=later").content.decode()
    assert "1 data set is to be erased" in client.get("/desk/").content.decode()
    client.post(f"{LIST}erase/", {"seen": "7-7"})
    assert not Erasure.objects.exists()
    client.post(f"{LIST}erase/", {"seen": f"1-{row.pk}"})

    row.refresh_from_db()
    assert row.is_erased


def test_another_company_sees_none_of_it(known, chen, ben, client, time_machine):
    time_machine.move_to(NOW, tick=False)
    known("Calls", ends_on=TODAY)
    client.force_login(chen)
    assert "would erase 0 data sets" in client.get(LIST).content.decode()

    client.force_login(ben)
    assert "Calls" in client.get(LIST).content.decode()
    assert client.get(f"{LIST}erase/").status_code == 403
