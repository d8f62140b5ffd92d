"""One text for many: what differs from mail to mail, and that nothing else can."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.db import transaction

from accounts.models import Controller
from audit.trail import Actor, act
from correspondence import frozen, notice_links
from correspondence.errors import LetterNotWritten
from correspondence.models import Delivery, Letter
from tests.factories import DataSubjectFactory

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
TEXT = (
    "Selamat sejahtera [name],\n\nDasar 私隐政策 berubah.\n\nhttps://x.test/n/[link]/\n"
)
HTML = "<p>[name],</p><p>Dasar 私隐政策</p><a href='https://x.test/n/[link]/'>Baca</a>"


@pytest.fixture
def letter(maxim: Controller) -> Letter:
    with transaction.atomic(), act(by=Actor.job("test")):
        return frozen.write(
            kind="policy_change",
            controller=maxim,
            language="ms",
            subject="Dasar privasi\r\nBcc: thief@example.test",
            text=TEXT,
            html=HTML,
            at=AT,
        )


def filled(letter: Letter, *, name: str, to: str = "dewi@example.test") -> EmailMessage:
    raw = frozen.mould(letter).fill(
        to=to, name=name, link="TOKEN", message_id="<1@x.test>", at=AT
    )
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    content: str = found.get_content()
    return content


def test_each_mail_carries_the_frozen_words_and_its_own_name_and_link(
    letter: Letter,
) -> None:
    mail = filled(letter, name="Muhammad Contohuddin 陈 <b>")

    said = "Muhammad Contohuddin 陈 <b>"
    assert part(mail, "plain").replace("\r\n", "\n") == letter.body.replace(
        "[name]", said
    ).replace("[link]", "TOKEN")
    assert "Muhammad Contohuddin 陈 &lt;b&gt;,</p>" in part(mail, "html")
    assert "<b>" not in part(mail, "html")
    assert "/n/TOKEN/" in part(mail, "html")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    assert "<img" not in part(mail, "html")


def test_neither_subject_nor_name_can_add_a_header(letter: Letter) -> None:
    mail = filled(letter, name="Dewi\r\nBcc: thief@example.test\r\n\r\nHello")

    assert mail["Bcc"] is None
    assert mail["Subject"] == "Dasar privasi Bcc: thief@example.test"
    assert "Dewi Bcc: thief@example.test Hello" in part(mail, "plain")


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("a@b.test\r\nBcc: c@d.test", id="line break"),
        pytest.param("a@b.test, c@d.test", id="two"),
        pytest.param("nobody", id="no domain"),
        pytest.param("", id="blank"),
    ],
)
def test_what_is_not_one_address_makes_no_mail(letter: Letter, address: str) -> None:
    with pytest.raises(ValueError, match="not one e-mail address"):
        filled(letter, name="Dewi", to=address)


def test_the_fingerprint_covers_subject_text_and_marked_text(letter: Letter) -> None:
    before = letter.body_sha256
    for field in ("subject", "body", "html"):
        changed = Letter(subject=letter.subject, body=letter.body, html=letter.html)
        setattr(changed, field, getattr(letter, field) + ".")
        assert frozen.fingerprint(changed) != before
    assert frozen.fingerprint(letter) == before


def test_a_text_without_the_way_to_its_page_is_not_kept(maxim: Controller) -> None:
    with pytest.raises(LetterNotWritten):
        frozen.write(
            kind="policy_change",
            controller=maxim,
            language="en",
            subject="x",
            text="Hello [name]",
            html=HTML,
            at=AT,
        )


def test_the_address_of_a_notice_opens_one_notice_and_cannot_be_invented(
    letter: Letter,
) -> None:
    with transaction.atomic(), act(by=Actor.job("test")):
        person = DataSubjectFactory(controller=letter.controller)
    rows = [
        Delivery.objects.create(letter=letter, campaign_id=n, person=person)
        for n in (1, 2)
    ]
    token = notice_links.token_of(rows[0].pk)

    assert notice_links.find(token) == rows[0]
    # The next letter of the alphabet at the end: of the number, or of unused bits.
    ends = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spelled = [token[:-1] + end for end in ends if end != token[-1]]
    cut = ["", "x", "A" * 26, token[:-1], token[1:], token + "=", token + "~"]
    for invented in cut + spelled:
        assert notice_links.find(invented) is None
