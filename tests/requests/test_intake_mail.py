"""Mails that come in: on their own case, or to be sorted; hostile ones do no harm."""

import io
import os
import sys
import uuid
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail as outbox
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction

from accounts.models import Controller, Establishment
from audit.models import LedgerEntry
from audit.trail import act
from correspondence.models import Delivery
from rights import asking, sorting_mail, workflow
from rights.choices import Channel, State
from rights.errors import MailRefused, StepNotAllowed
from rights.models import IncomingMail, Message, RawMail, RightsRequest
from rights.reading_mail import read
from rights.receiving_mail import Outcome, receive, words_of
from tests.correspondence.test_bounces import report
from tests.factories import LetterFactory

pytestmark = pytest.mark.django_db

OWN = "dewi@example.test"
ARRIVED = datetime(2026, 5, 6, 1, 30, tzinfo=UTC)
NOW = datetime(2026, 5, 7, 4, 0, tzinfo=UTC)


@pytest.fixture
def place(rulebook):
    return Establishment.objects.get(controller__slug="maxim", country="MY")


def letter(text="Please erase all of it.", **headers):
    """A plain mail; headers in lower case, `_` for `-`."""
    message = EmailMessage()
    fields = {
        "from": f"Dewi Contoh <{OWN}>",
        "to": "privacy@maxim.example",
        "subject": "My data",
        "message_id": f"<{uuid.uuid4().hex}@example.test>",
        **headers,
    }
    for name, value in fields.items():
        if value is not None:
            message[name.replace("_", "-").title()] = value
    message.set_content(text)
    return message.as_bytes()


def take(raw, place, arrived_at=ARRIVED):
    return receive(raw, establishment=place, arrived_at=arrived_at, at=NOW)


# --- on its own case, or not ----------------------------------------------------------


def test_a_mail_from_the_own_address_that_quotes_the_reference_is_a_message(
    open_request, place
):
    case = open_request()

    outcome = take(letter(f"About {case.ref}: my street is wrong."), place)

    assert outcome == Outcome.ON_CASE
    message = Message.objects.get()
    assert message.rights_request == case
    assert message.kind == Message.Kind.FROM_PERSON
    assert message.written_at == ARRIVED
    assert IncomingMail.objects.get().state == IncomingMail.State.ATTACHED


def test_a_waiting_request_goes_on_when_the_reply_comes_by_mail(
    open_request, place, aida
):
    case = open_request()
    asked_at = ARRIVED - timedelta(hours=5)
    asking.ask(case, body="Which street?", by=aida, at=asked_at)

    take(letter("Jalan Contoh.", subject=f"Re: {case.ref}"), place)

    case.refresh_from_db()
    assert case.state != State.CLARIFICATION


NOT_ITS_PERSON = {
    "stranger": {"from": "Eve <eve@example.test>"},
    "own name, other address": {"from": '"dewi@example.test" <eve@example.test>'},
    "two senders": {"from": f"<{OWN}>, <eve@example.test>"},
    "own address as a comment": {"from": f"eve@example.test ({OWN})"},
    "own address in Reply-To": {"from": "eve@example.test", "reply_to": OWN},
    "own address in Sender": {"from": "eve@example.test", "sender": OWN},
    "no sender": {"from": None},
    "found to be forged": {"authentication_results": "mx.example; dmarc=fail"},
    "look-alike": {"from": "dewi@example.test.evil.example"},
    "encoded sender": {"from": "=?utf-8?q?dewi=40example=2Etest?= <e@example.test>"},
}


@pytest.mark.parametrize("headers", NOT_ITS_PERSON.values(), ids=NOT_ITS_PERSON)
def test_a_reference_alone_opens_nothing_and_tells_nothing(
    open_request, place, headers
):
    case = open_request()
    changed = RightsRequest.objects.get().version

    quoted = take(letter(f"I am Dewi, see {case.ref}.", **headers), place)
    invented = take(letter("I am Dewi, see R-2026-9999.", **headers), place)

    assert quoted == invented == Outcome.TO_SORT
    assert not Message.objects.exists()
    assert RightsRequest.objects.get().version == changed
    assert not outbox.outbox


