import email.policy
import errno
import smtplib
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from correspondence.mail import Trouble, Verdict, build, trouble_of
from correspondence.models import Delivery, Letter

Write = Callable[..., Letter]

pytestmark = pytest.mark.django_db


def as_sent(delivery: Delivery) -> EmailMessage:
    raw = build(delivery).message(policy=email.policy.SMTP).as_bytes()
    return message_from_bytes(raw, policy=email.policy.default)  # type: ignore[return-value]


def test_a_mail_says_that_nobody_need_answer_and_follows_nobody(write: Write) -> None:
    write(language="ms")

    mail = as_sent(Delivery.objects.get())

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "ms"
    assert mail["Message-ID"] == Delivery.objects.get().message_id
    assert mail["From"].addresses[0].display_name == "Maxim"
    assert mail["List-Unsubscribe"] is None
    assert mail.get_content_type() == "text/plain"


@pytest.mark.parametrize(
    "name",
    [
        "Dewi\r\nBcc: thief@example.test",
        'Dewi" <thief@example.test>, "x',
        "Dewi\u2028Subject: x",
        "奥" * 90,
        "ณัฐ, (x) " * 22,
        "=?utf-8?q?x?= <thief@example.test>",
    ],
)
def test_a_name_cannot_change_where_a_mail_goes(write: Write, name: str) -> None:
    write(to_name=name)

    mail = as_sent(Delivery.objects.get())

    assert [a.addr_spec for a in mail["To"].addresses] == ["dewi@example.test"]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Your code for Maxim"


def test_text_of_any_script_arrives_as_written(write: Write) -> None:
    name = "奥克斯电气 · ณัฐ · Қазақстан"
    letter = write(context={"controller_name": name, "minutes": 15})

    mail = as_sent(Delivery.objects.get())

    assert mail["Subject"] == f"Your code for {name}"
    assert mail.get_content().replace("\r\n", "\n").strip() == letter.body.strip()


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (
            smtplib.SMTPRecipientsRefused({"a": (550, b"5.1.1 dewi@example.test?")}),
            Trouble(Verdict.REFUSED, "smtp_550_5.1.1"),
        ),
        (
            smtplib.SMTPRecipientsRefused({"a": (451, b"4.7.1 greylisted")}),
            Trouble(Verdict.LATER, "smtp_451_4.7.1"),
        ),
        (smtplib.SMTPDataError(554, b"spam"), Trouble(Verdict.REFUSED, "smtp_554")),
        (smtplib.SMTPDataError(452, b"full"), Trouble(Verdict.LATER, "smtp_452")),
        (
            smtplib.SMTPSenderRefused(550, b"who?", "x"),
            Trouble(Verdict.IMPOSSIBLE, "smtp_550"),
        ),
        (
            smtplib.SMTPSenderRefused(530, b"5.7.0 sign in", "x"),
            Trouble(Verdict.LATER, "smtp_530_5.7.0"),
        ),
        (
            smtplib.SMTPAuthenticationError(535, b"no"),
            Trouble(Verdict.LATER, "smtp_535"),
        ),
        (smtplib.SMTPServerDisconnected("x"), Trouble(Verdict.LATER, "network")),
        (ConnectionRefusedError("x"), Trouble(Verdict.LATER, "network")),
        (TimeoutError("x"), Trouble(Verdict.LATER, "timeout")),
        (ValueError("dewi@example.test"), Trouble(Verdict.IMPOSSIBLE, "bad_address")),
        (KeyError("x"), Trouble(Verdict.LATER, "internal_KeyError")),
    ],
)
def test_what_an_answer_means(error: Exception, trouble: Trouble) -> None:
    assert trouble_of(error) == trouble


def test_without_a_mail_server_each_letter_is_a_file_that_names_nobody(
    write: Write, settings: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "mail"
    settings.MAILERS = {
        "default": {
            "BACKEND": "correspondence.backends.FolderBackend",
            "OPTIONS": {"file_path": folder},
        }
    }
    write(kind="decision.partly")
    write(kind="receipt")

    call_command("worker", once=True)

    first, second = sorted(folder.iterdir())
    assert "decision-partly" in first.name
    assert "receipt" in second.name
    assert first.suffix == ".eml"
    assert "dewi" not in first.name
    assert first.stat().st_mode & 0o077 == 0
    mail = message_from_bytes(first.read_bytes(), policy=email.policy.default)
    assert mail["To"] == "Dewi <dewi@example.test>"


def test_a_full_disk_leaves_no_half_of_a_letter_and_loses_none(
    write: Write, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mail"
    settings.MAILERS = {
        "default": {
            "BACKEND": "correspondence.backends.FolderBackend",
            "OPTIONS": {"file_path": folder},
        }
    }
    write()

    def full(*_paths: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    call_command("worker", once=True)

    assert list(folder.iterdir()) == []
    delivery = Delivery.objects.get()
    assert delivery.state == Delivery.State.DEFERRED
    assert delivery.next_attempt_at > delivery.queued_at
