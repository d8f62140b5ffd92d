"""A letter as a mail, and what a mail server's answer means for it."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default as default_policy
from email.utils import parseaddr
from enum import Enum, auto
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from correspondence.models import CODE_PLACE, LINK_PLACE, Delivery, Letter
from correspondence.wording import one_line


class LetterMail(EmailMessage):
    """A mail that knows its kind of letter (the folder names files by it)."""

    letter_kind = "mail"


class ReadyMail(LetterMail):
    """A mail that was put together as bytes (frozen.py), for a backend without SMTP."""

    letter_kind = "notice"

    def __init__(self, content: bytes, sender: str, to: str) -> None:
        super().__init__(from_email=sender, to=[to])
        self.content = content

    def message(self, *, policy: Any = default_policy) -> Any:
        return message_from_bytes(self.content, policy=policy)


def build(delivery: Delivery, digits: str = "", token: str = "") -> LetterMail:
    """The mail for this delivery, with the digits where the stored body says `[code]`,
    and the token where it says `[link]`.

    No tracking; the same Message-ID on every attempt, so that a doubled mail shows as
    one. List-Unsubscribe (RFC 8058) on advertising alone: a click must not silence a
    statutory notice. Raises
    ValueError for an address no header can carry.
    """
    letter = delivery.letter
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    body = letter.body.replace(CODE_PLACE, digits) if digits else letter.body
    body = body.replace(LINK_PLACE, token) if token else body
    mail = LetterMail(
        subject=one_line(letter.subject),
        body=body,
        from_email=sender,
        to=[letter.to_email],
        headers={
            "From": mailbox(from_name(letter), sender),
            "To": mailbox(letter.to_name, letter.to_email),
            "Message-ID": delivery.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
            **_unsubscribe(letter, token),
        },
    )
    mail.letter_kind = letter.kind
    return mail


def _unsubscribe(letter: Letter, token: str) -> dict[str, str]:
    if letter.advertises_to_id is None or not token:
        return {}
    return {
        "List-Unsubscribe": f"<{settings.SITE_URL}/u/{token}/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def from_name(letter: Letter) -> str:
    """The company that writes; the sender's own name where it is the whole office."""
    if letter.controller is not None:
        return letter.controller.name
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or "DPO Portal"


def mailbox(name: str, address: str) -> str:
    """`Name <address>` for a header. Raises ValueError for what is not one address."""
    # Characters with a meaning of their own in a header are left out rather than
    # quoted: folding a long quoted name has lost its quotes in several Python releases.
    plain = one_line(re.sub(r'[()<>@,;:\\"\[\]]', " ", name))
    local, _, domain = address.rpartition("@")
    if not domain or re.search(r"[\s<>,;]", address):
        raise ValueError("This is not one e-mail address.")
    return str(Address(display_name=plain, username=local, domain=domain))


class Verdict(Enum):
    LATER = auto()  # temporary: try again
    REFUSED = auto()  # the receiving side said no for good
    IMPOSSIBLE = auto()  # it cannot be sent as it is


@dataclass(frozen=True)
class Trouble:
    verdict: Verdict
    code: (
        str  # for `last_error` and the proof: never the server's text, it names people
    )


# Not about this letter: our account at the relay is wrong, which an operator can mend.
_OUR_ACCOUNT = {530, 534, 535, 538}


def trouble_of(error: Exception) -> Trouble:
    """What an error while sending one mail means. Source: RFC 5321 4.2.1, RFC 3463."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        status, text = next(iter(error.recipients.values()), (0, b""))
        return _of_reply(status, text, Verdict.REFUSED)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _of_reply(error.smtp_code, error.smtp_error, Verdict.IMPOSSIBLE)
    if isinstance(error, smtplib.SMTPResponseException):
        return _of_reply(error.smtp_code, error.smtp_error, Verdict.REFUSED)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Trouble(Verdict.IMPOSSIBLE, "not_supported")
    if isinstance(error, ssl.SSLError):
        return Trouble(Verdict.LATER, "tls")
    if isinstance(error, TimeoutError):
        return Trouble(Verdict.LATER, "timeout")
    if isinstance(
        error, OSError
    ):  # SMTPException, a lost connection among them, is one
        return Trouble(Verdict.LATER, "network")
    if isinstance(error, ValueError):
        return Trouble(Verdict.IMPOSSIBLE, "bad_address")
    return Trouble(Verdict.LATER, f"internal_{type(error).__name__}"[:60])


def _of_reply(status: int, text: bytes | str, for_good: Verdict) -> Trouble:
    said = text.decode("ascii", "replace") if isinstance(text, bytes) else str(text)
    enhanced = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})\b", said)
    code = f"smtp_{status}" + (f"_{enhanced.group(1)}" if enhanced else "")
    is_for_good = 500 <= status < 600 and status not in _OUR_ACCOUNT
    return Trouble(for_good if is_for_good else Verdict.LATER, code)