def test_the_case_of_another_company_is_not_joined(open_request, place):
    case = open_request(controller="aux")

    assert take(letter(f"See {case.ref}."), place) == Outcome.TO_SORT


@pytest.mark.parametrize("state", ["unconfirmed", "withdrawn"])
def test_a_case_that_is_not_open_waits_for_a_person(
    file_request, open_request, place, state
):
    case = file_request() if state == "unconfirmed" else open_request()
    if state == "withdrawn":
        workflow.withdraw(case)

    assert take(letter(f"See {case.ref}."), place) == Outcome.TO_SORT


def test_of_two_own_cases_the_one_in_the_subject_is_meant(open_request, place):
    first, second = open_request(), open_request()
    text = f"{first.ref} and {second.ref}"

    assert take(letter(text), place) == Outcome.TO_SORT
    assert take(letter(text, subject=f"Re: {second.ref}"), place) == Outcome.ON_CASE
    assert Message.objects.get().rights_request == second


# --- kept once, encrypted, erasable ---------------------------------------------------


def test_the_same_mail_twice_is_one(place):
    raw = letter()

    assert take(raw, place) == Outcome.TO_SORT
    assert take(raw, place) == Outcome.KNOWN
    assert take(b"Received: by another way\r\n" + raw, place) == Outcome.KNOWN
    assert IncomingMail.objects.count() == RawMail.objects.count() == 1


def test_another_mail_under_a_used_message_id_is_not_lost(place):
    same = "<scanner@example.test>"
    take(letter("First.", message_id=same), place)

    assert take(letter("Second.", message_id=same), place) == Outcome.TO_SORT
    eve = letter("First.", message_id=same, **{"from": "eve@example.test"})
    assert take(eve, place) == Outcome.TO_SORT


def test_the_mail_is_kept_encrypted_and_reads_back(place):
    take(letter("A secret word: Zyxwv."), place)

    row = IncomingMail.objects.get()
    assert b"Zyxwv" not in bytes(RawMail.objects.get().sealed)
    assert "Zyxwv" in words_of(row).text
    entries = LedgerEntry.objects.filter(model="requests.incomingmail")
    assert entries.filter(verb="requests.receive_mail").count() == 1


def test_an_erased_mail_leaves_no_word_anywhere(place, aida):
    take(letter("Zyxwv words.", subject="Zyxwv subject"), place)
    row = IncomingMail.objects.get()
    with pytest.raises(StepNotAllowed):
        sorting_mail.erase(row, by=aida)
    sorting_mail.set_aside(row, by=aida)

    sorting_mail.erase(row, by=aida)
    sorting_mail.erase(row, by=aida)

    assert not RawMail.objects.exists()
    assert words_of(row).text == ""
    with connection.cursor() as cursor:
        for table in ("requests_incomingmail", "requests_historicalincomingmail"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            assert "Zyxwv" not in str(cursor.fetchall())
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            assert OWN not in str(cursor.fetchall())
    assert LedgerEntry.objects.filter(verb="requests.erase_mail").count() == 1


# --- machines -------------------------------------------------------------------------

MACHINES = {
    "auto-reply": {"auto_submitted": "auto-replied"},
    "generated": {"auto_submitted": "auto-generated; owner=x"},
    "bulk": {"precedence": "bulk"},
    "junk": {"precedence": "Junk"},
    "list": {"list_id": "<news.example.test>"},
    "bounce": {"return_path": "<>"},
    "daemon": {"from": "MAILER-DAEMON@example.test"},
    "our own mail": {"from": "privacy-office@localhost.example"},
    "x-autoreply": {"x_autoreply": "yes"},
}


@pytest.mark.parametrize("headers", MACHINES.values(), ids=MACHINES)
def test_a_machine_is_set_apart_and_never_answered(
    open_request, place, settings, headers
):
    settings.DEFAULT_FROM_EMAIL = "Office <privacy-office@localhost.example>"
    case = open_request()

    assert take(letter(f"Away. {case.ref}", **headers), place) == Outcome.AUTOMATIC

    assert not Message.objects.exists()
    assert IncomingMail.objects.get().is_unsorted  # a person can still look at it


def test_a_person_whose_mail_says_no_is_no_machine(place):
    assert take(letter(auto_submitted="no"), place) == Outcome.TO_SORT


# --- hostile mails --------------------------------------------------------------------

HEAD = f"From: {OWN}\r\nMessage-ID: <h@x>\r\nSubject: Hello\r\n".encode()
PLAIN = HEAD + b"Content-Type: text/plain; charset="
MULTI = HEAD + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n'
NESTED = b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
    for n in range(2_000)
)

