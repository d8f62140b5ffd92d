"""What mail servers report back about a mail: returned, delivered, delayed, unwanted.

A report counts only for a mail that we can prove is ours: by the address it was sent
back to, which carries a keyed hash, or by our own random Message-ID in the mail that it
returns. Nothing of a report is kept but its code and a hash that makes reading it twice
harmless. Sources: RFC 3464 (delivery reports), RFC 5965 (complaints), and what qmail
writes instead.
"""

import enum
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import default as default_policy
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from correspondence.deliveries import State
from correspondence.models import Delivery, DeliveryEvent
from correspondence.proof import Kind, prove

BIGGEST = 2_000_000  # bytes of one report; what it returns may be cut before that
_RETURN = re.compile(r"\+(\d{1,19})-([0-9a-f]{20})@")
# qmail's own form, older than RFC 3464; it writes only once it has given up.
_QMAIL = re.compile(r"\s*Hi\. This is the [\w.-]+ program at \S+\s")
_QMAIL_COPY = "--- Below this line is a copy of the "
_QMAIL_CODE = re.compile(r"\(#([245]\.\d{1,3}\.\d{1,3})\)")
_MESSAGE_ID = re.compile(r"<[0-9a-f]{32}@[^<>\s]{1,80}>")


class Outcome(enum.StrEnum):
    """What became of a report."""

    RETURNED = "returned"
    DELIVERED = "delivered"
    DELAYED = "delayed, nothing to do"
    COMPLAINT = "unwanted"
    KNOWN = "known already"
    NOT_OURS = "no report of a mail of ours"


@dataclass(frozen=True)
class Report:
    """One report: the kind of event, its code, or None where nothing follows."""

    kind: Kind | None
    code: str


def return_address(delivery_id: int) -> str:
    """Where a mail comes back to (VERP): it names the delivery, and proves itself."""
    if not settings.BOUNCE_ADDRESS:
        return parseaddr(settings.NOTICE_FROM_EMAIL)[1]
    local, _, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{delivery_id}-{_mac(delivery_id)}@{domain}"


def take(raw: bytes, *, at: datetime) -> Outcome:
    """Read one report and record what it says about its mail. Safe to repeat."""
    mail = message_from_bytes(raw[:BIGGEST], policy=default_policy.clone(utf8=True))
    report = _report(mail)
    delivery_id = _delivery_id(mail, raw) if report else None
    if report is None or delivery_id is None:
        return Outcome.NOT_OURS
    if report.kind is None:
        return Outcome.DELAYED
    said = f"{delivery_id} {report.kind} {report.code}"
    return _record(delivery_id, report, hashlib.sha256(said.encode()).hexdigest(), at)


@transaction.atomic
def _record(delivery_id: int, report: Report, key: str, at: datetime) -> Outcome:
    row = Delivery.objects.select_for_update().get(pk=delivery_id)
    if report.kind is None or DeliveryEvent.objects.filter(report_key=key).exists():
        return Outcome.KNOWN
    if report.kind is Kind.BOUNCED and row.state in {State.ACCEPTED, State.DELIVERED}:
        row.state, row.last_error = State.BOUNCED, report.code
        row.save(update_fields=["state", "last_error"])
    elif report.kind is Kind.DELIVERED and row.state == State.ACCEPTED:
        row.state = State.DELIVERED
        row.save(update_fields=["state"])
    prove(row, report.kind, at, report.code, report_key=key)
    return {
        Kind.BOUNCED: Outcome.RETURNED,
        Kind.DELIVERED: Outcome.DELIVERED,
    }.get(report.kind, Outcome.COMPLAINT)


def _report(mail: Message) -> Report | None:
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            return _status_of(part)
        if kind == "message/feedback-report":
            return Report(Kind.COMPLAINT, "feedback")
    return _qmail_report(mail)


def _qmail_report(mail: Message) -> Report | None:
    body = mail.get_payload()
    if not isinstance(body, str) or not _QMAIL.match(body):
        return None
    told, copied, _ = body.partition(_QMAIL_COPY)
    if not copied:  # somebody's own words that begin alike
        return None
    code = _QMAIL_CODE.search(told)
    return Report(Kind.BOUNCED, f"dsn_{code[1]}" if code else "dsn")


def _status_of(part: Message) -> Report | None:
    """The per-recipient fields: what was done, and the enhanced status code."""
    for fields in _fields_of(part):
        action = fields.get("action", "").casefold()
        status = re.match(r"[245]\.\d{1,3}\.\d{1,3}", fields.get("status", ""))
        code = f"dsn_{status.group()}" if status else "dsn"
        if action == "failed":
            return Report(Kind.BOUNCED, code)
        if action == "delivered":
            return Report(Kind.DELIVERED, code)
        if action in {"delayed", "relayed", "expanded"}:
            return Report(None, code)
    return None


def _fields_of(part: Message) -> Iterator[dict[str, str]]:
    """Each block of a delivery report as lower-case names and values."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        yield {name.casefold(): str(value).strip() for name, value in block.items()}


def _delivery_id(mail: Message, raw: bytes) -> int | None:
    """By the return address that the report came to, else by our own Message-ID."""
    came_to = " ".join(
        str(value)
        for name in ("Delivered-To", "X-Original-To", "To")
        for value in mail.get_all(name, [])
    )
    for number, mac in _RETURN.findall(came_to.casefold()):
        if constant_time_compare(mac, _mac(int(number))):
            known = Delivery.objects.filter(pk=int(number))
            return known.values_list("pk", flat=True).first()
    returned = _MESSAGE_ID.findall(raw[:BIGGEST].decode("ascii", "replace"))[:20]
    ours = Delivery.objects.filter(message_id__in=returned)
    return ours.values_list("pk", flat=True).first()


def _mac(delivery_id: int) -> str:
    return salted_hmac(
        "correspondence.bounces", str(delivery_id), algorithm="sha256"
    ).hexdigest()[:20]
