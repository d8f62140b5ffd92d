"""What becomes of mails and letters that came back, and how a campaign stands."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from correspondence.bulk import FIRST_STATES, REACHES, Channel
from correspondence.deliveries import BATCH, State
from correspondence.models import Delivery, DeliveryEvent
from correspondence.proof import Kind
from subjects.models import DataSubject


@transaction.atomic
def escalate(
    rows: QuerySet[Delivery],
    ways: Sequence[Channel],
    *,
    at: datetime,
    but: Collection[Channel] = (),
) -> int:
    """Tell these people by the next way they can be reached by; how many rows.

    `rows` were returned or given up; no way in `but` is taken. The next way gets a row
    of its own, and this one says that it was escalated: both stay as proof.
    """
    locked = list(rows.select_for_update(skip_locked=True)[: 10 * BATCH])
    people = [row.person_id or 0 for row in locked]
    reachable = {
        way: set(
            DataSubject.objects.filter(REACHES[way](), pk__in=people).values_list(
                "pk", flat=True
            )
        )
        for way in ways
        if way in REACHES and way not in but
    }
    for row in locked:
        order = list(ways)
        after = order[order.index(Channel(row.channel)) + 1 :]
        after = [way for way in after if way not in but]
        way = next(
            (w for w in after if w not in REACHES or row.person_id in reachable[w]),
            Channel.PUBLIC,
        )
        row.state, row.leased_by, row.lease_until = State.ESCALATED, "", None
        row.save(update_fields=["state", "leased_by", "lease_until"])
        _prove([row.pk], Kind.ESCALATED, at, way.value)
        _queue_next(row, way, at=at)
    return len(locked)


def _queue_next(row: Delivery, way: Channel, *, at: datetime) -> None:
    is_public = way == Channel.PUBLIC
    again, is_new = Delivery.objects.get_or_create(
        campaign_id=row.campaign_id,
        person_id=row.person_id,
        channel=way,
        defaults={
            "letter_id": row.letter_id,
            "state": FIRST_STATES.get(way, State.QUEUED),
            "queued_at": at,
            "next_attempt_at": at,
        },
    )
    if is_new:
        kind = Kind.ANNOUNCED if is_public else Kind.QUEUED
        _prove([again.pk], kind, at, f"after_{row.channel}")


def requeue(rows: QuerySet[Delivery], *, at: datetime) -> int:
    """Give mails that were given up five new attempts; how many."""
    ids = list(rows.filter(state=State.FAILED).values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=ids, state=State.FAILED).update(
        state=State.QUEUED, attempts=0, last_error="", next_attempt_at=at
    )
    _prove(ids, Kind.REQUEUED, at, "")
    return len(ids)


def note_fetched(row: Delivery, *, at: datetime) -> None:
    """The app has fetched a notice for its person: delivered, and not yet seen."""
    changed = Delivery.objects.filter(pk=row.pk, state=State.QUEUED).update(
        state=State.DELIVERED
    )
    if changed:
        _prove([row.pk], Kind.DELIVERED, at, "app")


def troubled_share(campaign_id: int, *, since: datetime) -> tuple[int, int, int]:
    """Mails, returned and reported as unwanted among the last 1,000 since a moment."""
    last = DeliveryEvent.objects.filter(
        delivery__campaign_id=campaign_id,
        at__gte=since,
        kind__in=[Kind.ACCEPTED, Kind.BOUNCED, Kind.COMPLAINT],
    ).order_by("-id")
    recent = last.values_list("delivery_id", "kind")[:2000]
    order: dict[int, set[str]] = {}
    for delivery_id, kind in recent:
        if delivery_id in order or len(order) < 1000:
            order.setdefault(delivery_id, set()).add(kind)
    kinds = order.values()
    bounced = sum(Kind.BOUNCED in one for one in kinds)
    return len(order), bounced, sum(Kind.COMPLAINT in one for one in kinds)


def counts(campaign_id: int, *by: str) -> list[dict[str, Any]]:
    """How many rows of a campaign are in each state, by more fields if asked."""
    rows = Delivery.objects.filter(campaign_id=campaign_id)
    return list(rows.values("state", *by).annotate(n=Count("pk")).order_by())


def _prove(ids: Iterable[int], kind: Kind, at: datetime, detail: str) -> None:
    DeliveryEvent.objects.bulk_create(
        [
            DeliveryEvent(delivery_id=pk, at=at, kind=kind, detail=detail[:60])
            for pk in ids
        ],
        batch_size=1000,
    )
