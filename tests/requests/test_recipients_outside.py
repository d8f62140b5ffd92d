"""Recipients outside the office: a letter with a link, a code, one answer, silence."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from time_machine import travel

from correspondence import links
from correspondence.models import Letter, LinkToken
from processing.terms import Told
from rights import (
    answering,
    carrying_out,
    chasing,
    deciding,
    outside,
    workflow,
)
from rights.choices import Outcome
from rights.deciding import Proposal
from rights.errors import StepNotAllowed
from rights.models import (
    CaseEvent,
    CaseFile,
    FulfilmentTask,
    ReminderSettings,
    TaskReminder,
)
from rights.outside import Answer, Contact
from tests.factories import RecipientFactory

End = FulfilmentTask.State
Because = FulfilmentTask.Because
CONTACT = Contact("privacy@sms.example", "en", "Phone number ending in 0142")
DAY = timedelta(days=1)


@pytest.fixture
def gateway(recorded, controllers, verified_request, aida):
    """The task to tell a gateway, of a request that was granted."""
    with recorded():
        RecipientFactory(
            controller=controllers["maxim"],
            name="SMS gateway",
            told=Told.ALWAYS,
            told_after=["erasure"],
        )
    proposal = Proposal(outcome=Outcome.GRANTED, granted="Your account")
    deciding.propose(verified_request, proposal, by=aida)
    return FulfilmentTask.objects.select_related("rights_request").get()


def state_of(task):
    return FulfilmentTask.objects.get(pk=task.pk).state


@pytest.fixture
def worker(db):
    """Lets the worker send what waits; returns the last mail to this address."""

    def sent_to(address):
        call_command("worker", once=True, lane="letters")
        return [one for one in mail.outbox if address in one.to][-1]

    return sent_to


@pytest.fixture
def asked(worker, gateway, aida):
    """The gateway has been written to: the task and the path of its link."""
    outside.ask(gateway, CONTACT, by=aida)
    return gateway, path_in(worker(CONTACT.email))


def path_in(letter):
    return re.search(r"(/recipient/[\w-]+/)", letter.body).group(1)


def open_with_code(worker, client, path):
    client.post(f"{path}code/")
    digits = re.search(r"\b(\d{8})\b", worker(CONTACT.email).body).group(1)
    return client.post(f"{path}code/", {"digits": digits}, follow=True)


def test_the_letter_names_the_case_and_never_the_person(asked):
    letter = Letter.objects.get(kind="recipient_asked")

    assert "Dewi" not in letter.body + letter.subject
    assert "0142" not in letter.body
    assert "/recipient/[link]/" in letter.body
    assert LinkToken.objects.get().token_hash not in letter.body


def test_a_link_alone_shows_nothing_about_the_person_and_changes_nothing(asked, client):
    task, path = asked

    page = client.get(path, follow=True)

    text = page.content.decode()
    assert "Send me a code" in text
    assert "Dewi" not in text and "0142" not in text
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert client.post(path, {"answer": "done"}).status_code == 302
    assert state_of(task) == End.TOLD


def test_a_recipient_confirms_behind_link_and_code(asked, worker, client):
    task, path = asked

    page = open_with_code(worker, client, path)
    assert "Phone number ending in 0142" in page.content.decode()
    said = client.post(path, {"answer": "done", "words": "Job 4711"}, follow=True)

    assert "we have your answer" in said.content.decode()
    task.refresh_from_db()
    assert (task.state, task.proof) == (End.CONFIRMED, "Job 4711")
    event = CaseEvent.objects.get(type=CaseEvent.Type.RECIPIENT_CONFIRMED)
    assert event.actor_kind == "recipient"


def test_a_recipient_attaches_a_file_as_proof(asked, worker, client, aida):
    task, path = asked
    open_with_code(worker, client, path)
    script = SimpleUploadedFile("log.html", b"<script>1</script>", "text/html")
    log = SimpleUploadedFile("log.txt", b"Job 4711: erased.", "text/plain")

    refused = client.post(path, {"answer": "done", "attached": script})
    assert "There is a problem" in refused.content.decode()
    assert state_of(task) == End.TOLD
    client.post(path, {"answer": "done", "attached": log})

    proof = CaseFile.objects.get()
    assert (proof.task_id, proof.source, proof.name) == (task.pk, "outside", "log.txt")
    client.force_login(aida)
    page = client.get(f"/desk/requests/{task.rights_request.ref}/").content.decode()
    assert "log.txt" in page


def test_a_link_used_twice_says_that_it_was_answered(asked, worker, client):
    task, path = asked
    open_with_code(worker, client, path)
    client.post(path, {"answer": "done", "words": "Job 4711"})

    again = client.post(path, {"answer": "declined", "words": "Other"}, follow=True)
    text = again.content.decode()

    assert "we have your answer" in text
    assert "Dewi" not in text and "0142" not in text
    task.refresh_from_db()
    assert (task.state, task.proof) == (End.CONFIRMED, "Job 4711")
    with pytest.raises(StepNotAllowed):
        outside.answer(task, answer=Answer.NOTHING, words="")


def test_a_code_for_one_case_does_not_open_another(
    asked, worker, client, open_request, aida, recorded, controllers
):
    _task, path = asked
    open_with_code(worker, client, path)
    other = open_request(email="other@example.test", name="Other Person")
    with recorded():
        second = FulfilmentTask(
            rights_request=other,
            kind="recipient",
            title="Other gateway",
            state=End.TOLD,
            contact_email="other@sms.example",
            contact_language="en",
            finder="Other Person",
            asked_at=timezone.now(),
        )
        second.save()
        link = outside.new_link(second, at=timezone.now())
        token = links.make_token(link, at=timezone.now())

    page = client.get(f"/recipient/{token}/", follow=True)

    assert "Other Person" not in page.content.decode()
    assert "Send me a code" in page.content.decode()


def test_a_link_that_ran_out_shows_nothing_and_is_renewed_to_the_same_address(
    asked, worker, client
):
    task, path = asked

    with travel(timezone.now() + outside.VALID_FOR + DAY, tick=True):
        page = client.get(path)
        assert "has run out" in page.content.decode()
        assert client.post(f"{path}code/").status_code == 200
        assert "has run out" in client.post(path, {"answer": "done"}).content.decode()
        client.post(f"{path}renew/")
        fresh = path_in(worker(CONTACT.email))

        assert fresh != path
        assert "Send me a code" in client.get(fresh, follow=True).content.decode()
    assert state_of(task) == End.TOLD


def test_writing_again_ends_the_link_before(asked, worker, client, aida):
    task, path = asked

    outside.ask(task, CONTACT, by=aida)
    newer = path_in(worker(CONTACT.email))

    assert "newer link" in client.get(path).content.decode()
    assert client.post(f"{path}renew/").status_code == 404
    assert "Send me a code" in client.get(newer, follow=True).content.decode()


def test_a_guessed_link_is_answered_like_one_that_never_was(client, db):
    assert client.get("/recipient/abc/").status_code == 404
    assert client.post("/recipient/abc/code/").status_code == 404


def test_a_refusal_needs_a_reason_and_waits_for_the_office(asked, worker, client, aida):
    task, path = asked
    open_with_code(worker, client, path)

    without = client.post(path, {"answer": "declined"})
    assert "Say why you do not do it." in without.content.decode()
    client.post(path, {"answer": "declined", "words": "Tax law, seven years."})

    task.refresh_from_db()
    assert (task.state, task.note) == (End.DECLINED, "Tax law, seven years.")
    assert task.is_open
    carrying_out.settle_task(
        task, state=End.KEPT, because=Because.LAW, proof="Checked.", by=aida
    )
    assert state_of(task) == End.KEPT


def test_a_wrong_code_opens_nothing(asked, worker, client):
    _task, path = asked
    client.post(f"{path}code/")
    worker(CONTACT.email)

    page = client.post(f"{path}code/", {"digits": "00000000"})

    assert "This is not the code" in page.content.decode()
    assert "0142" not in client.get(path, follow=True).content.decode()


def test_the_code_of_one_browser_does_not_open_another(asked, worker, client):
    _task, path = asked
    client.post(f"{path}code/")
    digits = re.search(r"\b(\d{8})\b", worker(CONTACT.email).body).group(1)
    stranger = Client()

    page = stranger.post(f"{path}code/", {"digits": digits}, follow=True)

    assert "0142" not in page.content.decode()


def test_a_settled_task_asks_the_recipient_for_nothing(asked, client, aida):
    task, path = asked
    carrying_out.settle_task(task, state=End.CONFIRMED, proof="By phone.", by=aida)

    text = client.get(path).content.decode()

    assert "Nothing is left to do" in text and "0142" not in text


@pytest.mark.parametrize(
    "contact",
    [
        Contact("no address", "en", "Phone number"),
        Contact("a@b.example\nBcc: c@d.example", "en", "Phone number"),
        Contact("privacy@sms.example", "en", "  "),
    ],
)
def test_nobody_is_written_to_without_an_address_and_a_way_to_find(
    gateway, aida, contact
):
    with pytest.raises(StepNotAllowed):
        outside.ask(gateway, contact, by=aida)

    assert not Letter.objects.filter(kind="recipient_asked").exists()
    assert state_of(gateway) == End.OPEN


def chase_at(task, days):
    return chasing.chase(task.asked_at + timedelta(days=days))


def test_a_recipient_who_never_answers_is_reminded_reported_and_closed_with_a_reason(
    gateway, aida, post
):
    case = gateway.rights_request
    workflow.assign(case, owner=aida, by=aida)
    answering.send_answer(case, by=aida)
    post(case, case.received_at)
    gateway.refresh_from_db()
    outside.ask(gateway, CONTACT, by=aida)
    gateway.refresh_from_db()
    with pytest.raises(StepNotAllowed, match="reminded"):
        carrying_out.settle_task(
            gateway, state=End.NO_ANSWER, because=Because.SILENT, proof="No.", by=aida
        )

    found = [chase_at(gateway, days) for days in (6, 7, 8, 14, 15, 21, 22, 40)]

    assert found == [0, 1, 0, 1, 0, 1, 0, 0]
    reminders = Letter.objects.filter(kind="recipient_reminded")
    assert [letter.to_email for letter in reminders] == [CONTACT.email] * 2
    report = Letter.objects.get(kind="recipient_silent")
    assert report.to_email == aida.email and case.ref in report.body
    with pytest.raises(StepNotAllowed, match="lawful reason"):
        carrying_out.settle_task(
            gateway,
            state=End.NO_ANSWER,
            because=Because.UNREACHABLE,  # AseanBiz promised to tell always
            proof="No.",
            by=aida,
        )
    carrying_out.settle_task(
        gateway,
        state=End.NO_ANSWER,
        because=Because.SILENT,
        proof="Three letters, no word.",
        by=aida,
    )
    assert state_of(gateway) == End.NO_ANSWER
    workflow.close(case, by=aida)
    assert case.is_closed
    assert chase_at(gateway, 60) == 0


def test_a_company_reminds_its_recipients_on_days_of_its_own(
    gateway, aida, recorded, maxim
):
    with recorded():
        chosen = ReminderSettings(controller=maxim)
        chosen.recipient_days, chosen.silence_days = [3], 10
        chosen.save()
    outside.ask(gateway, CONTACT, by=aida)
    gateway.refresh_from_db()

    found = [chase_at(gateway, days) for days in (2, 3, 7, 9, 10, 21)]

    assert found == [0, 1, 0, 0, 1, 0]
    assert Letter.objects.filter(kind="recipient_silent").count() == 1


def test_a_worker_killed_between_reminder_and_mail_loses_neither(
    gateway, aida, monkeypatch
):
    outside.ask(gateway, CONTACT, by=aida)
    gateway.refresh_from_db()

    def dies(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("rights.recipient_letters.letters.write", dies)
        with pytest.raises(SystemExit):
            chase_at(gateway, 7)

    assert not TaskReminder.objects.exists()
    assert chase_at(gateway, 7) == 1
    assert TaskReminder.objects.count() == 1
    assert Letter.objects.filter(kind="recipient_reminded").count() == 1


def test_a_worker_that_was_away_sends_one_reminder_and_not_all(gateway, aida):
    outside.ask(gateway, CONTACT, by=aida)
    gateway.refresh_from_db()

    assert [chase_at(gateway, 20), chase_at(gateway, 20)] == [1, 0]

    assert Letter.objects.filter(kind="recipient_reminded").count() == 1
