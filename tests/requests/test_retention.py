"""The file of a closed case goes when its period is over; its record stays."""

import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from audit.models import LedgerEntry, Redaction
from audit.trail import Actor, act
from correspondence.models import Letter
from rights import (
    authority_matters,
    ending,
    files,
    forgetting,
    keeping_files,
    retention_rules,
    workflow,
)
from rights.authority_matters import Told
from rights.errors import StepNotAllowed
from rights.models import (
    CaseErasure,
    CaseRetention,
    Claimant,
    Clock,
    Message,
    RawMail,
    RightsRequest,
)
from rights.retention_rules import Rule
from subjects.erasing_records import models_about_people
from subjects.models import DataSubject, Identifier, LegalHold
from tests.factories import IncomingMailFactory

CLOSED = datetime(2026, 5, 31, 3, 0, tzinfo=UTC)
LAST_DAY = datetime(2029, 5, 31, 15, 0, tzinfo=UTC)  # 23:00 in Kuala Lumpur
OVER = datetime(2029, 6, 1, 3, 0, tzinfo=UTC)
SECRET = "Zulaikha-Contoh"


@pytest.fixture
def closed_case(verified_request, aida, post):
    """A case full of words: notes, a file, a raw mail, a reason, an answer."""
    case = verified_request
    workflow.add_note(case, body=f"Note about {SECRET}", by=aida)
    workflow.write_to_person(case, body=f"Dear {SECRET}", by=aida)
    with transaction.atomic(), act(by=Actor.job("tests"), case_id=case.pk):
        claimant = Claimant.objects.get(rights_request=case)
        claimant.name, claimant.details = SECRET, f"I am {SECRET}"
        claimant.save()
        mail = IncomingMailFactory(
            controller=case.controller,
            rights_request=case,
            state="attached",
            sender=f"{SECRET}@example.org".lower(),
        )
        RawMail.objects.create(mail=mail, sealed=b"sealed")
    workflow.withdraw(case, at=CLOSED)
    post(case, CLOSED)
    return RightsRequest.objects.get(pk=case.pk)


def erased(case, by, at=OVER):
    return forgetting.erase(RightsRequest.objects.get(pk=case.pk), by=by, at=at)


def words_anywhere():
    """Every column of every table of the case and its history that holds the word."""
    found = []
    for about in models_about_people():
        for table in (about.model, about.model.history.model):
            rows = table._default_manager.values_list()
            found += [table.__name__ for row in rows if SECRET in str(row)]
    return found


def test_the_words_are_gone_from_rows_and_history_and_the_record_stays(
    closed_case, farid, django_capture_on_commit_callbacks
):
    assert {"Claimant", "HistoricalClaimant", "Message"} <= set(words_anywhere())
    clocks = list(Clock.objects.filter(rights_request=closed_case).values_list())

    with django_capture_on_commit_callbacks(execute=True):
        erased(closed_case, farid)

    assert words_anywhere() == []
    assert not RawMail.objects.exists()
    assert set(Letter.objects.values_list("to_email", "body")) == {("", "")}
    assert {message.body for message in Message.objects.all()} == {""}
    case = RightsRequest.objects.get(pk=closed_case.pk)
    assert (case.ref, case.right, case.closed_at) == (
        closed_case.ref,
        closed_case.right,
        CLOSED,
    )
    assert list(Clock.objects.filter(rights_request=case).values_list()) == clocks
    assert case.claimant.data_subject_name == f"Erased person {case.data_subject}"


def test_every_kind_of_record_that_hangs_on_a_case_can_lose_its_words():
    kinds = {about.label for about in models_about_people()}

    # What hangs on a case but not by its own path would be missed.
    room = {
        model._meta.label_lower
        for model in apps.get_app_config("requests").get_models()
        if getattr(getattr(model, "Audit", None), "pii", ())
    }
    assert room - kinds == {"requests.matter"}  # a reference in the company's books


