"""Files that come with a mail or a message: on the request, and gone once checked."""

import uuid
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Establishment
from audit.errors import FileGone
from audit.models import LedgerEntry
from rights import (
    asking,
    ending,
    files,
    forwarding,
    identifying,
    sorting_mail,
    workflow,
)
from rights.choices import Right
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, CaseFile, IncomingMail, Message, RawMail
from rights.models import RightsRequest as Case
from rights.receiving_mail import receive
from tests.requests.harmless_files import PDF, TXT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> Path:
    settings.KEY_DIR = settings.DATA_DIR / "keys"
    settings.DATA_DIR = tmp_path
    return tmp_path


def a_mail(subject="My data", **attached):
    message = EmailMessage()
    message["From"] = "Dewi Contoh <dewi@example.test>"
    message["To"] = "privacy@maxim.example"
    message["Subject"] = subject
    message["Message-ID"] = f"<{uuid.uuid4().hex}@example.test>"
    message.set_content("Please send me a copy.")
    for name, data in attached.items():
        message.add_attachment(
            data,
            maintype="application",
            subtype="octet-stream",
            filename=name.replace("_", "."),
        )
    return message.as_bytes()


@pytest.fixture
def checking(open_request, aida):
    """A copy at Maxim in writing, whose check is open."""
    case = open_request(right=Right.ACCESS, at=timezone.now())
    identifying.start_identity_check(case, by=aida)
    return case


def hand_in(case, name="passport.pdf", data=PDF):
    with files.stored([files.check(name, data)]) as kept:
        workflow.hear_from_person(case, body="My passport.", attached=kept)
    return CaseFile.objects.latest("pk")


def settle(client, case, **typed):
    case.refresh_from_db()
    facts = {f"fact-{fact.code}": "match" for fact in identifying.facts_of(case)}
    return client.post(
        reverse("requests:identity", args=[case.ref]),
        {"version": case.version, "is_verified": "yes", **facts, **typed},
    )


# --- a mail that is logged as a request ----------------------------------------------


@pytest.fixture
def logged(client, rulebook, aida, own_folder):
    """A mail with two files, logged as a request from its page."""
    place = Establishment.objects.get(controller__slug="maxim", country="MY")
    raw = a_mail(letter_pdf=PDF, photo_jpg=b"MZ\x90 no picture")
    receive(raw, establishment=place)
    row = IncomingMail.objects.get()
    client.force_login(aida)
    page = f"/desk/requests/new/?mail={row.pk}&channel=email&place={place.pk}"
    initial = client.get(page).context["form"].initial
    typed = {
        "submission": str(uuid.uuid4()),
        "received_on": initial["received_on"].isoformat(),
        "received_time": initial["received_time"].strftime("%H:%M"),
        "right": "access",
        "relation": "self",
        **{name: initial[name] for name in ("name", "email", "details", "language")},
    }
    client.post(page, typed)
    client.post(page, typed)
    return row


def test_the_files_of_a_mail_come_to_the_request_it_is_logged_as(logged):
    (file,) = CaseFile.objects.all()
    assert file.rights_request == Case.objects.get()
    assert (file.name, file.source) == ("letter.pdf", CaseFile.Source.MAIL)
    assert files.content(file) == PDF
    note = Message.objects.get(kind=Message.Kind.NOTE)
    assert "“photo.jpg”: This is not a JPEG file inside" in note.body


def test_a_mail_that_was_sorted_meanwhile_leaves_no_file_behind(
    rulebook, aida, own_folder
):
    place = Establishment.objects.get(controller__slug="maxim", country="MY")
    receive(a_mail(letter_pdf=PDF), establishment=place)
    row = IncomingMail.objects.get()
    sorting_mail.set_aside(row, by=aida)
    case = Case(controller=place.controller, establishment=place)

    with (
        pytest.raises(StepNotAllowed, match="sorted this mail already"),
        sorting_mail.enclosed(sorting_mail.raw_of(row)) as found,
    ):
        sorting_mail.became(row, case, found, by=aida, at=timezone.now())

    assert not [path for path in own_folder.rglob("*") if path.is_file()]


# --- copies of documents go with the result ------------------------------------------


def test_what_came_while_the_check_was_open_is_ticked_and_goes_with_the_result(
    client, checking, aida
):
    passport = hand_in(checking)
    client.force_login(aida)
    page = client.get(reverse("requests:identity", args=[checking.ref]))
    assert page.context["form"].initial["sent"] == [passport.pk]

    settle(client, checking, sent=[passport.pk])

    passport.refresh_from_db()
    assert (passport.name, passport.erased_because) == ("", "checked")
    assert (passport.erased_by_id, len(passport.sha256)) == (aida.pk, 64)
    with pytest.raises(FileGone):
        files.content(passport)
    event = checking.events.get(type=CaseEvent.Type.FILES_ERASED)
    assert event.data == {"files": [passport.pk], "because": "checked"}