HOSTILE = {
    "no header at all": b"Just words, nothing else.",
    "only headers": HEAD,
    "only a newline in the body": HEAD + b"\r\n",
    "unix line ends": HEAD.replace(b"\r\n", b"\n") + b"\nErase it.",
    "old mac line ends": HEAD.replace(b"\r\n", b"\r") + b"\rErase it.",
    "null bytes": HEAD + b"\r\nErase\x00 it\x00.",
    "null bytes in the subject": b"Subject: a\x00b\r\nFrom: a@b.example\r\n\r\nx",
    "control characters": HEAD + b"\r\n\x1b[31mred\x07\x08",
    "binary": bytes(range(256)) * 40,
    "unknown charset": PLAIN + b"klingon\r\n\r\nErase it.",
    "charset with a path": PLAIN + b'"../../etc/passwd"\r\n\r\nErase it.',
    "charset that is a codec of files": PLAIN + b"zlib\r\n\r\nErase it.",
    "charset idna": PLAIN + b"idna\r\n\r\nErase it.",
    "charset punycode": PLAIN + b"punycode\r\n\r\n" + b"a-" * 300,
    "charset utf-7": PLAIN + b"utf-7\r\n\r\n+ADw-script+AD4-",
    "charset not the real one": PLAIN + b"utf-8\r\n\r\n\xff\xfe\xe9t\xe9",
    "empty charset": PLAIN + b"\r\n\r\nErase it.",
    "broken base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n!!!###=",
    "broken quoted-printable": HEAD
    + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=\r\n=3",
    "unknown encoding": HEAD + b"Content-Transfer-Encoding: rot13\r\n\r\nErase it.",
    "uuencode cut off": HEAD
    + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666 x\r\nM\x80",
    "boundary that never comes": MULTI + b"\r\nwords without a boundary",
    "boundary that never ends": MULTI + b"\r\n--b\r\n\r\nErase it.",
    "empty boundary": HEAD
    + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n',
    "no boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\nwords",
    "nested two thousand deep": HEAD + NESTED,
    "five thousand parts": MULTI + b"\r\n" + b"--b\r\n\r\nx\r\n" * 5_000,
    "multipart in base64": MULTI
    + b"Content-Transfer-Encoding: base64\r\n\r\n--b\r\n\r\nx\r\n--b--",
    "no content type value": HEAD + b"Content-Type:\r\n\r\nErase it.",
    "nonsense content type": HEAD + b"Content-Type: ;;;===\r\n\r\nErase it.",
    "script as html": HEAD
    + b"Content-Type: text/html\r\n\r\n<script>alert(1)</script><p>Erase it.",
    "html that never closes": HEAD
    + b"Content-Type: text/html\r\n\r\n"
    + b"<a href='" * 2_000,
    "html of entities": HEAD
    + b"Content-Type: text/html\r\n\r\n"
    + b"&#x0;&#xD800;&#99999999;&lt;script&gt;",
    "header injection in the subject": b"From: a@b.example\r\n"
    b"Subject: =?utf-8?q?Hi=0D=0ABcc=3A_all=40example=2Etest?=\r\n\r\nx",
    "header injection in the name": b"From: =?utf-8?q?A=0D=0ATo=3A_b?= <a@b.example>"
    b"\r\n\r\nx",
    "broken encoded word": b"From: a@b.example\r\nSubject: =?utf-8?b?!!!?=\r\n\r\nx",
    "encoded word of no charset": b"From: a@b.example\r\n"
    b"Subject: =?nonsense?b?aGk=?=\r\n\r\nx",
    "eight bits in the header": b"From: \xe9t\xe9 <a@b.example>\r\n"
    b"Subject: \xff\xfe\r\n\r\nx",
    "subject of a megabyte": b"From: a@b.example\r\nSubject: "
    + b"a" * 1_000_000
    + b"\r\n\r\nx",
    "ten thousand headers": b"X-A: b\r\n" * 10_000 + HEAD + b"\r\nx",
    "ten thousand senders": b"From: "
    + b"a@b.example, " * 10_000
    + b"c@d.example\r\n\r\nx",
    "sender without end": b"From: " + b"(" * 20_000 + b"\r\n\r\nx",
    "sender of quotes": b'From: "' + b'\\"' * 5_000 + b"\r\n\r\nx",
    "sender of a thousand letters": b"From: "
    + b"a" * 1_000
    + b"@example.test\r\n\r\nx",
    "two from headers": HEAD + b"From: eve@example.test\r\n\r\nx",
    "folded to nothing": b"From:\r\n \r\n\t\r\nSubject:\r\n \r\n\r\nx",
    "turned round": HEAD + "\r\n\u202eexe.fdp\u2066".encode(),
    "file name with a path": MULTI
    + b"\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
    b'filename="../../../etc/cron.d/x"\r\n\r\nx\r\n--b--',
    "file name of a device": MULTI
    + b"\r\n--b\r\nContent-Type: application/x-msdownload\r\n"
    b'Content-Disposition: attachment; filename="C:\\CON\\\x00a.exe"\r\n\r\nx\r\n--b--',
    "file name in broken pieces": MULTI
    + b"\r\n--b\r\nContent-Disposition: attachment; filename*0*=utf-9''%ff; "
    b"filename*2=x\r\n\r\nx\r\n--b--",
    "a mail within the mail": MULTI
    + b"\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    + HEAD
    + b"\r\ninner\r\n--b--",
    "ten thousand references": HEAD
    + b"\r\n"
    + b"".join(b"R-2026-%04d " % n for n in range(10_000)),
    "ten megabytes": HEAD + b"\r\n" + b"words and words\r\n" * 620_000,
    "ten megabytes of one line": HEAD + b"\r\n" + b"a" * 10_000_000,
    "ten megabytes attached": MULTI
    + b"\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
    b"\r\n" + (b"QUJD" * 19 + b"\r\n") * 128_000 + b"--b--",
    "html of ten megabytes": HEAD
    + b"Content-Type: text/html\r\n\r\n"
    + b"<p>x</p><!--" * 800_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_mail_is_kept_whole_and_shown_as_text(client, aida, place, raw):
    outcome = take(raw, place)

    row = IncomingMail.objects.get()
    assert outcome == Outcome.TO_SORT
    assert row.size == len(raw)
    assert take(raw, place) == Outcome.KNOWN
    client.force_login(aida)
    shown = client.get(f"/desk/requests/mail/{row.pk}/")
    listed = client.get("/desk/requests/mail/")
    assert shown.status_code == listed.status_code == 200
    page = shown.content.decode()
    assert "<script>" not in page.partition("<main")[2]
    assert not any(mark in page for mark in "\x00\x1b\u202e\u2066")
    assert "\n" not in row.subject + row.sender_name + row.sender
    assert not outbox.outbox


def test_html_is_read_as_text_and_its_script_as_nothing():
    raw = HOSTILE["script as html"]

    assert read(raw).text == "Erase it."


def test_attachments_are_a_name_a_type_and_a_size():
    found = read(HOSTILE["file name with a path"]).attachments[0]

    assert (found.name, found.type, found.size) == ("x", "application/pdf", 1)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"a" * (25 * 1024 * 1024 + 1), "too big"),
    ],
    ids=["nothing", "white space", "too big"],
)
def test_what_is_no_mail_is_refused_and_nothing_is_stored(place, raw, why):
    with pytest.raises(MailRefused, match=why):
        take(raw, place)

    assert not IncomingMail.objects.exists()


