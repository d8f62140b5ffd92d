"""The identity check: what the register asks, results, documents and their deletion."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Establishment
from audit.models import AccessEntry, LedgerEntry
from audit.trail import Actor, act
from correspondence.models import Letter
from rights import (
    answering,
    asking_facts,
    deciding,
    identifying,
    letters,
    proving,
    workflow,
)
from rights.choices import Channel, Outcome, Right, SourceKind, State
from rights.confirming import begin
from rights.deciding import Proposal
from rights.errors import StepNotAllowed
from rights.file_kinds import FILE_LIMIT
from rights.filed_together import asked_with
from rights.filing import Asked, Wish, file
from rights.models import CaseEvent, IdentityDocument, SealedDocument
from rights.proving import Shown
from tests.factories import MembershipFactory
from tests.requests.conftest import RECEIVED_AT
from tests.requests.harmless_files import png

pytestmark = pytest.mark.django_db

PNG = png()
NUMBER = "id_document_number"
UNPROVEN = Proposal(
    outcome=Outcome.REFUSED,
    ground="identity_unproven",
    reason="What was shown does not belong together.",
)


@pytest.fixture
def checking(open_request, aida):
    """Access at Maxim in writing: five facts, among them the document's number."""

    def started(**asked):
        case = open_request(**{"right": Right.ACCESS, "at": timezone.now(), **asked})
        identifying.start_identity_check(case, by=_officer(case, aida))
        return case

    return started


@pytest.fixture
def asked_together(rulebook):
    """Access, which needs five facts, and erasure, which needs none, in one act."""
    place = Establishment.objects.get(controller__slug="maxim", country="MY")
    first = file(
        Asked(
            establishment=place,
            right=Right.ACCESS,
            granted_by=SourceKind.PROMISE,
            name="Dewi Contoh",
            email="dewi@example.test",
            language="en",
            also=(Wish(Right.ERASURE, SourceKind.PROMISE),),
        ),
        by=Actor.subject(),
        submission=uuid.uuid4(),
        browser_key="a browser",
        at=RECEIVED_AT,
    )
    begin(first, by=Actor.subject(), at=RECEIVED_AT + timedelta(minutes=2))
    return [first, *asked_with(first)]


def test_the_written_route_of_maxim_asks_five_facts_and_the_app_none(open_request):
    written = open_request(right=Right.ACCESS, channel=Channel.LETTER)
    in_app = open_request(right=Right.ERASURE, channel=Channel.IN_APP)

    assert [fact.code for fact in identifying.facts_of(written)] == [
        "id_document_number",
        "id_document_issued_on",
        "residential_address",
        "user_number",
        "signature",
    ]
    assert identifying.facts_of(in_app) == ()


@pytest.mark.parametrize(("spoken", "your"), [("en", "your"), ("ms", "anda")])
def test_the_desk_reads_of_the_person_and_the_person_of_themselves(
    client, checking, aida, spoken, your
):
    case = checking(language=spoken)
    with transaction.atomic(), act(by=Actor.job("tests")):
        aida.language = spoken
        aida.save(update_fields=["language"])
    client.force_login(aida)

    page = client.get(reverse("requests:identity", args=[case.ref]))
    choices = dict(page.context["facts_form"].fields["facts"].choices)
    told = [fact.label_in(spoken) for fact in identifying.facts_of(case)]

    assert NUMBER in choices
    assert [one for one in choices.values() if your in one.lower().split()] == []
    assert [one for one in told if your in one.lower().split()] != []


@pytest.mark.parametrize(
    ("asked", "fact"),
    [
        ({"right": Right.ERASURE}, NUMBER),  # paragraph 18 asks for no document
        ({"controller": "aux", "right": Right.ACCESS}, "residential_address"),
        (
            {"controller": "aseanbiz", "country": "CN", "right": Right.ACCESS},
            "identity_proof",
        ),
        ({}, "mother's maiden name"),
    ],
)
def test_a_fact_the_register_does_not_ask_is_refused_by_the_verb(
    checking, aida, asked, fact
):
    case = checking(controller=asked.pop("controller", "maxim"), **asked)
    by = _officer(case, aida)

    with pytest.raises(StepNotAllowed, match="does not ask"):
        identifying.settle_identity(
            case, by=by, is_verified=True, findings={fact: "match"}
        )

    case.refresh_from_db()
    assert case.data_subject is None
    assert not case.identity_check.findings.exists()


