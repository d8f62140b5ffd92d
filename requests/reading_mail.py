"""What a mail says, read without trusting a byte of it. Nothing here can fail on one.

Text only: HTML loses its tags, an attachment is a name, a type and a size and is never
opened. Broken MIME gives whatever can be read of it. Sources: RFC 5322, 2045, 3834.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from html import unescape

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

REFERENCE = re.compile(r"(?<![\w-])R-\d{4}-\d{4,9}(?![\w-])", re.ASCII | re.IGNORECASE)
TEXT_LIMIT = 20_000  # characters shown and kept; the whole mail stays as it came
HTML_LIMIT = 400_000
PARTS = 200  # of a mail that are looked at
REFERENCES = 20
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
UNREADABLE = frozenset({"Cc", "Cs", "Cn"})
TO_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
MACHINES = ("mailer-daemon@", "postmaster@")


@dataclass(frozen=True)
class Attached:
    """An attachment, never opened. `size` is in bytes."""

    name: str
    type: str
    size: int


@dataclass(frozen=True)
class ReadMail:
    """A mail in plain words; blank where it says nothing that can be read."""

    message_id: str = ""
    sender: str = ""  # one valid address, lower case; blank for none or several
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    attachments: tuple[Attached, ...] = ()
    recipients: tuple[str, ...] = ()
    is_automatic: bool = False
    is_forged: bool = False  # the receiving server says the sender is not who it says
    is_cut: bool = False

    @property
    def references(self) -> list[str]:
        """References the mail quotes, those of the subject first."""
        found = REFERENCE.findall(f"{self.subject}\n{self.text}")
        return list(dict.fromkeys(ref.upper() for ref in found))[:REFERENCES]


def read(raw: bytes) -> ReadMail:
    """Read one mail. What cannot be read at all gives an empty one."""
    try:
        message = message_from_bytes(raw)
        return _read(message)
    except Exception:  # the mail's fault, whatever it is: RecursionError among them
        return ReadMail()


def _read(message: "Message[str, str]") -> ReadMail:
    name, sender = _sender(message)
    text, attachments, is_cut = _body(message)
    return ReadMail(
        message_id=_header(message, "Message-ID"),
        sender=sender,
        sender_name=name,
        subject=_header(message, "Subject"),
        text=text,
        attachments=attachments,
        recipients=_recipients(message),
        is_automatic=_is_automatic(message, sender),
        is_forged=_is_forged(message),
        is_cut=is_cut,
    )


def plain(text: str, *, lines: bool = False) -> str:
    """Text without control characters, lone surrogates or marks that turn it round."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (
        c
        for c in text
        if c in "\n\t" or (unicodedata.category(c) not in UNREADABLE and c not in BIDI)
    )
    joined = "".join(kept)
    return joined.strip() if lines else " ".join(joined.split())


def _header(message: "Message[str, str]", name: str, limit: int = 300) -> str:
    value = message.get(name)
    return "" if value is None else _decoded(value)[:limit]


def _decoded(value: object) -> str:
    try:
        return plain(str(make_header(decode_header(value))))  # type: ignore[arg-type]
    except Exception:  # an encoding nobody knows, or half of one
        return plain(str(value))


def _sender(message: "Message[str, str]") -> tuple[str, str]:
    """Name and address of the one sender; several, or none that is valid, is nobody."""
    headers = message.get_all("From") or []
    found = getaddresses([str(value) for value in headers])
    named = [(name, address) for name, address in found if address]
    if len(headers) != 1 or len(named) != 1:
        return (_decoded(named[0][0])[:200] if named else "", "")
    name, address = named[0]
    return _decoded(name)[:200], _valid(address)


def _valid(address: str) -> str:
    address = address.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if len(address) <= 254 else ""


def _recipients(message: "Message[str, str]") -> tuple[str, ...]:
    values = [str(v) for name in TO_HEADERS for v in message.get_all(name) or []]
    addresses = (_valid(address) for _name, address in getaddresses(values[:50]))
    return tuple(dict.fromkeys(address for address in addresses if address))


def _is_automatic(message: "Message[str, str]", sender: str) -> bool:
    """Auto-replies, bounces, lists and our own mails coming back (RFC 3834, 2)."""
    submitted = _header(message, "Auto-Submitted").casefold()
    precedence = _header(message, "Precedence").casefold()
    senders = (settings.DEFAULT_FROM_EMAIL, settings.NOTICE_FROM_EMAIL)
    ours = {parseaddr(one)[1].casefold() for one in senders}
    return (
        submitted not in {"", "no"}
        or precedence in {"bulk", "junk", "list", "auto_reply"}
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
        or _header(message, "Return-Path") == "<>"
        or message.get_content_type() == "multipart/report"
        or sender.startswith(MACHINES)
        or (bool(sender) and sender in ours)
    )


