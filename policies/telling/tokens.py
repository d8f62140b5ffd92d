"""Tokens of the notices API: signed by the company's own server, for ten minutes.

A compact JWS (RFC 7515) with an Ed25519 signature (RFC 8037). The portal keeps only the
app's public key, so nothing stored here can speak for a person.

    {"alg": "EdDSA"} . {"iss": app, "aud": SITE_URL, "sub": account, "iat", "exp"}
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from django.conf import settings

from policies.models import NoticeApp

LONGEST = timedelta(minutes=10)
CLOCKS_DIFFER = timedelta(seconds=30)
BIGGEST = 4_000  # characters of a token


class TokenRefused(Exception):
    """Not a token of an app of ours, or no longer one; the text says which."""


@dataclass(frozen=True)
class Bearer:
    """Who asks: the app, the person's account there, and whether it is the server.

    `may_answer` is the claim `"scope": "answer"`: the company's server has let the
    person agree or say no itself.
    """

    app: NoticeApp
    account: str
    may_answer: bool


def read(token: str, *, at: datetime) -> Bearer:
    """Check the signature, the times and whom it is for. Raises TokenRefused."""
    if len(token) > BIGGEST or token.count(".") != 2:
        raise TokenRefused("This is no token.")
    signed, _, signature = token.rpartition(".")
    header, claims = (_json(part) for part in signed.split("."))
    app = NoticeApp.objects.filter(slug=str(claims.get("iss")), is_active=True).first()
    if app is None or header.get("alg") != "EdDSA":
        raise TokenRefused("The token names no app of ours.")
    try:
        _key(app).verify(_bytes(signature), signed.encode("ascii"))
    except InvalidSignature:
        raise TokenRefused("The signature does not fit the app's key.") from None
    _check_times(claims, at)
    if claims.get("aud") != settings.SITE_URL:
        raise TokenRefused("The token is for another audience.")
    account = claims.get("sub")
    if not isinstance(account, str) or not account:
        raise TokenRefused("The token names no person.")
    return Bearer(app, account, claims.get("scope") == "answer")


def why_no_key(pem: str) -> str:
    """What is wrong with a public key, for a form; blank if nothing is."""
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        return "unreadable"
    return "" if isinstance(key, Ed25519PublicKey) else "other_kind"


def fingerprint(pem: str) -> str:
    """SHA-256 of a public key as SubjectPublicKeyInfo, to compare; blank for none."""
    if why_no_key(pem):
        return ""
    key = load_pem_public_key(pem.encode())
    plain = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(plain).hexdigest()


def _key(app: NoticeApp) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(app.public_key.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise TokenRefused("The app has no key yet.")
    return key


def _check_times(claims: dict[str, Any], at: datetime) -> None:
    begins, ends = claims.get("iat"), claims.get("exp")
    if not isinstance(begins, int) or not isinstance(ends, int):
        raise TokenRefused("The token does not say from when to when it holds.")
    try:
        since, until = (datetime.fromtimestamp(one, UTC) for one in (begins, ends))
    except (OverflowError, OSError, ValueError):
        raise TokenRefused("The token's times are no times.") from None
    if until - since > LONGEST:
        raise TokenRefused("A token may hold for 10 minutes at most.")
    if not since - CLOCKS_DIFFER <= at < until:
        raise TokenRefused("The token does not hold now.")


def _json(part: str) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(part))
    except (ValueError, RecursionError):
        raise TokenRefused("This is no token.") from None
    if not isinstance(found, dict):
        raise TokenRefused("This is no token.")
    return found


def _bytes(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))
    except (binascii.Error, UnicodeEncodeError):
        raise TokenRefused("This is no token.") from None
