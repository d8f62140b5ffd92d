"""The outbox: a letter's way from queued to accepted, safe against a crash at any
point.

A worker claims rows with a lease, commits "sending" for one row just before its own
SMTP call, and commits the outcome just after. So a killed worker leaves at most one
letter whose fate is unknown; when its lease has run out it is flagged uncertain and
sent again. Every step leaves a DeliveryEvent in the transaction that took it.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.trail import act, record
from correspondence import acceptance, codes, links, workers
from correspondence.errors import NotByPost, NotGivenUp
from correspondence.mail import Trouble, Verdict
from correspondence.models import Delivery
from correspondence.proof import Kind, prove
from subjects import marketing

State = Delivery.State

BATCH = 25
# A claimed row waits behind at most a batch; a row in sending may wait for a mail
# server that uses up every one of its timeouts (settings).
CLAIM_SECONDS = 30
FIRST_RETRY = timedelta(minutes=3)
RETRY_FACTOR = 10  # 3 min, 30 min, 5 h, 50 h: the fifth attempt falls inside 72 h
NO_CONNECTION = "no_connection"


@dataclass(frozen=True)
class Outgoing:
    """One delivery marked as sending, with what its code and link were just given."""

    delivery: Delivery
    digits: str
    token: str = ""


def has_work(at: datetime) -> bool:
    """Whether a worker would find anything to do; reads only, takes no lock."""
    every = Delivery.objects
    return (
        every.due(at).exists()
        or every.abandoned(at).exists()
        or every.handling_open(at).exists()
    )


@transaction.atomic(durable=True)
def claim(worker: str, *, at: datetime, batch: int = BATCH) -> list[int]:
    """Lease up to `batch` due deliveries to this worker, oldest first; their ids.

    Nobody else gets them until the lease ends: PostgreSQL skips rows locked by another
    claim, SQLite's IMMEDIATE transactions come one after the other.
    """
    due = Delivery.objects.due(at).order_by("next_attempt_at", "id")
    ids = list(
        due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:batch]
    )
    Delivery.objects.filter(pk__in=ids).update(
        leased_by=worker, lease_until=at + timedelta(seconds=_claim_seconds())
    )
    return ids


def release(worker: str) -> None:
    """Give back what this worker claimed and has not begun to send."""
    mine = Delivery.objects.filter(leased_by=worker, state__in=State.waiting())
    mine.update(leased_by="", lease_until=None)


def end_leases_of_the_gone(at: datetime) -> None:
    """End the leases of workers on this machine whose process has ended.

    What they had claimed is due again, and the letter they had in hand abandoned,
    without waiting for the clock.
    """
    leased = Delivery.objects.filter(
        state__in=[*State.waiting(), State.SENDING], lease_until__gt=at
    )
    for worker in set(leased.values_list("leased_by", flat=True)):
        if workers.is_gone(worker):
            leased.filter(leased_by=worker).update(lease_until=at)


@transaction.atomic(durable=True)
def begin(delivery_id: int, *, worker: str, at: datetime) -> Outgoing | None:
    """Mark one claimed delivery as sending, and make its code's digits if it has one.

    None if there is nothing to send any more: the claim has run out, the code was
    replaced by a newer one, or the address has been erased.
    """
    mine = Delivery.objects.filter(
        pk=delivery_id, leased_by=worker, lease_until__gt=at, state__in=State.waiting()
    ).select_related("letter__controller", "code", "link")
    delivery = mine.select_for_update(of=("self",)).first()
    if delivery is None:
        return None
    needless = _why_needless(delivery)
    if needless:
        _settle(delivery, State.SUPPRESSED, at=at, detail=needless)
        return None
    digits = codes.make_digits(delivery.code, at=at) if delivery.code else ""
    token = links.make_token(delivery.link, at=at) if delivery.link else ""
    delivery.state = State.SENDING
    delivery.attempts += 1
    delivery.lease_until = at + timedelta(seconds=settings.LETTER_LEASE_SECONDS)
    delivery.save(update_fields=["state", "attempts", "lease_until"])
    prove(delivery, Kind.SENDING, at, f"attempt_{delivery.attempts}")
    return Outgoing(delivery, digits, token)


@transaction.atomic(durable=True)
def accept(delivery_id: int, *, at: datetime, handle: bool = True) -> None:
    """Record that the mail server took the letter over, and do what follows from it.

    Counts whoever holds the lease by now: the letter has left, and sending it once more
    would only double it. `handle=False` leaves the handlers for a later
    `acceptance.handle_open`.
    """
    delivery = _locked(delivery_id)
    if delivery.state == State.ACCEPTED:
        prove(delivery, Kind.ACCEPTED, at, "again")
        return
    delivery.accepted_at = at
    delivery.is_handling_open = acceptance.has_handlers(delivery.letter.kind)
    delivery.next_attempt_at = at
    _settle(delivery, State.ACCEPTED, at=at)
    if handle and delivery.is_handling_open:
        acceptance.handle(delivery, at=at)


@transaction.atomic(durable=True)
def reject(delivery_id: int, trouble: Trouble, *, worker: str, at: datetime) -> None:
    """Record that an attempt did not succeed: put off, bounced or given up.

    Nothing happens if another worker holds the row by now.
    """
    delivery = _locked(delivery_id)
    if delivery.leased_by != worker or delivery.state != State.SENDING:
        return
    _after_trouble(delivery, trouble, at=at)


@transaction.atomic(durable=True)
def no_connection(delivery_id: int, code: str, *, worker: str, at: datetime) -> None:
    """Count an attempt that ended before the mail server could be spoken to."""
    delivery = _locked(delivery_id)
    if delivery.leased_by != worker or delivery.state not in State.waiting():
        return
    delivery.attempts += 1
    _after_trouble(delivery, Trouble(Verdict.LATER, NO_CONNECTION), at=at, detail=code)


def connection_is_back(at: datetime) -> None:
    """Letters put off only because no connection could be made need not wait longer."""
    Delivery.objects.filter(
        state=State.DEFERRED, last_error=NO_CONNECTION, next_attempt_at__gt=at
    ).update(next_attempt_at=at)


@transaction.atomic(durable=True)
def flag_abandoned(at: datetime) -> int:
    """Flag letters whose worker vanished while sending, and queue them again; how many.

    Such a letter may or may not have left, so this is the one place where a letter can
    go out twice; its Message-ID stays the same.
    """
    lost = Delivery.objects.abandoned(at).select_for_update(skip_locked=True)[:BATCH]
    deliveries = list(lost)
    for delivery in deliveries:
        prove(delivery, Kind.UNCERTAIN, at, "lease_ended")
        if delivery.attempts >= Delivery.MAX_ATTEMPTS:
            _settle(delivery, State.FAILED, at=at, detail="attempts_used_up")
            continue
        delivery.state = State.UNCERTAIN
        delivery.next_attempt_at = at
        delivery.leased_by, delivery.lease_until = "", None
        delivery.save(
            update_fields=["state", "next_attempt_at", "leased_by", "lease_until"]
        )
    return len(deliveries)


def suppress(delivery: Delivery, *, at: datetime, detail: str) -> None:
    """Take back a letter that waits and may not leave; the caller holds its row."""
    _settle(delivery, State.SUPPRESSED, at=at, detail=detail)


def note_posted(delivery: Delivery, *, by: Any, at: datetime | None = None) -> Delivery:
    """Record that a printed letter was posted, and do what follows from it.

    The post is a carrier like the mail server: taken over, never known as received. A
    second press changes nothing. Raises NotByPost for a letter that goes by e-mail.
    """
    now = at or timezone.now()
    whose = delivery.letter
    with (
        transaction.atomic(),
        act(by=by, case_id=whose.case_id, controller_id=whose.controller_id, at=now),
    ):
        fresh = _locked(delivery.pk)
        if fresh.channel != Delivery.Channel.POST:
            raise NotByPost(_("This letter goes by e-mail."))
        if fresh.state == State.ACCEPTED:
            return fresh
        fresh.accepted_at = now
        fresh.is_handling_open = acceptance.has_handlers(fresh.letter.kind)
        _settle(fresh, State.ACCEPTED, at=now, detail="posted")
        record("correspondence.note_posted", fresh.letter)
        if fresh.is_handling_open:
            acceptance.handle(fresh, at=now)
    return fresh


def requeue(delivery: Delivery, *, by: Any, at: datetime | None = None) -> None:
    """Send a letter again that bounced or was given up, with five new attempts.

    For the desk, once the cause is mended. Raises NotGivenUp if the letter is still on
    its way or has left.
    """
    now = at or timezone.now()
    whose = delivery.letter
    with (
        transaction.atomic(),
        act(by=by, case_id=whose.case_id, controller_id=whose.controller_id, at=now),
    ):
        fresh = _locked(delivery.pk)
        if fresh.state not in State.given_up():
            raise NotGivenUp(
                _("This letter is on its way or has left, so it is not sent again.")
            )
        fresh.state, fresh.attempts, fresh.last_error = State.QUEUED, 0, ""
        fresh.accepted_at = None
        fresh.next_attempt_at = min(now, timezone.now())
        fresh.save()
        prove(fresh, Kind.REQUEUED, now)
        record("correspondence.requeue", fresh.letter)


def backoff(attempts: int) -> timedelta:
    """How long to wait after this many attempts: exponential, give or take 15 %.

    Five attempts in 72 hours (POLICIES.md 4): 3 min, 30 min, 5 h, 50 h.
    """
    wait = FIRST_RETRY * RETRY_FACTOR ** (attempts - 1)
    return wait * random.uniform(0.85, 1.15)  # noqa: S311 - spread, not secrecy


def _after_trouble(
    delivery: Delivery, trouble: Trouble, *, at: datetime, detail: str = ""
) -> None:
    detail = detail or trouble.code
    delivery.last_error = trouble.code
    if trouble.verdict is Verdict.REFUSED:
        _settle(delivery, State.BOUNCED, at=at, detail=detail)
    elif trouble.verdict is Verdict.IMPOSSIBLE:
        _settle(delivery, State.FAILED, at=at, detail=detail)
    else:
        prove(delivery, Kind.DEFERRED, at, detail)
        if delivery.attempts >= Delivery.MAX_ATTEMPTS:
            _settle(delivery, State.FAILED, at=at, detail="attempts_used_up")
            return
        delivery.state = State.DEFERRED
        delivery.next_attempt_at = at + backoff(delivery.attempts)
        delivery.leased_by, delivery.lease_until = "", None
        delivery.save()


def _settle(
    delivery: Delivery, state: State, *, at: datetime, detail: str = ""
) -> None:
    """An end state: no lease any more, and its proof."""
    delivery.state = state
    delivery.leased_by, delivery.lease_until = "", None
    if state == State.ACCEPTED:
        delivery.last_error = ""
    delivery.save()
    prove(delivery, Kind(state.value), at, detail)


def _locked(delivery_id: int) -> Delivery:
    every = Delivery.objects.select_related("letter__controller")
    return every.select_for_update(of=("self",)).get(pk=delivery_id)


def _why_needless(delivery: Delivery) -> str:
    if not delivery.letter.to_email:
        return "address_erased"
    if delivery.code is not None and codes.is_replaced(delivery.code):
        return "code_replaced"
    if delivery.link is not None and delivery.link.ended_at is not None:
        return "link_ended"
    person, purpose = delivery.letter.advertises_to, delivery.letter.advertises_for
    if person is not None and purpose is not None:
        return marketing.why_not(person, purpose)
    return ""


def _claim_seconds() -> int:
    return min(CLAIM_SECONDS, settings.LETTER_LEASE_SECONDS)