def test_each_fact_keeps_its_own_result(checking, aida):
    case = checking()

    identifying.settle_identity(
        case,
        by=aida,
        is_verified=True,
        findings={NUMBER: "match", "residential_address": "mismatch"},
    )

    found = dict(case.identity_check.findings.values_list("fact", "result"))
    assert found == {NUMBER: "match", "residential_address": "mismatch"}


# --- documents ---------------------------------------------------------------------


def test_a_copy_is_kept_encrypted_and_gone_with_the_result(checking, aida):
    case = checking()
    document = proving.take_document(case, Shown(NUMBER, PNG), by=aida)
    sealed = bytes(SealedDocument.objects.get().sealed)
    assert PNG not in sealed
    assert b"PNG" not in sealed
    assert proving.opened(document, by=aida)[0] == PNG

    identifying.settle_identity(
        case, by=aida, is_verified=True, findings={NUMBER: "match"}
    )

    document.refresh_from_db()
    assert not SealedDocument.objects.exists()
    assert document.deleted_at is not None
    assert document.deleted_by_id == aida.pk
    assert len(document.sha256) == 64
    event = case.events.get(type=CaseEvent.Type.DOCUMENT_DELETED)
    assert event.data["sha256"] == document.sha256
    with pytest.raises(StepNotAllowed, match="has been deleted"):
        proving.opened(document, by=aida)


@pytest.mark.parametrize("is_verified", [True, False])
def test_a_copy_goes_whatever_the_check_showed(checking, aida, is_verified):
    case = checking()
    proving.take_document(case, Shown(NUMBER, PNG), by=aida)

    identifying.settle_identity(case, by=aida, is_verified=is_verified, findings={})

    assert not SealedDocument.objects.exists()


def test_a_copy_goes_when_the_person_takes_the_request_back(checking, aida):
    case = checking()
    document = proving.take_document(case, Shown(NUMBER, PNG), by=aida)

    workflow.withdraw(case)

    document.refresh_from_db()
    assert not SealedDocument.objects.exists()
    assert (document.deleted_at is None, document.deleted_by_id) == (False, None)


def test_the_deletion_is_in_the_trail_with_its_moment_and_actor(checking, aida):
    case = checking()
    document = proving.take_document(case, Shown(NUMBER, PNG), by=aida)
    identifying.settle_identity(case, by=aida, is_verified=True, findings={})

    entries = LedgerEntry.objects.filter(
        model="requests.identitydocument", object_pk=str(document.pk)
    ).order_by("pk")
    assert [entry.action for entry in entries] == ["+", "~"]
    assert entries.last().actor_id == aida.pk


def test_a_document_that_was_only_shown_leaves_no_copy(checking, aida):
    case = checking()

    document = proving.take_document(case, Shown(NUMBER), by=aida)

    assert document.way == IdentityDocument.Way.SHOWN
    assert not SealedDocument.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ\x90\x00 a program", "Only PDF, JPEG and PNG"),
        (b"<svg onload=alert(1)>", "Only PDF, JPEG and PNG"),
        (b"", "Only PDF, JPEG and PNG"),
        (PNG + b"x" * FILE_LIMIT, "too big"),
        (PNG[:20], "not a PNG file inside"),
    ],
    ids=["program", "svg", "empty", "huge", "cut"],
)
def test_a_file_of_another_kind_is_refused_whole(checking, aida, content, sentence):
    case = checking()

    with pytest.raises(StepNotAllowed, match=sentence):
        proving.take_document(case, Shown(NUMBER, content), by=aida)

    assert not IdentityDocument.objects.exists()
    assert not SealedDocument.objects.exists()


@pytest.mark.parametrize("shows", ["residential_address", "authority", "anything"])
def test_no_document_is_taken_that_the_register_does_not_ask(checking, aida, shows):
    with pytest.raises(StepNotAllowed, match="asks for no such document"):
        proving.take_document(checking(), Shown(shows, PNG), by=aida)


def test_where_the_policy_asks_for_no_document_the_page_offers_none(
    client, checking, aida
):
    case = checking(right=Right.ERASURE)
    client.force_login(aida)

    page = client.get(reverse("requests:identity", args=[case.ref])).content.decode()

    assert "asks for no document on this channel" in page
    assert 'type="file"' not in page


