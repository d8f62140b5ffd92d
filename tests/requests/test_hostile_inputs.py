"""Words and mails made to do harm: a clear sentence or plain text, and nothing half."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Establishment
from audit.vault import Shelf
from rights.errors import MailRefused
from rights.forms.filing import CodeForm
from rights.forms.preferences import AddressForm, ChoiceForm
from rights.forms.public import ContactForm, DetailsForm, WhatForm, WhoForm
from rights.forms.recipient import AnswerForm
from rights.forms.status import (
    ComplaintForm,
    MessageForm,
    ReferenceForm,
    ShowForm,
    WithdrawForm,
)
from rights.models import CaseFile, IncomingMail, Message, RawMail
from rights.offers import offer
from rights.reading_mail import BIDI, contents, read
from rights.receiving_mail import receive
from tests.requests.hostile_files import CASES

MEGABYTE = 1024 * 1024
HEAD = b"From: Dewi <dewi@example.test>\r\nTo: privacy@maxim.example\r\n"
MULTI = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"

MAILS: dict[str, bytes] = {
    "no header at all": b"words",
    "headers alone": HEAD,
    "a header without an end": b"From: " + b"a" * 100_000,
    "a mail of ten megabytes": HEAD + b"\r\n" + b"words " * (10 * MEGABYTE // 6),
    "one line of ten megabytes": HEAD + b"\r\n" + b"a" * (10 * MEGABYTE),
    "a subject of a megabyte": HEAD + b"Subject: " + b"s" * MEGABYTE + b"\r\n\r\nx",
    "ten thousand recipients": b"To: " + b"a@b.example, " * 10_000 + b"\r\n\r\nx",
    "ten thousand headers": HEAD + b"X-A: b\r\n" * 10_000 + b"\r\nx",
    "a second From": HEAD + b"From: eve@example.test\r\n\r\nx",
    "two senders in one": b"From: a@example.test, b@example.test\r\n\r\nx",
    "a header in the subject": HEAD
    + b"Subject: =?utf-8?q?a=0D=0ABcc:_x@y.z?=\r\n\r\nx",
    "a header in the name": b"From: =?utf-8?q?a=0ABcc:x?= <dewi@example.test>\r\n\r\nx",
    "a header folded in": HEAD + b"Subject: a\r\n Bcc: x@y.example\r\n\r\nx",
    "a NUL in a header": HEAD + b"Subject: a\x00b\r\n\r\nx",
    "a NUL in the words": HEAD + b"\r\na\x00b",
    "an unknown encoding": HEAD + b"Subject: =?nonsense?b?AAA?=\r\n\r\nx",
    "a broken base64 subject": HEAD + b"Subject: =?utf-8?b?A?=\r\n\r\nx",
    "an encoded word without an end": HEAD + b"Subject: =?utf-8?q?abc\r\n\r\nx",
    "a charset that does not exist": HEAD
    + b"Content-Type: text/plain; charset=klingon\r\n\r\nx",
    "a charset of many": HEAD
    + b"Content-Type: text/plain; charset*0=u; charset*9=x\r\n\r\nx",
    "a transfer encoding nobody knows": HEAD
    + b"Content-Transfer-Encoding: wat\r\n\r\nx",
    "broken base64 words": HEAD
    + b"Content-Transfer-Encoding: base64\r\n\r\n!!!not base64",
    "broken quoted words": HEAD
    + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=\r\n=",
    "broken uuencode": HEAD
    + b"Content-Transfer-Encoding: uuencode\r\n\r\nbegin 644 x\r\nzzzz",
    "a multipart without a boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\nx",
    "a boundary that never comes": MULTI + b"words",
    "a boundary that never ends": MULTI + b"--b\r\n\r\nwords",
    "only boundaries": MULTI + b"--b\r\n" * 5_000,
    "a part without headers": MULTI + b"--b\r\nwords\r\n--b--",
    "a mail in a mail in a mail": HEAD
    + b"Content-Type: message/rfc822\r\n\r\n"
    + b"Content-Type: message/rfc822\r\n\r\n" * 300
    + b"x",
    "three hundred parts in parts": HEAD
    + b"".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n".encode()
        for n in range(300)
    )
    + b"\r\nx",
    "an attachment with a path for a name": MULTI
    + b'--b\r\nContent-Disposition: attachment; filename="../../etc/x.txt"\r\n\r\nx'
    + b"\r\n--b--",
    "an attachment without a name": MULTI
    + b"--b\r\nContent-Disposition: attachment\r\n\r\nx\r\n--b--",
    "an attachment named in pieces": MULTI
    + b"--b\r\nContent-Disposition: attachment; filename*0=a; filename*1*=%FF%00.exe"
    + b"\r\n\r\nx\r\n--b--",
    "an attachment name of a megabyte": MULTI
    + b"--b\r\nContent-Disposition: attachment; filename="
    + b"n" * MEGABYTE
    + b"\r\n\r\nx\r\n--b--",
    "a script in HTML": HEAD
    + b"Content-Type: text/html\r\n\r\n<script>alert(1)</script>words",
    "a tag that never ends": HEAD
    + b"Content-Type: text/html\r\n\r\n<"
    + b"a" * 100_000,
    "half a million tags": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<b" * 500_000,
    "text turned round": HEAD + "Subject: \u202eabc\u2066\r\n\r\nx".encode(),
    "no text but a date of nonsense": HEAD + b"Date: 99 Foo 99999 99:99\r\n\r\n",
    "Latin-1 where UTF-8 is said": HEAD
    + b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xe9\xff",
    "lone surrogates": HEAD
    + b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xed\xa0\x80",
    "bytes of every kind": HEAD + b"\r\n" + bytes(range(256)) * 20,
    "nothing but line ends": b"\r\n" * 1_000 + b"x",
}


@pytest.mark.parametrize("name", MAILS)
def test_a_hostile_mail_is_read_as_plain_words_and_never_fails(name):
    mail = read(MAILS[name])
    files = contents(MAILS[name])

    for line in (mail.subject, mail.sender, mail.sender_name, mail.message_id):
        assert "\n" not in line
        assert "\r" not in line
        assert "\0" not in line
        assert len(line) <= 300
    assert "\0" not in mail.text
    assert "<script" not in mail.text
    assert not BIDI & set(mail.subject + mail.text)
    assert all("/" not in attached for attached, _data in files)


@given(st.binary(max_size=400))
@settings(max_examples=100)
def test_whatever_comes_as_a_mail_is_read(noise):
    for raw in (noise, HEAD + noise, MULTI + b"--b\r\n" + noise):
        assert read(raw) is not None
        assert contents(raw) is not None


@pytest.mark.django_db
def test_each_hostile_mail_is_kept_whole_or_refused_whole(rulebook):
    place = Establishment.objects.get(controller__slug="maxim", country="MY")
    refused = 0

    for raw in MAILS.values():
        try:
            receive(raw, establishment=place)
        except MailRefused:
            refused += 1

    assert refused == 0
    assert IncomingMail.objects.count() == len(MAILS)
    assert RawMail.objects.count() == len(MAILS)


# --- forms ----------------------------------------------------------------------------

HARMS = {
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "template": "{{ 7|add:7 }}{% debug %}",
    "sql": "'; DROP TABLE requests_message; --",
    "header": "a\r\nBcc: eve@example.test",
    "nul": "a\x00b",
    "escape": "a\x1b[31mb",
    "surrogate": "a\ud800b",
    "turned": "a\u202eb",
    "long": "x" * 200_000,
    "blank": " \t ",
    "combining": "a" + "\u0301" * 5_000,
    "format": "%s%n%x" * 50,
    "path": "../../../../etc/passwd",
    "number": "9" * 5_000,
}
SIMPLE = [
    *(ReferenceForm, MessageForm, ComplaintForm, WithdrawForm, CodeForm),
    *(AnswerForm, AddressForm),  # of a recipient outside, and of one's preferences
]
FIELDS = sorted({name for form in SIMPLE for name in form.base_fields} | {"other"})


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("form_class", SIMPLE)
def test_a_hostile_field_is_told_in_words_or_kept_as_text(form_class, harm):
    data = dict.fromkeys(form_class.base_fields, HARMS[harm])

    form = form_class(data)

    if not form.is_valid():
        assert all(str(error) for errors in form.errors.values() for error in errors)
    rendered = str(form)
    assert "<script>alert" not in rendered
    assert "<img src=x" not in rendered
    if harm in {"nul", "escape", "long"} and form.base_fields:
        assert not form.is_valid()


@given(
    st.sampled_from(SIMPLE),
    st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=200)),
)
@settings(max_examples=120)
def test_whatever_is_typed_the_small_forms_answer(form_class, typed):
    form = form_class(typed)

    assert form.is_valid() in {True, False}
    assert str(form) or form_class is WithdrawForm


@given(st.dictionaries(st.sampled_from(["shows", "file", "x"]), st.text(max_size=200)))
@settings(max_examples=60)
def test_whatever_is_typed_the_form_of_a_document_answers(typed):
    form = ShowForm(typed, shows=[("signature", "Signature")])

    assert not form.is_valid()  # nothing is shown without a file
    assert str(form)


@pytest.mark.django_db
@pytest.mark.parametrize("harm", HARMS)
def test_a_hostile_choice_of_preferences_is_no_choice(harm, maxim):
    form = ChoiceForm({"purpose": HARMS[harm], "choice": "yes"}, controller=maxim)

    assert not form.is_valid()


@pytest.fixture
def place(rulebook) -> SimpleNamespace:
    establishment = Establishment.objects.get(controller__slug="maxim", country="MY")
    return SimpleNamespace(establishment=establishment, offer=offer(establishment))


@pytest.mark.django_db
def test_whatever_is_typed_each_page_of_the_request_form_answers(place):
    names = ("relation", "right", "details", "details_access", "name", "person_name")
    names = (*names, "email", "is_authorised", "facts", "id_document_number")
    answers: dict[str, Any] = {"relation": "self", "right": ["access", "erasure"]}

    @given(
        st.sampled_from([WhoForm, WhatForm, DetailsForm, ContactForm]),
        st.dictionaries(
            st.sampled_from(names), st.lists(st.text(max_size=60), max_size=3)
        ),
    )
    @settings(max_examples=80)
    def fuzz(form_class, typed):
        form = form_class(
            MultiValueDict(typed),
            establishment=place.establishment,
            offer=place.offer,
            answers=answers,
        )
        assert form.is_valid() in {True, False}
        assert str(form)

    fuzz()


# --- all the way to the page ----------------------------------------------------------


@pytest.mark.django_db
def test_hostile_files_on_the_desk_leave_no_row_and_no_byte(
    open_request, aida, tmp_path, settings
):
    settings.KEY_DIR = settings.DATA_DIR / "keys"
    settings.DATA_DIR = tmp_path
    case = open_request()
    desk = Client()
    desk.force_login(aida)
    url = reverse("requests:notes", args=[case.ref])

    for name, data, sentence, by_staff in CASES[::9]:
        if sentence.startswith("We cannot take") and not by_staff and "zip" in name:
            continue
        page = desk.post(
            url,
            {
                "version": case.version,
                "body": "See the file.",
                "attached": SimpleUploadedFile(name, data),
            },
        )
        assert page.status_code == 200, name
        assert sentence in page.content.decode(), name

    assert not Message.objects.exists()
    assert not CaseFile.objects.exists()
    assert not list(Shelf("cases").folder.glob("*/*"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("multipart/form-data", b"no boundary", 400),
        ("multipart/form-data; boundary=", b"x", 400),
        ("multipart/form-data; boundary=b", b"--b\r\nnonsense", 200),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 3 * MEGABYTE, 413),
        ("application/x-www-form-urlencoded", b"a=1&" * 2_000, 400),
        ("application/json", b"{", 200),
    ],
)
def test_a_post_that_cannot_be_read_is_answered_in_words(content_type, body, status):
    response = Client().post("/r/", body, content_type=content_type)

    assert response.status_code == status
    assert "<h1>" in response.content.decode()


def test_a_submission_key_is_a_key_or_refused():
    assert "submission" in MessageForm({"submission": "x", "body": "a"}).errors
