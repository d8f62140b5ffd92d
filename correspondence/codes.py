"""One-time codes: 8 digits that show that a person reads an inbox.

The digits come to be when the worker sends the letter, so no table, backup or stored
letter ever holds them; the row keeps a keyed, salted hash. A code belongs to one
purpose, one subject and, unless `browser_key` is empty, one browser: whoever guesses
wrongly locks their own browser's code and never the case. Source: DESIGN.md, "Where it
runs".
"""

import enum
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from correspondence.models import Delivery, OneTimeCode

DIGITS = 8
VALID_FOR = timedelta(minutes=15)
KEPT_FOR = timedelta(days=1)


class CodeState(enum.StrEnum):
    OK = "ok"
    WRONG = "wrong"
    EXPIRED = "expired"
    LOCKED = "locked"


@dataclass(frozen=True)
class CodeOutcome:
    """What became of typed digits. `tries_left` counts only after WRONG."""

    state: CodeState
    tries_left: int = 0

    @property
    def is_ok(self) -> bool:
        return self.state is CodeState.OK


def issue(
    purpose: str,
    *,
    subject_key: str,
    browser_key: str,
    at: datetime | None = None,
    valid_for: timedelta = VALID_FOR,
) -> OneTimeCode:
    """Prepare a code; hand it to `letters.write(code=...)` and the worker fills it in.

    `subject_key` says whose it is (an address, a case's reference) and `browser_key`
    which browser asked ("" binds it to none); both are kept only as keyed hashes. An
    older code of the same purpose, subject and browser stops working. To answer alike
    for a case that does not exist, issue a code there too and write no letter: every
    later check then answers as it would for wrong digits.
    """
    return OneTimeCode.objects.create(
        purpose=purpose,
        subject_key=_hashed("subject", purpose, subject_key),
        browser_key=_hashed("browser", purpose, browser_key) if browser_key else "",
        issued_at=at or timezone.now(),
        valid_for=valid_for,
    )


def check(
    purpose: str,
    *,
    subject_key: str,
    browser_key: str,
    digits: str,
    at: datetime | None = None,
) -> CodeOutcome:
    """Judge typed digits against the newest code of this purpose, subject and browser.

    OK uses the code up. WRONG counts one of five tries; the fifth answers LOCKED, and
    so does every later one until a new code is issued. EXPIRED: later than `valid_for`
    after sending, used already, or never issued to this browser. The count must last,
    so do not roll the caller's transaction back after WRONG or LOCKED.
    """
    now = at or timezone.now()
    mine = OneTimeCode.objects.filter(
        purpose=purpose,
        subject_key=_hashed("subject", purpose, subject_key),
        browser_key=_hashed("browser", purpose, browser_key) if browser_key else "",
    )
    with transaction.atomic(savepoint=False):
        code = mine.select_for_update().order_by("-id").first()
        if code is None or code.used_at is not None:
            return CodeOutcome(CodeState.EXPIRED)
        if code.tries >= OneTimeCode.MAX_TRIES:
            return CodeOutcome(CodeState.LOCKED)
        # Not sent (yet): the same answers as for a code that was sent when it was
        # issued.
        if now > (code.sent_at or code.issued_at) + code.valid_for:
            return CodeOutcome(CodeState.EXPIRED)
        if _fits(code, normalised(digits)):
            code.used_at = now
            code.save(update_fields=["used_at"])
            return CodeOutcome(CodeState.OK)
        code.tries += 1
        code.save(update_fields=["tries"])
        left = OneTimeCode.MAX_TRIES - code.tries
        return CodeOutcome(CodeState.WRONG if left else CodeState.LOCKED, left)


def make_digits(code: OneTimeCode, *, at: datetime) -> str:
    """New digits for this sending; those of an earlier attempt stop working."""
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    salt = secrets.token_hex(16)
    code.code_hash = f"{salt}${_digest(salt, digits)}"
    code.sent_at = at
    code.save(update_fields=["code_hash", "sent_at"])
    return digits


def is_replaced(code: OneTimeCode) -> bool:
    """A newer code stands in for this one, so nobody should be sent its digits."""
    same = OneTimeCode.objects.filter(
        purpose=code.purpose,
        subject_key=code.subject_key,
        browser_key=code.browser_key,
    )
    return same.filter(pk__gt=code.pk).exists()


def sweep(*, at: datetime) -> int:
    """Delete codes of yesterday and before that no waiting letter needs; how many.

    A printed code lasts longer than a day: it stays until it has run out.
    """
    ends = ExpressionWrapper(F("issued_at") + F("valid_for"), DateTimeField())
    over = OneTimeCode.objects.annotate(ends_at=ends).filter(ends_at__lt=at)
    old = over.filter(issued_at__lt=at - KEPT_FOR)
    waiting = Delivery.objects.exclude(code=None).filter(
        state__in=[*Delivery.State.waiting(), Delivery.State.SENDING]
    )
    return old.exclude(pk__in=waiting.values("code")).delete()[0]


def normalised(digits: str) -> str:
    """ASCII digits of what was typed: spaces and hyphens fall away, and the digits of
    other scripts (a phone's Arabic or Devanagari keyboard) count as the same digits."""
    typed = [c for c in digits if not c.isspace() and c not in "-‐‑–"]
    values = [unicodedata.decimal(c, None) for c in typed]
    return "" if None in values else "".join(str(value) for value in values)


def _fits(code: OneTimeCode, digits: str) -> bool:
    salt, _, kept = code.code_hash.partition("$")
    # Compared in any case, so that a code not sent yet answers after the same work.
    same = constant_time_compare(kept, _digest(salt, digits))
    return bool(kept) and len(digits) == DIGITS and same


def _digest(salt: str, digits: str) -> str:
    return salted_hmac(
        f"correspondence.codes.digits.{salt}", digits, algorithm="sha256"
    ).hexdigest()


def _hashed(what: str, purpose: str, key: str) -> str:
    return salted_hmac(
        f"correspondence.codes.{what}.{purpose}", key, algorithm="sha256"
    ).hexdigest()
