"""The address of one person's notice, `/n/<token>/`.

The token is the delivery's number and a keyed hash of it, so that a million of them
need no row each, and none stands in a table, a backup or a stored letter. It says whose
notice is opened and proves the mailbox that it was sent to; it can be guessed as little
as a link with a secret of its own.
"""

import base64
import binascii

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from correspondence.models import Delivery

_MAC_BYTES = 15


def token_of(delivery_id: int) -> str:
    """36 characters or more that lead to this delivery alone."""
    number = delivery_id.to_bytes(max(4, (delivery_id.bit_length() + 7) // 8))
    packed = _mac(number) + number
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def url_of(token: str) -> str:
    return f"{settings.SITE_URL}/n/{token}/"


def find(token: str) -> Delivery | None:
    """The delivery that this token was sent with; None for an invented one."""
    try:
        packed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    number = packed[_MAC_BYTES:]
    if not 4 <= len(number) <= 8:
        return None
    # Held against the token as it is sent: base64 reads several spellings as one.
    if not constant_time_compare(token, token_of(int.from_bytes(number))):
        return None
    rows = Delivery.objects.select_related("letter__controller", "person")
    known = rows.exclude(campaign_id=None).filter(pk=int.from_bytes(number))
    return known.first()


def _mac(number: bytes) -> bytes:
    return salted_hmac(
        "correspondence.notice_links", number, algorithm="sha256"
    ).digest()[:_MAC_BYTES]