def test_the_reasons_that_were_typed_go_as_well(verified_request, aida, farid, post):
    workflow.withdraw(verified_request, at=CLOSED - timedelta(days=1))
    ending.reopen(verified_request, reason=f"{SECRET} called", by=farid, at=CLOSED)
    workflow.withdraw(verified_request, at=CLOSED)
    post(verified_request, CLOSED)
    history = RightsRequest.history.model.objects.filter(reason_text__contains=SECRET)
    assert history.exists()

    erased(verified_request, farid)

    assert not history.exists()


def test_one_entry_and_a_record_say_what_was_erased(closed_case, farid):
    erasure = erased(closed_case, farid)

    entries = LedgerEntry.objects.filter(verb="requests.erase_case")
    assert entries.count() == 1
    assert erasure.due_on == date(2029, 5, 31)
    assert (erasure.mails, erasure.erased_by_id) == (1, farid.pk)
    assert erasure.rows["requests.message"] == 2
    assert Redaction.objects.get(pk=erasure.redaction).reason_code == "retention"


def test_a_file_is_kept_to_the_end_of_its_last_day(closed_case, farid):
    ids = [closed_case.controller_id]
    assert not keeping_files.due(ids, now=LAST_DAY).exists()
    with pytest.raises(StepNotAllowed, match="is not over"):
        erased(closed_case, farid, at=LAST_DAY)

    assert keeping_files.due(ids, now=OVER).count() == 1


@pytest.mark.parametrize("what", ["complaint", "authority", "keep"])
def test_what_is_still_open_keeps_the_file(what, closed_case, aida, farid):
    if what == "complaint":
        with transaction.atomic(), act(by=Actor.job("tests")):
            closed_case.complaints.model(
                ref="R-2026-9999",
                controller=closed_case.controller,
                establishment=closed_case.establishment,
                right="complaint",
                language="en",
                received_at=CLOSED,
                parent=closed_case,
            ).save()
    elif what == "authority":
        told = Told("JPDP", "J-1", date(2026, 6, 1))
        authority_matters.note(closed_case, told, by=aida, at=OVER)
    else:
        retention_rules.keep_longer(
            closed_case, until=date(2029, 7, 1), because="Court", by=farid, at=OVER
        )

    with pytest.raises(StepNotAllowed, match="The file is kept"):
        erased(closed_case, farid)
    ids = [closed_case.controller_id]
    assert keeping_files.held(ids, now=OVER).count() == 1
    assert not keeping_files.due(ids, now=OVER).exists()


def test_a_letter_on_its_way_keeps_the_file(verified_request, farid):
    workflow.withdraw(verified_request, at=CLOSED)

    with pytest.raises(StepNotAllowed, match="a letter is on its way"):
        erased(verified_request, farid)


def test_it_is_erased_once_and_never_opened_again(closed_case, farid):
    erased(closed_case, farid)

    with pytest.raises(StepNotAllowed, match="is erased"):
        erased(closed_case, farid)
    with pytest.raises(StepNotAllowed, match="is erased"):
        ending.reopen(
            RightsRequest.objects.get(pk=closed_case.pk), reason="Again", by=farid
        )
    assert CaseErasure.objects.count() == 1


def test_a_person_with_another_case_keeps_name_and_identifiers(
    closed_case, farid, recorded
):
    person = DataSubject.objects.get(pk=closed_case.data_subject_id)
    name = person.name
    with recorded():
        other = RightsRequest(
            ref="R-2026-9998",
            controller=closed_case.controller,
            establishment=closed_case.establishment,
            right="access",
            language="en",
            received_at=CLOSED,
            data_subject=person,
        )
        other.save()

    erased(closed_case, farid)

    person.refresh_from_db()
    assert name
    assert person.name == name
    assert Identifier.objects.filter(data_subject=person).exists()


def test_with_the_last_case_the_person_becomes_a_number(closed_case, farid):
    erased(closed_case, farid)

    assert DataSubject.objects.get().name == ""
    assert set(Identifier.objects.values_list("value", flat=True)) == {""}