def _is_forged(message: "Message[str, str]") -> bool:
    results = " ".join(
        str(value) for value in message.get_all("Authentication-Results") or []
    )
    return "dmarc=fail" in results.casefold()


def _body(message: "Message[str, str]") -> tuple[str, tuple[Attached, ...], bool]:
    """The first readable text, and what is attached; nested mails stay closed."""
    texts: dict[str, str] = {}
    attached: list[Attached] = []
    for part, kind in _parts(message):
        if _is_text(part, kind) and kind not in texts:
            texts[kind] = _text(part)
        elif kind != "text/html" or part.get_filename() is not None:
            attached.append(_attached(part, kind))
    html = texts.get("text/html", "")
    text = texts.get("text/plain", "") or without_tags(html)
    text = plain(text, lines=True)
    return text[:TEXT_LIMIT], tuple(attached), len(text) > TEXT_LIMIT


def contents(raw: bytes) -> list[tuple[str, bytes]]:
    """The attachments of a mail as they came, by name; nothing in them is opened.

    A picture that the text shows counts as one; a mail inside a mail stays in it. What
    cannot be read at all gives none.
    """
    try:
        return [
            (_attached(part, kind).name, _bytes(part))
            for part, kind in _parts(message_from_bytes(raw))
            if not _is_text(part, kind) and part.get_filename() is not None
        ]
    except Exception:  # the mail's fault, as in `read`
        return []


def _parts(message: "Message[str, str]") -> Iterator[tuple["Message[str, str]", str]]:
    """The parts of a mail that hold something, in their order; only so many."""
    waiting, seen = [message], 0
    while waiting and seen < PARTS:
        part, seen = waiting.pop(0), seen + 1
        kind = part.get_content_type()
        payload = part.get_payload()
        if kind.startswith("multipart/") and isinstance(payload, list):
            waiting[:0] = [p for p in payload if isinstance(p, Message)]
        else:
            yield part, kind


def _is_text(part: "Message[str, str]", kind: str) -> bool:
    is_inline = part.get_content_disposition() != "attachment"
    is_words = kind in {"text/plain", "text/html"} and is_inline
    return is_words and part.get_filename() is None


def _bytes(part: "Message[str, str]") -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: "Message[str, str]") -> str:
    data = _bytes(part)[: HTML_LIMIT * 4]
    charset = part.get_content_charset("utf-8")
    for name in (charset, "utf-8"):
        try:
            return data.decode(name)
        except (LookupError, ValueError):  # no such charset, or not in it
            continue
    return data.decode("latin-1")


def _attached(part: "Message[str, str]", kind: str) -> Attached:
    try:
        name = _decoded(part.get_filename() or "")
    except Exception:
        name = ""
    name = name.replace("\\", "/").rpartition("/")[2][:120]
    if kind == "message/rfc822":
        return Attached(name, kind, 0)
    return Attached(name, plain(kind)[:80], len(_bytes(part)))


TAG = re.compile(r"<(?:/?([a-zA-Z][a-zA-Z0-9]{0,20})|[!?])")
SKIPPED = frozenset({"script", "style", "head", "title", "template"})
BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table"})


def without_tags(html: str) -> str:
    """The words of an HTML mail: no tag, script, style or comment.

    One pass over the text whatever it holds; what never closes is shown as text.
    """
    html = html[:HTML_LIMIT]
    words, at = [], 0
    while (opens := html.find("<", at)) >= 0:
        words.append(html[at:opens])
        at = _past_tag(html, opens, words)
    words.append(html[at:])
    lines = (" ".join(line.split()) for line in unescape("".join(words)).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _past_tag(html: str, opens: int, words: list[str]) -> int:
    """Where the text goes on after the `<` at `opens`."""
    if html.startswith("<!--", opens):
        ends = html.find("-->", opens)
        return len(html) if ends < 0 else ends + 3
    found = TAG.match(html, opens)
    closes = html.find(">", opens) if found else -1
    if found is None or closes < 0:
        words.append("<" if found is None else html[opens:])
        return opens + 1 if found is None else len(html)
    tag = (found[1] or "").lower()
    if tag in BREAKS:
        words.append("\n")
    if tag in SKIPPED and not found[0].startswith("</"):
        end = re.compile(f"</{tag}", re.IGNORECASE).search(html, closes)
        return end.start() if end else len(html)
    return closes + 1