def test_the_page_takes_a_copy_shows_it_once_and_then_its_deletion(
    client, checking, aida
):
    case = checking()
    client.force_login(aida)
    upload = SimpleUploadedFile("../../etc/passport.png", PNG, "text/html")

    client.post(
        reverse("requests:document", args=[case.ref]),
        {"version": case.version, "shows": NUMBER, "file": upload},
    )
    document = IdentityDocument.objects.get()
    copy = client.post(reverse("requests:document-look", args=[case.ref, document.pk]))

    assert copy.content == PNG
    assert copy["Content-Type"] == "image/png"
    assert copy["Content-Disposition"] == (
        f'attachment; filename="document-{document.pk}.png"'
    )
    assert AccessEntry.objects.filter(what="reveal", case_id=case.pk).exists()

    case.refresh_from_db()
    identifying.settle_identity(case, by=aida, is_verified=True, findings={})
    page = client.get(reverse("requests:identity", args=[case.ref])).content.decode()
    assert document.sha256 in page
    assert "Aida Rahman" in page
    again = client.post(reverse("requests:document-look", args=[case.ref, document.pk]))
    assert again.status_code == 302


def test_a_bad_file_is_said_at_its_form_and_nothing_is_kept(client, checking, aida):
    case = checking()
    client.force_login(aida)
    upload = SimpleUploadedFile("passport.png", b"MZ a program", "image/png")

    answer = client.post(
        reverse("requests:document", args=[case.ref]),
        {"version": case.version, "shows": NUMBER, "file": upload},
    )

    assert answer.status_code == 409
    assert "Only PDF, JPEG and PNG files are taken." in answer.content.decode()
    assert not IdentityDocument.objects.exists()


def test_the_person_shows_a_document_on_their_page_and_sees_it_taken(
    client, checking, aida
):
    case = checking()
    open_for(client, case)
    url = reverse("status:identity", args=[case.ref])
    assert url in client.get(reverse("status:page", args=[case.ref])).content.decode()

    sent = {"shows": NUMBER, "file": SimpleUploadedFile("me.png", PNG)}
    assert client.post(url, sent).status_code == 302

    document = IdentityDocument.objects.get()
    assert (document.taken_by_id, document.sha256 != "") == (None, True)
    assert case.events.filter(type=CaseEvent.Type.IDENTITY_RECEIVED).exists()
    wrong = {"shows": NUMBER, "file": SimpleUploadedFile("me.png", b"MZ")}
    assert "Only PDF, JPEG and PNG" in client.post(url, wrong).content.decode()


def test_where_no_document_is_asked_the_person_can_send_none(client, checking):
    case = checking(right=Right.ERASURE)
    open_for(client, case)
    url = reverse("status:identity", args=[case.ref])

    page = client.get(url).content.decode()
    client.post(url, {"shows": NUMBER, "file": SimpleUploadedFile("me.png", PNG)})

    assert "We need no document from you now." in page
    assert not IdentityDocument.objects.exists()


# --- several rights ------------------------------------------------------------------


def test_who_is_known_in_one_request_is_known_in_those_of_the_same_act(
    asked_together, aida
):
    access, erasure = asked_together
    identifying.start_identity_check(access, by=aida)

    identifying.settle_identity(
        access, by=aida, is_verified=True, findings={NUMBER: "match"}
    )

    erasure.refresh_from_db()
    assert erasure.state == State.IN_PROGRESS
    assert erasure.data_subject == access.data_subject


def test_a_request_whose_route_asks_more_is_checked_on_its_own(asked_together, aida):
    access, erasure = asked_together
    identifying.start_identity_check(erasure, by=aida)

    identifying.settle_identity(erasure, by=aida, is_verified=True, findings={})

    access.refresh_from_db()
    assert access.state == State.ACKNOWLEDGED
    assert access.data_subject is None


# --- strangers -------------------------------------------------------------------


