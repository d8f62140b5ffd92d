"""A text written once for many people, and each one's mail made from its bytes.

The letter is frozen: nothing but `[name]`, `[link]` and the headers To, Message-ID and
Date differs from one mail to the next, so its fingerprint says what everyone was told.
Drawing a mail anew for each person was the slowest part of sending (POLICIES.md 4).
"""

import hashlib
import quopri
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape

from django.conf import settings

from accounts.models import Controller
from correspondence.errors import LetterNotWritten
from correspondence.mail import from_name, mailbox
from correspondence.models import LINK_PLACE, NAME_PLACE, Letter
from correspondence.wording import SUBJECT_LENGTH, one_line, shortened, wrapped

_PLACES = re.compile(f"({re.escape(NAME_PLACE)}|{re.escape(LINK_PLACE)})")
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
)
_SOFT_BREAK = b"=\r\n"


def write(
    *,
    kind: str,
    controller: Controller,
    language: str,
    subject: str,
    text: str,
    html: str,
    at: datetime,
) -> Letter:
    """Keep a text for many in the caller's transaction; `[name]` and `[link]` are the
    only places that differ.

    Raises LetterNotWritten where the way to its page, `[link]`, is missing.
    """
    if LINK_PLACE not in text or LINK_PLACE not in html:
        raise LetterNotWritten(f"{kind} has no {LINK_PLACE} for its page.")
    letter = Letter(
        controller=controller,
        kind=kind,
        language=language,
        subject=shortened(one_line(subject), SUBJECT_LENGTH),
        body=wrapped(text),
        html=html,
        created_at=at,
    )
    letter.body_sha256 = fingerprint(letter)
    letter.save()
    return letter


def fingerprint(letter: Letter) -> str:
    """SHA-256 over subject, text and marked text, as 64 hexadecimal digits."""
    said = "\0".join((letter.subject, letter.body, letter.html))
    return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Mould:
    """A frozen letter as bytes with gaps; `sender` is where its mails come from."""

    head: bytes
    parts: tuple[bytes, ...]  # literal, place, literal, place, ..., literal
    sender: str

    def fill(
        self, *, to: str, name: str, link: str, message_id: str, at: datetime
    ) -> bytes:
        """One person's mail. Raises ValueError for what is not one plain address."""
        if len(to) > 254 or not _ADDRESS.fullmatch(to):
            raise ValueError("This is not one e-mail address.")
        plain = shortened(one_line(name), 200)
        values = {
            b"name": _quoted(plain),
            b"html-name": _quoted(escape(plain)),
            b"link": link.encode("ascii"),
        }
        body = [
            values[part] if number % 2 else part
            for number, part in enumerate(self.parts)
        ]
        own = f"To: {to}\r\nMessage-ID: {message_id}\r\nDate: {format_datetime(at)}\r\n"
        return own.encode("ascii") + self.head + b"".join(body)


def mould(letter: Letter) -> Mould:
    """The letter's mails but for what differs. No tracking and no List-Unsubscribe: a
    click must not silence a notice that the law asks for (RFC 3834 for the header)."""
    sender = parseaddr(settings.NOTICE_FROM_EMAIL)[1]
    boundary = f"={secrets.token_hex(16)}="
    head = EmailMessage(policy=SMTP)
    head["From"] = mailbox(from_name(letter), sender)
    head["Subject"] = letter.subject
    head["Auto-Submitted"] = "auto-generated"
    head["Content-Language"] = letter.language
    head["MIME-Version"] = "1.0"
    # Set last and by hand: the library would write an empty body for it.
    kind = f'Content-Type: multipart/alternative; boundary="{boundary}"'
    parts = [
        *_part(boundary, "plain", letter.body, b"name"),
        *_part(boundary, "html", letter.html, b"html-name"),
        f"\r\n--{boundary}--\r\n".encode(),
    ]
    top = head.as_bytes().rstrip() + f"\r\n{kind}\r\n".encode()
    return Mould(top, tuple(_alternating(parts)), sender)


def _part(boundary: str, kind: str, text: str, name: bytes) -> Iterator[bytes]:
    yield (
        f"\r\n--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()
    for piece in _PLACES.split(text):
        if piece == NAME_PLACE:
            yield from (_SOFT_BREAK, name, _SOFT_BREAK)
        elif piece == LINK_PLACE:
            yield from (_SOFT_BREAK, b"link", _SOFT_BREAK)
        else:
            yield _quoted(piece)


def _alternating(parts: list[bytes]) -> Iterator[bytes]:
    """Literals joined, so that every second part is a place."""
    literal = b""
    for part in parts:
        if part in {b"name", b"html-name", b"link"}:
            yield literal
            yield part
            literal = b""
        else:
            literal += part
    yield literal


def _quoted(text: str) -> bytes:
    """Quoted-printable (RFC 2045 6.7), lines ended by CR LF."""
    lines = text.replace("\r\n", "\n").encode()
    return quopri.encodestring(lines).replace(b"\n", b"\r\n")