# --- sorted by staff ------------------------------------------------------------------


@pytest.fixture
def desk(client, aida):
    client.force_login(aida)
    with time_machine.travel(NOW, tick=False):
        yield client


@pytest.fixture
def waiting(place):
    take(letter("Please erase it.", date="Mon, 1 Jan 2001 00:00:00 +0000"), place)
    return IncomingMail.objects.get()


def test_the_queue_says_how_many_wait(desk, waiting):
    assert "1 mail waits to be sorted" in desk.get("/desk/requests/").content.decode()


def test_a_mail_is_logged_with_its_arrival_not_its_date_header(desk, waiting, place):
    page = f"/desk/requests/new/?mail={waiting.pk}&channel=email&place={place.pk}"
    initial = desk.get(page).context["form"].initial
    assert initial["email"] == OWN
    assert initial["details"] == "Please erase it."

    typed = {
        "submission": str(uuid.uuid4()),
        "received_on": initial["received_on"].isoformat(),
        "received_time": initial["received_time"].strftime("%H:%M"),
        "right": "erasure",
        "relation": "self",
        **{name: initial[name] for name in ("name", "email", "details", "language")},
    }
    desk.post(page, typed)
    desk.post(page, typed)

    case = RightsRequest.objects.get()
    assert (case.received_at, case.channel) == (ARRIVED, Channel.EMAIL)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rights_request) == ("turned", case)


