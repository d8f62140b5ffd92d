"""A time stamp of a checkpoint by an authority outside (RFC 3161).

It says that the chain stood like this at that moment, signed by somebody who has
nothing to do with the portal. What is stamped is the checkpoint's line as it can be
downloaded, so that anyone can check it:

    openssl ts -verify -data checkpoint-7.jsonl -in checkpoint-7.tsr -CAfile tsa.pem

Here the answer is read as far as its imprint, nonce and moment; the authority's
signature is for the auditor to check, with a certificate that is not ours.
"""

import secrets
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings

from audit import checkpoints
from audit.errors import NoTimeStamp
from audit.models import Checkpoint, TimeStamp

SHA256 = bytes.fromhex("0609608648016503040201")  # the object identifier, in DER
SECONDS = 20
MOST_BYTES = 64_000
INTEGER, OCTETS, SEQUENCE = 0x02, 0x04, 0x30
GRANTED = {0, 1}  # granted, granted with modifications


def publish(new: Sequence[Checkpoint]) -> None:
    """Have the newest of these stamped. Raises NoTimeStamp, or OSError from the net."""
    newest, nonce = new[-1], secrets.randbits(63)
    digest = imprint(newest)
    asked = urllib.request.Request(  # noqa: S310 - the operator's own setting
        settings.TIMESTAMP_URL,
        data=request(digest, nonce),
        headers={"Content-Type": "application/timestamp-query"},
    )
    with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310
        response = answer.read(MOST_BYTES + 1)
    TimeStamp.objects.create(
        seq=newest.seq, stamped_at=read(response, digest, nonce), response=response
    )


def imprint(checkpoint: Checkpoint) -> bytes:
    """SHA-256 of the line as `/audit/integrity/` gives it."""
    return sha256(checkpoints.as_file(checkpoint)).digest()


def request(digest: bytes, nonce: int) -> bytes:
    """A TimeStampReq for this SHA-256, which asks for the certificate as well."""
    algorithm = _der(SEQUENCE, SHA256 + b"\x05\x00")
    return _der(
        SEQUENCE,
        _der(INTEGER, b"\x01")
        + _der(SEQUENCE, algorithm + _der(OCTETS, digest))
        + _der(INTEGER, _integer(nonce))
        + b"\x01\x01\xff",
    )


def read(response: bytes, digest: bytes, nonce: int) -> datetime:
    """The moment that a TimeStampResp vouches for.

    Raises NoTimeStamp where it refuses, is about something else or cannot be read.
    """
    try:
        status, *token = _Node.whole(response).children()
        if int.from_bytes(status.children()[0].content) not in GRANTED:
            raise NoTimeStamp("The authority refused to stamp.")
        _type, content = token[0].children()
        signed = content.children()[0]
        info = _info(signed)
        fields = info.children()
        moment = _moment(fields[4].content)
        nonces = [f.content for f in fields[5:] if f.tag == INTEGER]
        same = fields[2].children()[1].content == digest
    except (ValueError, IndexError) as error:
        raise NoTimeStamp("The answer is no time stamp.") from error
    if not same or nonces != [_integer(nonce)]:
        raise NoTimeStamp("The time stamp is of something else.")
    return moment


def _info(signed: "_Node") -> "_Node":
    """TSTInfo, out of the SignedData that carries it."""
    carrier = signed.children()[2]
    octets = carrier.children()[1].children()[0]
    return _Node.whole(octets.content)


def _moment(text: bytes) -> datetime:
    whole, _dot, part = text.decode("ascii").removesuffix("Z").partition(".")
    moment = datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return moment.replace(microsecond=int(part[:6].ljust(6, "0")) if part else 0)


def _integer(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1)


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content


@dataclass(frozen=True, slots=True)
class _Node:
    """One value of DER. Raises ValueError where bytes are missing."""

    tag: int
    content: bytes

    @classmethod
    def whole(cls, data: bytes) -> "_Node":
        return next(cls._in(data))

    def children(self) -> list["_Node"]:
        return list(self._in(self.content))

    @classmethod
    def _in(cls, data: bytes) -> Iterator["_Node"]:
        at = 0
        while at < len(data):
            if at + 2 > len(data):
                raise ValueError("cut off")
            tag, size, at = data[at], data[at + 1], at + 2
            if size & 0x80:
                more = size & 0x7F
                size = int.from_bytes(data[at : at + more])
                at += more
            if at + size > len(data):
                raise ValueError("cut off")
            yield cls(tag, data[at : at + size])
            at += size
        if not data:
            raise ValueError("empty")
