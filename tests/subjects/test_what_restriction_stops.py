"""Each verb about a person is either stopped by a restriction, or said to go on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from subjects import (
    consenting,
    erasing,
    exporting,
    holding,
    keeping,
    knowing,
    marketing,
    merging,
    restricting,
    reviewing,
)
from subjects.apps import VERBS
from subjects.consenting import How
from subjects.errors import NotErased, Restricted
from subjects.models import ConsentEvent
from tests.factories import DataSubjectFactory

pytestmark = pytest.mark.django_db
WHY = restricting.Why("accuracy_disputed", "A dispute is open.")
BY_MAIL = How(ConsentEvent.Channel.EMAIL, language="en", evidence="letter of 3 May")


class Case:
    """A person of whom everything is restricted, and what the verbs need."""

    def __init__(self, **known: Any) -> None:
        self.__dict__.update(known)

    def use(self, verb: Callable[..., Any], *about: Any, **words: Any) -> Any:
        return verb(*about, by=self.aida, at=self.at, **words)


STOPPED: dict[str, Callable[[Any], Any]] = {
    "edit_person": lambda c: c.use(knowing.edit_person, c.person, name="Other"),
    "add_identifier": lambda c: c.use(
        knowing.add_identifier, c.person, kind="account", value="A-1"
    ),
    "remove_identifier": lambda c: c.use(
        knowing.remove_identifier, c.person.identifiers.get()
    ),
    "add_data": lambda c: c.use(
        keeping.add_data, c.person, items=["full_name"], basis="contract"
    ),
    "edit_data": lambda c: c.use(keeping.edit_data, c.trips, value="other"),
    "merge": lambda c: c.use(merging.merge, c.other, c.person, evidence="a passport"),
    "export_person": lambda c: c.use(
        exporting.export_person, c.person, why="A check", format="json"
    ),
    "erase_sets": lambda c: c.use(erasing.erase_sets, c.person, [c.trips]),
    "erase_person": lambda c: c.use(erasing.erase_person, c.person),
}
GOES_ON: dict[str, Callable[[Any], Any]] = {
    "place_hold": lambda c: c.use(holding.place_hold, c.person, [c.trips], c.duty),
    "look_again": lambda c: c.use(
        reviewing.look_again, c.row, review_on=c.later, because="still disputed"
    ),
    "give_consent": lambda c: c.use(consenting.give, c.person, c.purpose, BY_MAIL),
    "withdraw_consent": lambda c: c.use(
        consenting.withdraw, c.person, c.purpose, BY_MAIL
    ),
    "lift_restriction": lambda c: c.use(
        restricting.lift, c.row, because="It is settled."
    ),
}
# Not about one person's data, by the worker, or the end of something that stands.
BESIDE = {
    *("load_purposes", "add_person", "import", "import_person", "restrict"),
    *("release_hold", "undo_merge", "refuse_consent", "object_to_use"),
    *("note_exception", "look_for_erased", "take_words_out", "set_history_period"),
}


@pytest.fixture
def case(
    aida: Any, person: Any, trips: Any, purposes: Any, make: Any, maxim: Any, at: Any
) -> Case:
    other = make(DataSubjectFactory, controller=maxim)
    (row,) = restricting.restrict(person, [], WHY, by=aida, at=at)
    later = at.date() + timedelta(days=90)
    duty = holding.Why("claim", "Civil Procedure Act 7", "It is settled", later)
    return Case(
        aida=aida,
        at=at,
        person=person,
        trips=trips,
        other=other,
        row=row,
        later=later,
        duty=duty,
        purpose=next(one for one in purposes.values() if one.is_marketing),
    )


@pytest.mark.parametrize("verb", sorted(STOPPED))
def test_it_stops_every_edit_export_and_erasing(verb: str, case: Case) -> None:
    with pytest.raises((Restricted, NotErased)):
        STOPPED[verb](case)


@pytest.mark.parametrize("verb", sorted(GOES_ON))
def test_what_is_the_persons_own_right_goes_on(verb: str, case: Case) -> None:
    GOES_ON[verb](case)


def test_nothing_is_advertised_meanwhile(case: Case) -> None:
    case.use(consenting.give, case.person, case.purpose, BY_MAIL)

    assert marketing.why_not(case.person, case.purpose) == "restricted"


def test_each_verb_of_the_room_is_decided() -> None:
    verbs = {code.removeprefix("subjects.") for code in VERBS}

    assert verbs - STOPPED.keys() - GOES_ON.keys() - BESIDE == set()
