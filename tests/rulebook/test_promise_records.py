"""How a company keeps what no program can keep for it, written down and reviewed."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.models import LedgerEntry
from audit.trail import Actor, act
from rulebook.errors import NotRecordable, RecordChanged
from rulebook.loading import load_shipped
from rulebook.models import PromiseRecord
from rulebook.promise_records import keep_record
from tests.factories import MembershipFactory, UserFactory

NOW = datetime(2026, 5, 8, 4, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rulebook(aux):
    load_shipped()


def colleague(controller, role="officer"):
    with transaction.atomic(), act(by=Actor.job("tests")):
        person = UserFactory()
        MembershipFactory(user=person, controller=controller, role=role)
    return person


@pytest.fixture
def officer(aux):
    return colleague(aux)


def keep(controller, by, **change):
    words = {
        "what_is_done": "Disks are encrypted; doors are locked.",
        "where_it_shows": "Audit report 2026, page 4",
        "owner": by,
        "reviewed_on": date(2026, 5, 8),
        "next_review_on": date(2027, 5, 8),
    }
    promise = change.pop("promise", "AUX-6.1")
    return keep_record(controller, promise, **{**words, **change}, by=by, at=NOW)


def test_a_record_says_what_is_done_and_leaves_an_entry(aux, officer):
    keep(aux, officer)

    [kept] = PromiseRecord.objects.visible_to(officer)
    assert (kept.promise, kept.owner) == ("AUX-6.1", officer)
    [entry] = LedgerEntry.objects.filter(verb="rulebook.keep_record")
    assert (entry.actor_id, entry.controller_id) == (officer.pk, aux.pk)
    assert entry.occurred_at == NOW


def test_the_former_record_stays_known(aux, officer):
    first = keep(aux, officer)
    keep(aux, officer, what_is_done="New locks.", revision=first.revision)

    [kept] = PromiseRecord.objects.all()
    said = [row.what_is_done for row in kept.history.order_by("history_id")]
    assert said == ["Disks are encrypted; doors are locked.", "New locks."]


def test_a_record_changed_meanwhile_is_not_overwritten(aux, officer):
    first = keep(aux, officer)
    keep(aux, officer, what_is_done="New locks.", revision=first.revision)

    with pytest.raises(RecordChanged, match=r"AUX-6\.1"):
        keep(aux, officer, what_is_done="Old page.", revision=first.revision)
    with pytest.raises(RecordChanged):
        keep(aux, officer, what_is_done="A page that showed none.")

    assert PromiseRecord.objects.get().what_is_done == "New locks."


@pytest.mark.parametrize("promise", ["AUX-2.5", "AUX-5.2", "AUX-8.2"])
def test_only_a_promise_that_people_keep_has_a_record(aux, officer, promise):
    with pytest.raises(NotRecordable, match="is not kept by a record"):
        keep(aux, officer, promise=promise)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"promise": "MAXIM-1.1"}, "has made no promise"),
        ({"what_is_done": "  "}, "Write what is done"),
        ({"reviewed_on": date(2026, 5, 10)}, "cannot lie in the future"),
        ({"next_review_on": date(2026, 5, 8)}, "comes after this one"),
    ],
)
def test_a_record_that_says_too_little_is_refused(aux, officer, change, sentence):
    with pytest.raises(NotRecordable, match=sentence):
        keep(aux, officer, **change)

    assert not PromiseRecord.objects.exists()


def test_the_owner_works_for_the_company(aux, officer, maxim):
    with pytest.raises(NotRecordable, match="does not work for"):
        keep(aux, officer, owner=colleague(maxim))


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_who_only_reads_keeps_no_record(aux, role):
    with pytest.raises(PermissionDenied):
        keep(aux, colleague(aux, role))


def test_another_companys_record_is_neither_seen_nor_kept(aux, officer, maxim):
    keep(aux, officer)
    stranger = colleague(maxim)

    assert not PromiseRecord.objects.visible_to(stranger).exists()
    with pytest.raises(PermissionDenied):
        keep(aux, stranger)


def test_the_database_has_one_record_for_each_promise(aux, officer):
    first = keep(aux, officer)
    twin = PromiseRecord(
        controller=aux,
        promise=first.promise,
        what_is_done="Again.",
        owner=officer,
        reviewed_on=first.reviewed_on,
        next_review_on=first.next_review_on,
    )

    with pytest.raises(IntegrityError), transaction.atomic(), act(by=officer):
        twin.save()