def test_a_failed_check_reads_the_same_whether_the_person_is_known_or_not(
    open_request, aida, farid, client
):
    known = open_request(email="known@example.test", right=Right.ACCESS)
    identifying.start_identity_check(known, by=aida)
    identifying.settle_identity(known, by=aida, is_verified=True, findings={})

    letters, pages, statements = [], [], []
    for address in ("known@example.test", "nobody@example.test"):
        stranger = open_request(right=Right.ACCESS, email=address)
        identifying.start_identity_check(stranger, by=aida)
        with CaptureQueriesContext(connection) as asked:
            identifying.settle_identity(
                stranger, by=aida, is_verified=False, findings={NUMBER: "mismatch"}
            )
        statements.append(len(asked))
        deciding.propose(stranger, UNPROVEN, by=aida)
        deciding.approve(stranger, by=farid)
        answering.send_answer(stranger, by=aida)
        letter = Letter.objects.get(case_id=stranger.pk, kind="answer")
        letters.append(letter.body.replace(stranger.ref, "R"))
        page = public_text(client, stranger)
        pages.append(page.replace(stranger.ref, "R").replace(address, "e-mail"))

    assert letters[0] == letters[1]
    assert pages[0] == pages[1]
    assert statements[0] == statements[1]  # so neither takes longer


def open_for(client, case):
    """As if its code had been typed a moment ago."""
    session = client.session
    until = (timezone.now() + timedelta(hours=1)).isoformat()
    session["granted"] = {case.ref: {"until": until, "language": "en"}}
    session.save()


def public_text(client, case):
    """What the status page shows to whoever opened this request."""
    open_for(client, case)
    page = client.get(reverse("status:page", args=[case.ref]))
    assert page.status_code == 200
    return re.sub(
        r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode()
    )


def _officer(case, aida):
    if case.controller.slug == "maxim":
        return aida
    with act(by=Actor.job("tests")):
        return MembershipFactory(controller=case.controller).user


# --- asking for what is missing ------------------------------------------------------


def test_the_person_is_asked_for_the_missing_facts_by_a_letter_in_their_language(
    client, checking, aida
):
    case = checking(language="ms", facts={NUMBER: "A 123"})
    client.force_login(aida)
    page = client.get(reverse("requests:identity", args=[case.ref]))
    form = page.context["facts_form"]
    assert NUMBER not in form.initial["facts"]
    assert len(form.initial["facts"]) == 4

    client.post(
        reverse("requests:identity-ask", args=[case.ref]),
        {
            "version": case.version,
            "facts": ["residential_address", "signature"],
            "body": "Alamat yang baharu.",
        },
    )

    letter = Letter.objects.get(kind="facts_asked")
    route = {fact.code: fact for fact in identifying.facts_of(case)}
    message = case.messages.get(kind="to_person")
    for code in ("residential_address", "signature"):
        label = route[code].label_in("ms")
        assert f"- {label}" in letter.body
        assert f"• {label}" in message.body
    assert route[NUMBER].label_in("ms") not in letter.body
    assert "A 123" not in letter.body + message.body
    assert message.body.endswith("Alamat yang baharu.")
    case.refresh_from_db()
    assert case.state == State.IDENTITY_CHECK
    assert case.events.get(message=message).data == {
        "facts": ["residential_address", "signature"]
    }


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ((), "Choose what the person is asked for."),
        (("passport_photo",), "does not ask for this here"),
    ],
    ids=["none", "another"],
)
def test_nothing_is_asked_that_the_register_does_not_name(
    checking, aida, facts, sentence
):
    case = checking()

    with pytest.raises(StepNotAllowed, match=sentence):
        asking_facts.ask_for_facts(case, facts=facts, by=aida)

    assert not case.messages.exists()
    assert not Letter.objects.filter(kind="facts_asked").exists()


def test_a_person_without_e_mail_reads_how_to_send_it(checking, recorded):
    case = checking()
    case.claimant.email = ""
    case.claimant.postal_address = "Kuantan"

    with recorded():
        words = letters.facts_asked(case, ["Signature"], at=timezone.now()).body

    assert "by letter" in words
    assert "http" not in words


def test_before_a_check_begins_the_page_says_that_nothing_is_sent(
    client, open_request, aida
):
    client.force_login(aida)
    page = client.get(f"{open_request().get_absolute_url()}identity/").content.decode()

    assert "Nothing is sent. Once it has begun" in page


def test_nobody_is_known_by_facts_of_which_none_matches(checking, aida):
    case = checking()
    asked = [fact.code for fact in identifying.facts_of(case)]

    with pytest.raises(StepNotAllowed, match="No fact matches"):
        identifying.settle_identity(
            case, by=aida, is_verified=True, findings=dict.fromkeys(asked, "missing")
        )

    case.refresh_from_db()
    assert case.state == State.IDENTITY_CHECK