def test_files_lose_their_name_and_keep_their_fingerprint(closed_case, farid):
    with (
        files.stored([files.check("scan.txt", b"plain words")]) as kept,
        transaction.atomic(),
        act(by=Actor.job("tests"), case_id=closed_case.pk),
    ):
        files.put_on(closed_case, kept, source=files.Source.STAFF, at=CLOSED, by=farid)

    erasure = erased(closed_case, farid)

    file = closed_case.files.get()
    assert (file.name, file.erased_because, erasure.files) == ("", "retention", 1)
    assert file.sha256


def test_the_command_counts_before_it_erases(closed_case, time_machine):
    time_machine.move_to(OVER, tick=False)
    out = io.StringIO()

    call_command("erase_case_files", "maxim", "--dry-run", "--json", stdout=out)

    (row,) = json.loads(out.getvalue())
    assert row == {"controller": "maxim", "due": 1, "kept": 0, "erased": 0}
    call_command("erase_case_files", "maxim", stdout=out)
    assert "1 due, 0 kept longer, 1 erased." in out.getvalue()
    call_command("erase_case_files", stdout=out)
    assert CaseErasure.objects.count() == 1


def test_the_worker_erases_only_where_the_company_chose_so(closed_case, farid):
    assert forgetting.erase_by_itself(OVER) == 0
    rule = Rule(months=36, because="Enough", by_itself=True)
    retention_rules.set_period(closed_case.controller, rule, by=farid)

    assert forgetting.erase_by_itself(OVER) == 1
    assert CaseErasure.objects.get().erased_by_id is None


def test_a_period_of_a_text_cites_it_and_no_policy_names_a_number(maxim, farid):
    assert CaseRetention.of(maxim).is_default
    with pytest.raises(StepNotAllowed, match="Name the paragraph"):
        retention_rules.set_period(
            maxim, Rule(12, "Law", source_kind="statute"), by=farid
        )


def test_the_page_shows_what_would_go_and_the_button_erases(
    client, closed_case, farid, ben, time_machine
):
    time_machine.move_to(OVER, tick=False)
    client.force_login(ben)
    page = client.get("/desk/register/retention/").content.decode()
    assert "A run now would erase 1 file." in page and closed_case.ref in page
    assert "a default of this office" in page and "retention/erase/" not in page

    client.force_login(farid)
    last_word = client.get("/desk/register/retention/erase/").content.decode()
    assert "They cannot be restored." in last_word
    client.post("/desk/register/retention/erase/", {"foreseen": 7})
    assert not CaseErasure.objects.exists()
    client.post("/desk/register/retention/erase/", {"foreseen": 1})

    record = client.get(f"/desk/register/retention/{closed_case.ref}/")
    assert "This record names nobody." in record.content.decode()
    shown = client.get(closed_case.get_absolute_url()).content.decode()
    assert "Erased person" in shown and "was erased on" in shown


def test_a_hold_noted_on_the_case_is_about_the_person_and_stays(
    closed_case, farid, recorded
):
    with recorded():
        LegalHold(
            data_subject=closed_case.data_subject,
            controller=closed_case.controller,
            case_id=closed_case.pk,
            ground="dispute",
            until="the court has spoken",
            review_on=date(2026, 9, 1),
            placed_at=CLOSED,
            released_at=CLOSED,
        ).save()

    erased(closed_case, farid)

    assert LegalHold.objects.get().until == "the court has spoken"


def test_a_legal_hold_on_the_person_keeps_the_file(closed_case, farid, recorded):
    with recorded():
        LegalHold(
            data_subject=closed_case.data_subject,
            controller=closed_case.controller,
            ground="dispute",
            review_on=date(2030, 1, 1),
            placed_at=CLOSED,
        ).save()

    with pytest.raises(StepNotAllowed, match="legal hold stands on the person"):
        erased(closed_case, farid)