def test_a_file_that_is_no_copy_stays(client, checking, aida):
    passport, trips = hand_in(checking), hand_in(checking, "trips.txt", TXT)
    client.force_login(aida)

    settle(client, checking, sent=[passport.pk])

    trips.refresh_from_db()
    assert not trips.is_erased
    assert files.content(trips) == TXT


def test_a_file_of_another_request_is_not_erased_with_it(
    client, checking, open_request, aida
):
    other = hand_in(open_request(email="eve@example.test"))
    mine = hand_in(checking)
    client.force_login(aida)

    answer = settle(client, checking, sent=[other.pk, mine.pk])

    assert answer.status_code == 200
    assert not CaseFile.objects.exclude(erased_at=None).exists()
    with pytest.raises(StepNotAllowed, match="is not from the person"):
        identifying.settle_identity(
            checking, by=aida, is_verified=False, findings={}, sent=[other.pk]
        )


def test_the_mail_that_brought_a_copy_goes_with_it(checking, aida):
    for number in range(2):
        raw = a_mail(f"{checking.ref} {number}", passport_pdf=PDF)
        receive(raw, establishment=checking.establishment)
    first, second = CaseFile.objects.order_by("pk")

    identifying.settle_identity(
        checking, by=aida, is_verified=True, findings={}, sent=[first.pk]
    )

    assert RawMail.objects.get().mail.subject.endswith("1")
    assert files.content(second) == PDF
    erased = LedgerEntry.objects.filter(verb="requests.erase_mail")
    assert erased.count() == 1


def test_a_request_that_was_logged_from_a_mail_loses_that_mail_too(logged, aida):
    case = Case.objects.get()
    identifying.start_identity_check(case, by=aida)
    (file,) = CaseFile.objects.all()

    identifying.settle_identity(
        case, by=aida, is_verified=True, findings={}, sent=[file.pk]
    )

    logged.refresh_from_db()
    assert not RawMail.objects.exists()
    assert (logged.sender, logged.state) == ("", IncomingMail.State.TURNED)


# --- a request that ends before anybody looked ---------------------------------------


def ended(case, by, *, way):
    """Ends it that way; returns what it was sent before."""
    match way:
        case "withdrawn":
            workflow.withdraw(case)
        case "passed on":
            forwarding.declare_not_competent(case, reason="Another office", by=by)
            forwarding.forward(case, to="SIC", body="sic.example", by=by)
        case "abandoned":
            asking.ask(case, body="Which account?", by=by)
            later = timezone.now() + timedelta(days=90)
            ending.close_as_abandoned(case, reason="Silent", by=by, at=later)


@pytest.mark.parametrize("way", ["withdrawn", "passed on", "abandoned"])
def test_a_request_that_ends_without_a_result_loses_what_was_sent_as_proof(
    way, open_request, aida, own_folder, django_capture_on_commit_callbacks
):
    colombian = {"country": "CO", "right": Right.ERASURE}
    case = open_request(at=timezone.now(), **colombian)
    before = hand_in(case, "trips.txt", TXT)
    identifying.start_identity_check(case, by=aida)
    passport = hand_in(case)

    with django_capture_on_commit_callbacks(execute=True):
        ended(case, aida, way=way)

    passport.refresh_from_db()
    assert (passport.name, passport.erased_because) == ("", "unchecked")
    assert len(passport.sha256) == 64
    with pytest.raises(FileGone):
        files.content(passport)
    event = case.events.get(type=CaseEvent.Type.FILES_ERASED)
    assert event.data == {"files": [passport.pk], "because": "unchecked"}
    before.refresh_from_db()
    assert not before.is_erased
    assert len([path for path in own_folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("way", ["spam", "withdrawn"])
def test_without_any_check_every_file_from_outside_goes(way, logged, aida):
    case = Case.objects.get()

    if way == "spam":
        workflow.reject_as_spam(case, reason="An advertisement", by=aida)
    else:
        workflow.withdraw(case)

    (file,) = CaseFile.objects.all()
    logged.refresh_from_db()
    assert file.erased_because == "unchecked"
    assert not RawMail.objects.exists()
    assert (logged.sender, logged.subject) == ("", "")


def test_what_a_result_has_judged_stays_when_the_request_is_withdrawn(checking, aida):
    trips = hand_in(checking, "trips.txt", TXT)
    identifying.settle_identity(checking, by=aida, is_verified=True, findings={})

    workflow.withdraw(checking)

    trips.refresh_from_db()
    assert not trips.is_erased
