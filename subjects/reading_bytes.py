"""Bytes of files as they can be looked into: unpacked, decoded, their words open.

Words lie compressed in a PDF or an office document and encoded in a mail.
"""

import email
import email.policy
import io
import zipfile
from collections.abc import Iterator

DEEPEST = 2  # an archive within an archive
MOST = 200_000_000  # bytes unpacked of one archive; a bomb is not looked into


def forms(data: bytes) -> Iterator[bytes]:
    """The bytes themselves, and whatever they hold in another form."""
    yield data
    yield from _inside(data, DEEPEST)


def _inside(data: bytes, depth: int) -> Iterator[bytes]:
    if data.startswith(b"PK\x03\x04") and depth:
        for member in _members(data):
            yield member
            yield from _inside(member, depth - 1)
    elif data.startswith(b"%PDF"):
        yield from _pages(data)
    elif b"\nMIME-Version:" in data[:20_000] or b"\nReceived:" in data[:20_000]:
        yield mail_words(data).encode()
        yield from _enclosed(data, depth)


def _members(data: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) <= MOST:
                for one in archive.infolist():
                    yield one.filename.encode()
                    yield archive.read(one)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return  # damaged, or locked with a password nobody gave us


def _pages(data: bytes) -> Iterator[bytes]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        for page in PdfReader(io.BytesIO(data)).pages:
            yield page.extract_text().encode()
    except (PyPdfError, ValueError, KeyError):
        return


def mail_words(mail: bytes) -> str:
    """Headers and text of a mail as a person reads them, whatever their encoding."""
    message = email.message_from_bytes(mail, policy=email.policy.default)
    parts = [f"{name}: {value}" for name, value in message.items()]
    for part in message.walk():
        if part.get_content_maintype() == "text":
            try:
                parts.append(str(part.get_content()))
            except (LookupError, UnicodeError):  # an encoding nobody knows
                parts.append(str(part.get_payload()))
    return "\n".join(parts)


def _enclosed(mail: bytes, depth: int) -> Iterator[bytes]:
    message = email.message_from_bytes(mail, policy=email.policy.default)
    for part in message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and part.get_content_maintype() != "text":
            yield content
            yield from _inside(content, depth - 1)