def test_a_mail_becomes_one_request_only(desk, waiting, place, aida):
    sorting_mail.set_aside(waiting, by=aida)
    page = f"/desk/requests/new/?mail={waiting.pk}&channel=email&place={place.pk}"

    answer = desk.post(
        page,
        {
            "submission": str(uuid.uuid4()),
            "received_on": "2026-05-06",
            "received_time": "09:30",
            "right": "erasure",
            "relation": "self",
            "name": "Dewi",
            "email": OWN,
            "details": "Erase it.",
            "language": "en",
        },
    )

    assert "sorted this mail already" in answer.content.decode()
    assert not RightsRequest.objects.exists()


def test_staff_put_a_mail_on_a_request_of_the_same_company(desk, waiting, open_request):
    case, foreign = open_request(), open_request(controller="aux")
    page = f"/desk/requests/mail/{waiting.pk}/attach/"

    refused = desk.post(page, {"ref": foreign.ref}).content.decode()
    invented = desk.post(page, {"ref": "R-2026-9999"}).content.decode()
    sentence = "This controller has no request with this reference."
    assert sentence in refused
    assert sentence in invented
    assert desk.post(page, {"ref": case.ref})["Location"] == case.get_absolute_url()

    assert Message.objects.get().rights_request == case


def test_another_company_neither_sees_nor_sorts_it(client, waiting, chen):
    client.force_login(chen)

    assert client.get(f"/desk/requests/mail/{waiting.pk}/").status_code == 404
    assert client.get(f"/desk/requests/new/?mail={waiting.pk}").status_code == 404
    assert b"My data" not in client.get("/desk/requests/mail/").content
    with pytest.raises(PermissionDenied):
        sorting_mail.set_aside(waiting, by=chen)


# --- the command ----------------------------------------------------------------------


