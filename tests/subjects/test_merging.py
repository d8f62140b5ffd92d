"""Two records of one person go together and apart again; nothing moves."""

import pytest
from django.core.exceptions import PermissionDenied

from audit.trail import act
from subjects import merging
from subjects.errors import NotPossible
from subjects.models import DataHeld, DataSubject, Identifier
from subjects.workflow import know_by_email
from tests.factories import DataHeldFactory, DataSubjectFactory, IdentifierFactory


@pytest.fixture
def twin(make, maxim) -> DataSubject:
    found = make(DataSubjectFactory, controller=maxim, name="D. Contoh")
    make(IdentifierFactory, data_subject=found, value="d.contoh@example.org")
    make(DataHeldFactory, data_subject=found, title="Support talks")
    return found


def merged(person, twin, by, at):
    return merging.merge(person, twin, evidence="One passport", by=by, at=at)


def fresh(row):
    return DataSubject.objects.get(pk=row.pk)


def test_what_was_written_under_either_record_is_the_persons(
    aida, person, twin, trips, at
):
    merged(person, twin, aida, at)

    titles = DataHeld.objects.of(fresh(person)).values_list("title", flat=True)
    assert set(titles) == {"Orders and routes", "Support talks"}


def test_undoing_brings_back_two_people(aida, person, twin, trips, at):
    row = merged(person, twin, aida, at)

    merging.undo(row, because="Father and son.", by=aida, at=at)

    assert [one.title for one in DataHeld.objects.of(fresh(person))] == [trips.title]
    assert [one.title for one in DataHeld.objects.of(fresh(twin))] == ["Support talks"]
    assert row.other.history.count() == 3


def test_a_merge_is_found_by_what_the_other_record_was_known_by(aida, person, twin, at):
    merged(person, twin, aida, at)

    found = DataSubject.objects.standing().matching("d.contoh@example.org")
    assert list(found) == [person]


def test_an_identity_check_leads_to_the_record_that_goes_on(
    aida, person, twin, maxim, at
):
    merged(person, twin, aida, at)

    with act(by=aida):
        known = know_by_email(
            maxim, email="D.Contoh@example.org", name="D", language="en", at=at
        )

    assert known == person


def test_two_companies_people_are_never_merged(aida, person, make, aux, at):
    foreign = make(DataSubjectFactory, controller=aux)

    with pytest.raises(NotPossible, match="two controllers"):
        merging.merge(person, foreign, evidence="x", by=aida, at=at)


def test_a_merge_needs_evidence(aida, person, twin, at):
    with pytest.raises(NotPossible, match="shows that they are one"):
        merging.merge(person, twin, evidence=" ", by=aida, at=at)


def test_a_merged_record_is_not_merged_again(aida, person, twin, make, maxim, at):
    third = make(DataSubjectFactory, controller=maxim)
    merged(person, twin, aida, at)

    with pytest.raises(NotPossible, match="merged into another"):
        merged(third, twin, aida, at)
    with pytest.raises(NotPossible, match="other way round"):
        merged(third, person, aida, at)


def test_auditors_merge_nobody(ben, person, twin, at):
    with pytest.raises(PermissionDenied):
        merged(person, twin, ben, at)


def test_erased_identifiers_name_nobody_and_never_clash(make, person):
    make(IdentifierFactory, data_subject=person, value="")
    make(IdentifierFactory, data_subject=person, value="")

    assert Identifier.objects.filter(value="").count() == 2
