"""Erased is gone: from rows, history, letters, files, mails, searches and sessions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit import verifying
from audit.models import AuditedModel, LedgerEntry
from audit.sealing import Sealer
from audit.trail import Actor, act
from correspondence.models import Delivery
from rights import files
from rights.choices import State
from rights.models import CaseFile, Claimant, RightsRequest
from subjects import erasers, erasing, erasing_duties, importing, searching
from subjects.erasing_records import models_about_people
from subjects.models import DataHeld, DataSubject, Erasure, ImportDraft, LegalHold
from tests.erasure.conftest import EMAIL, MARK, NAME
from tests.erasure.searching import places_with
from tests.factories import IncomingMailFactory, LetterFactory

pytestmark = pytest.mark.django_db
NOBODY = erasers.Scope((), (), (), timezone.now(), Actor.job("tests"))


def test_a_person_is_gone_from_every_table(dewi: DataSubject, aida: User) -> None:
    searching.keep(NAME, by=aida, at=timezone.now())
    assert places_with(MARK)

    erasing.erase_person(dewi, by=aida)

    assert places_with(MARK) == []
    assert dewi.shown_name == f"Erased person {dewi.ref}"


def test_the_trail_still_verifies_and_says_what_was_erased(
    dewi: DataSubject, aida: User
) -> None:
    Sealer().seal()
    before = verifying.verify().findings  # the fixtures date their cases back

    erasing.erase_person(dewi, by=aida)
    Sealer().seal()

    assert [f for f in verifying.verify().findings if f not in before] == []
    assert {f.code for f in before} <= {"time"}
    assert LedgerEntry.objects.filter(action="R", subject_id=dewi.pk).exists()
    entry = LedgerEntry.objects.get(verb="subjects.erase_person")
    assert (entry.actor_id, entry.subject_id) == (aida.pk, dewi.pk)


def test_one_data_set_goes_and_the_others_stay(dewi: DataSubject, aida: User) -> None:
    first, second = DataHeld.objects.of(dewi)

    erasing.erase_sets(dewi, [first], by=aida, case_id=7)

    first.refresh_from_db()
    assert (first.value, first.state, first.erased_for_case_id) == ("", "erased", 7)
    assert set(first.history.values_list("value", flat=True)) == {""}
    second.refresh_from_db()
    assert second.value == f"{MARK} in an invoice"
    assert dewi.name == NAME


@pytest.fixture
def held(dewi: DataSubject, recorded: Callable[[], Any]) -> DataHeld:
    """The invoice, which a law keeps."""
    invoice = DataHeld.objects.of(dewi).last()
    with recorded():
        LegalHold(
            data_subject=dewi,
            controller=dewi.controller,
            data_held=invoice,
            ground="legal_duty",
            review_on="2027-01-01",
            placed_at=timezone.now(),
        ).save()
    return invoice


def test_what_a_law_keeps_stays_with_whose_it_is(
    dewi: DataSubject, held: DataHeld, aida: User
) -> None:
    erasure = erasing.erase_person(dewi, by=aida)

    assert erasure.kept == [[str(held), "hold"]]
    held.refresh_from_db()
    assert held.value == f"{MARK} in an invoice"
    assert (dewi.name, dewi.erased_at) == (NAME, None)
    assert {place.split(".")[0] for place in places_with(MARK)} == {
        "subjects_dataheld",
        "subjects_datasubject",
        "subjects_historicaldataheld",
        "subjects_historicaldatasubject",
        "subjects_historicalidentifier",
        "subjects_identifier",
    }


def test_a_set_on_hold_is_not_erased_alone(
    dewi: DataSubject, held: DataHeld, aida: User
) -> None:
    with pytest.raises(erasing.NotErased):
        erasing.erase_sets(dewi, [held], by=aida)

    assert not Erasure.objects.exists()


def test_an_open_case_keeps_its_address_until_its_last_letter_left(
    dewi: DataSubject,
    closed_case: RightsRequest,
    aida: User,
    recorded: Callable[[], Any],
) -> None:
    with recorded():
        closed_case.state = State.FULFILLING
        closed_case.save()

    erasure = erasing.erase_person(dewi, by=aida, case_id=closed_case.pk)

    claimant = Claimant.objects.get()
    assert (claimant.email, erasure.waits_for_case) == (EMAIL, True)
    assert dewi.name == ""
    assert not erasing.finish(erasure)

    with recorded():
        closed_case.refresh_from_db()
        closed_case.state = State.CLOSED
        closed_case.save()
    Delivery.objects.update(state="queued", accepted_at=None)
    assert not erasing.finish(erasure)  # the certificate has not left yet
    Delivery.objects.update(state="accepted", accepted_at=timezone.now())

    assert erasing.finish(erasure)
    assert places_with(MARK) == []
    closed_case.refresh_from_db()
    assert (closed_case.data_subject_id, closed_case.right) == (dewi.pk, "erasure")
    erasure.refresh_from_db()
    assert erasure.finished_at is not None
    assert not erasure.waits_for_case


def test_erasing_twice_changes_nothing(dewi: DataSubject, aida: User) -> None:
    erasing.erase_person(dewi, by=aida)
    before = LedgerEntry.objects.count()

    with pytest.raises(erasing.NotErased):
        erasing.erase_person(dewi, by=aida)

    assert LedgerEntry.objects.count() == before


def test_killed_halfway_nothing_is_half_erased(
    dewi: DataSubject, aida: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = places_with(MARK)

    def killed(*args: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(erasing_duties, "redact", killed)
    with pytest.raises(KeyboardInterrupt):
        erasing.erase_person(dewi, by=aida)

    assert places_with(MARK) == before
    assert files.content(CaseFile.objects.get()).decode() == f"{NAME}, Sibu"


def test_the_file_of_a_case_goes_from_the_disk(
    dewi: DataSubject, aida: User, django_capture_on_commit_callbacks: Any
) -> None:
    uid = CaseFile.objects.get().uid

    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase_person(dewi, by=aida)

    assert uid not in set(files.SHELF.older_than(timezone.now() + timedelta(days=1)))


def test_a_session_in_which_the_name_was_typed_ends(
    dewi: DataSubject, aida: User, client: Any
) -> None:
    session = client.session
    session["drafts"] = {"maxim/MY": {"answers": {"name": NAME}}}
    session.save()

    erasing.erase_person(dewi, by=aida)

    assert not Session.objects.filter(pk=session.session_key).exists()


def test_a_mail_that_nobody_sorted_goes_too(dewi: DataSubject, aida: User) -> None:
    with transaction.atomic(), act(by=Actor.job("tests")):
        mail = IncomingMailFactory(
            controller=dewi.controller, sender=EMAIL, sender_name=NAME
        )

    erasing.erase_person(dewi, by=aida)

    mail.refresh_from_db()
    assert (mail.sender, mail.sender_name) == ("", "")


def test_a_table_that_waits_for_its_import_goes_too(
    dewi: DataSubject, aida: User, farid: User
) -> None:
    table = f"name,email\nMei Ling,mei@example.test\n{NAME.upper()},x@example.test\n"
    other = table.replace(MARK.upper(), "Someone")
    company, now = dewi.controller, timezone.now()
    for officer, words in ((aida, table), (farid, other)):
        importing.keep_draft(
            company, name="t.csv", data=words.encode(), by=officer, at=now
        )
    assert any(MARK.upper() in said.decode() for _, _, said in erasers.sealed())

    erasing.erase_person(dewi, by=aida)

    assert ImportDraft.objects.get().user == farid


def test_a_letter_without_a_case_goes_too(dewi: DataSubject, aida: User) -> None:
    with transaction.atomic(), act(by=Actor.job("tests")):
        letter = LetterFactory(
            controller=dewi.controller, to_email=EMAIL, body=f"For {NAME}"
        )

    erasing.erase_person(dewi, by=aida)

    letter.refresh_from_db()
    assert (letter.to_email, letter.body) == ("", "")


def test_the_reason_stays_and_names_nobody(dewi: DataSubject, aida: User) -> None:
    with pytest.raises(erasing.NotErased, match="leave out who"):
        erasing.erase_person(dewi, by=aida, because=f"{NAME.upper()} asked us")
    assert dewi.name == NAME

    erasure = erasing.erase_person(dewi, by=aida, because="Granted in R-2026-0121")

    assert erasure.history.first().reason_text == "Granted in R-2026-0121"


def test_an_auditor_erases_nobody(dewi: DataSubject, ben: User, chen: User) -> None:
    for colleague in (ben, chen):
        with pytest.raises(PermissionDenied):
            erasing.erase_person(dewi, by=colleague)

    assert dewi.name == NAME


def test_every_tracked_model_about_people_is_reached() -> None:
    """A model that says what is personal also says whose it is, or whose case."""
    reached = {about.model for about in models_about_people()}
    personal = {
        model
        for model in apps.get_models()
        if issubclass(model, AuditedModel) and getattr(model.Audit, "pii", ())
    }

    reached |= {found.model for found in erasers.rows_of(NOBODY)}
    staff = {"accounts", "audit_sample", "rulebook", "processing", "policies"}
    assert {m for m in personal - reached if m._meta.app_label not in staff} == set()