@pytest.fixture
def maildir(tmp_path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def run(capsys, **options):
    try:
        call_command("receive_mail", **options)
        code = 0
    except CommandError as error:
        code = error.returncode
    return code, capsys.readouterr().out


def test_a_maildir_is_taken_in_and_moved_after_the_commit(maildir, place, capsys):
    (maildir / "new" / "1778031000.M1.host").write_bytes(letter())
    (maildir / "new" / "1778031001.M2.host").write_bytes(letter("Other."))

    code, said = run(capsys, maildir=str(maildir), to="maxim/my")

    assert (code, said) == (0, "Mails: 2 to sort.\n")
    moved = sorted(path.name for path in (maildir / "cur").iterdir())
    assert moved == ["1778031000.M1.host:2,", "1778031001.M2.host:2,"]
    arrived = IncomingMail.objects.order_by("pk").first().received_at
    assert arrived == datetime.fromtimestamp(1778031000, UTC)
    assert run(capsys, maildir=str(maildir), to="maxim/my") == (0, "Mails: none.\n")


def test_what_is_not_taken_in_stays_and_the_others_go_on(maildir, place, capsys):
    (maildir / "new" / "1.empty").write_bytes(b"")
    (maildir / "new" / "2.good").write_bytes(letter())
    os.symlink("/etc/passwd", maildir / "new" / "3.link")
    (maildir / "new" / "4.folder").mkdir()

    code, said = run(capsys, maildir=str(maildir), to="maxim/my")

    assert (code, said) == (2, "Mails: 1 not taken in (empty), 1 to sort.\n")
    assert (maildir / "new" / "1.empty").exists()
    assert (maildir / "new" / "3.link").is_symlink()
    assert IncomingMail.objects.count() == 1


def test_a_fault_keeps_the_mail_and_names_nobody(
    maildir, place, capsys, caplog, monkeypatch
):
    def fail(*_args, **_options):
        raise RuntimeError(OWN)

    monkeypatch.setattr("rights.receiving_mail._join_own_case", fail)
    (maildir / "new" / "1.a").write_bytes(letter())

    code, said = run(capsys, maildir=str(maildir), to="maxim/my")

    assert code == 2
    assert (maildir / "new" / "1.a").exists()
    assert not IncomingMail.objects.exists()
    assert OWN not in said + caplog.text


def test_no_file_in_cur_is_written_over(maildir, place, capsys):
    (maildir / "cur" / "1.a:2,").write_bytes(b"older")
    (maildir / "new" / "1.a").write_bytes(letter())

    run(capsys, maildir=str(maildir), to="maxim/my")

    assert (maildir / "cur" / "1.a:2,").read_bytes() == b"older"
    assert (maildir / "cur" / "1.a.1:2,").exists()


def test_one_mail_comes_on_standard_input(place, capsys, monkeypatch):
    stdin = SimpleNamespace(buffer=io.BytesIO(letter()))
    monkeypatch.setattr(sys, "stdin", stdin)

    assert run(capsys, to="maxim/my") == (0, "Mails: 1 to sort.\n")


def test_a_mail_server_offers_a_mail_again_after_a_fault(place, capsys, monkeypatch):
    def fail(*_args, **_options):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(letter())))
    with monkeypatch.context() as broken:
        broken.setattr("rights.receiving_mail._join_own_case", fail)
        assert run(capsys, to="maxim/my")[0] == os.EX_TEMPFAIL
    with monkeypatch.context() as away:
        away.setattr("rights.management.commands.receive_mail._whose", fail)
        assert run(capsys, to="maxim/my")[0] == os.EX_TEMPFAIL


def test_a_letter_that_comes_back_to_the_office_counts_as_returned(place, aida):
    with transaction.atomic(), act(by=aida):
        sent = Delivery.objects.create(
            letter=LetterFactory(controller=place.controller),
            state="accepted",
            accepted_at=ARRIVED,
        )
    raw = report(returned=sent.message_id)

    assert take(raw, place) == Outcome.AUTOMATIC

    sent.refresh_from_db()
    assert (sent.state, sent.last_error) == ("bounced", "dsn_5.1.1")


@pytest.mark.parametrize("to", ["nobody", "maxim/XX", "../maxim", "maxim/my/x"])
def test_a_wrong_addressee_is_refused(place, maildir, capsys, to):
    assert run(capsys, maildir=str(maildir), to=to)[0] == 2


def test_a_folder_that_is_no_maildir_is_refused(place, tmp_path, capsys):
    assert run(capsys, maildir=str(tmp_path / "none"), to="maxim/my")[0] == 2


def test_without_an_addressee_the_recipients_say_whose_it_is(place, capsys, maildir):
    address = "privacy@maxim.example"
    place.contact_points.create(kind="email", value=address)
    (maildir / "new" / "1.a").write_bytes(letter(to=address.upper()))
    (maildir / "new" / "2.b").write_bytes(letter(to="else@example.test"))

    code, said = run(capsys, maildir=str(maildir))

    assert (code, said) == (2, "Mails: 1 not taken in (nobody's), 1 to sort.\n")
    assert IncomingMail.objects.get().establishment == place


def test_a_company_of_many_countries_leaves_the_place_to_staff(place, capsys, maildir):
    (maildir / "new" / "1.a").write_bytes(letter(to="else@example.test"))

    run(capsys, maildir=str(maildir), to="maxim")

    row = IncomingMail.objects.get()
    assert row.controller == Controller.objects.get(slug="maxim")
    assert row.establishment is None
