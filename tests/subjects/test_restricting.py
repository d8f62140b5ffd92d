"""Restricted data is kept and not used; a hold keeps it from being erased."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import LedgerEntry
from subjects import guards, holding, restricting
from subjects.errors import NotPossible, Restricted
from subjects.exporting import export_person
from subjects.keeping import add_data, edit_data
from subjects.knowing import edit_person
from subjects.merging import merge
from tests.factories import DataSubjectFactory

DISPUTE = restricting.Why("accuracy_disputed", "Trip dispute D-7741 is open.")


def test_restricted_data_cannot_be_edited(aida, person, trips, at):
    restricting.restrict(person, [trips], DISPUTE, by=aida, at=at)

    with pytest.raises(Restricted, match="restricted since"):
        edit_data(trips, by=aida, at=at, value="other")

    trips.refresh_from_db()
    assert trips.value == "1,148"


def test_data_beside_the_restricted_set_can_be_edited(aida, person, trips, payment, at):
    restricting.restrict(person, [trips], DISPUTE, by=aida, at=at)

    edit_data(payment, by=aida, at=at, value="ends in 1111")

    payment.refresh_from_db()
    assert payment.value == "ends in 1111"


def test_a_restriction_of_everything_stops_every_edit(aida, person, trips, at):
    restricting.restrict(person, [], DISPUTE, by=aida, at=at)

    with pytest.raises(Restricted):
        edit_person(person, by=aida, at=at, name="Other")
    with pytest.raises(Restricted):
        add_data(person, by=aida, at=at, items=["full_name"], basis="contract")
    with pytest.raises(Restricted):
        edit_data(trips, by=aida, at=at, value="other")


def test_a_restricted_set_is_left_out_of_an_export(aida, person, trips, payment, at):
    restricting.restrict(person, [trips], DISPUTE, by=aida, at=at)

    file = export_person(person, why="A check", format="json", by=aida, at=at)

    titles = {row["part"] for row in json.loads(file.data)}
    assert "Payment" in titles
    assert "Orders and routes" not in titles
    assert (file.made.sets, file.made.left_out) == (1, 1)


def test_only_letters_about_rights_go_to_whose_data_is_restricted(
    aida, person, trips, at
):
    assert guards.why_not(person, guards.Use.MESSAGE) == ""

    restricting.restrict(person, [trips], DISPUTE, by=aida, at=at)

    assert "only letters about their rights" in guards.why_not(
        person, guards.Use.MESSAGE
    )


def test_a_person_whose_data_is_all_restricted_is_not_merged(
    aida, person, make, maxim, at
):
    other = make(DataSubjectFactory, controller=maxim)
    restricting.restrict(person, [], DISPUTE, by=aida, at=at)

    with pytest.raises(Restricted):
        merge(other, person, evidence="Same passport", by=aida, at=at)


def test_after_lifting_the_data_is_used_again(aida, person, trips, at):
    [row] = restricting.restrict(person, [trips], DISPUTE, by=aida, at=at)

    restricting.lift(row, because="The dispute is settled.", by=aida, at=at)
    edit_data(trips, by=aida, at=at, value="other")

    trips.refresh_from_db()
    row.refresh_from_db()
    assert trips.value == "other"
    assert row.lifted_because == "The dispute is settled."


@pytest.mark.parametrize("ground", ["legal_claim", "nonsense"])
def test_a_ground_of_another_policy_restricts_nothing(aida, person, trips, at, ground):
    """AUX-5.4 (c) is not Maxim's: MAXIM-5.2.1 names three."""
    with pytest.raises(NotPossible, match="ground on which this controller"):
        restricting.restrict(
            person, [trips], restricting.Why(ground, "x"), by=aida, at=at
        )


def test_the_offices_own_ground_needs_words(aida, person, trips, at):
    with pytest.raises(NotPossible, match="say why"):
        restricting.restrict(person, [trips], restricting.Why("office"), by=aida, at=at)


def test_the_clause_of_the_ground_is_kept(aida, person, trips, at):
    [row] = restricting.restrict(person, [trips], DISPUTE, by=aida, at=at)

    assert row.ground_clause == "MAXIM-5.2.1"


def test_nothing_is_restricted_twice(aida, person, trips, at):
    restricting.restrict(person, [trips], DISPUTE, by=aida, at=at)

    with pytest.raises(NotPossible, match="restricted already"):
        restricting.restrict(person, [trips], DISPUTE, by=aida, at=at)


def test_auditors_and_other_companies_restrict_nothing(ben, chen, person, trips, at):
    for user in (ben, chen):
        with pytest.raises(PermissionDenied):
            restricting.restrict(person, [trips], DISPUTE, by=user, at=at)


def test_restricting_leaves_the_verb_in_the_history(aida, person, trips, at):
    restricting.restrict(person, [trips], DISPUTE, by=aida, at=at)

    entry = LedgerEntry.objects.get(verb="subjects.restrict")
    assert (entry.subject_id, entry.actor_id) == (person.pk, aida.pk)


def hold_why(at):
    return holding.Why(
        "claim", "Civil Procedure Act 7", "The claim is settled", at.date()
    )


def test_a_hold_protects_its_set_until_it_is_released(aida, person, trips, payment, at):
    [hold] = holding.place_hold(person, [trips], hold_why(at), by=aida, at=at)
    assert guards.held_ids(person, [trips, payment]) == {trips.pk}

    holding.release_hold(hold, because="Settled.", by=aida, at=at)

    assert guards.held_ids(person, [trips, payment]) == set()


def test_a_hold_of_everything_protects_every_set(aida, person, trips, payment, at):
    holding.place_hold(person, [], hold_why(at), by=aida, at=at)

    assert guards.held_ids(person, [trips, payment]) == {trips.pk, payment.pk}


def test_a_hold_says_its_source_and_its_end(aida, person, trips, at):
    for why in (
        holding.Why("claim", "", "x", at.date()),
        holding.Why("claim", "x", " ", at.date()),
        holding.Why("claim", "x", "x", at.date() - timedelta(days=1)),
        holding.Why("curiosity", "x", "x", at.date()),
    ):
        with pytest.raises(NotPossible):
            holding.place_hold(person, [trips], why, by=aida, at=at)
