"""What can be shown about one person and one campaign: told how, when, which words."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from correspondence.models import Delivery, DeliveryEvent, Letter
from policies.models import Acknowledgement, Campaign
from subjects.models import DataSubject

Kind = DeliveryEvent.Kind


@dataclass(frozen=True)
class Step:
    at: datetime
    what: str
    how: str
    detail: str  # a code
    means: str = ""


@dataclass(frozen=True)
class Fact:
    """One of those below: its word, what it means, and when it was observed, if it was.

    `on` is the day as a person of the office said it, where nobody knows the moment.
    """

    word: str
    means: str
    at: datetime | None
    on: date | None = None


@dataclass(frozen=True)
class Proof:
    """Everything on record; `letter` holds the words as they were frozen."""

    person: DataSubject
    deliveries: list[Delivery]
    letter: Letter | None
    facts: list[Fact]
    steps: list[Step]
    answers: list[Acknowledgement]


def proof_of(campaign: Campaign, person: DataSubject) -> Proof:
    """Four SELECTs. The person need not be here any more: a number stays."""
    rows = list(
        Delivery.objects.filter(campaign_id=campaign.pk, person=person)
        .select_related("letter")
        .order_by("pk")
    )
    events = DeliveryEvent.objects.filter(delivery__in=rows).select_related("delivery")
    answers = list(
        Acknowledgement.objects.filter(
            Q(data_subject=person) | Q(data_subject__merged_into=person),
            version=campaign.version,
        ).order_by("at", "pk")
    )
    steps = [
        Step(row.queued_at, _("queued"), str(row.get_channel_display()), "")
        for row in rows
    ]
    steps += [
        Step(
            event.at,
            str(event.get_kind_display()),
            str(event.delivery.get_channel_display()),
            event.detail,
            event.detail_words,
        )
        for event in events
    ]
    steps += [
        Step(one.at, str(one.get_kind_display()), str(one.get_channel_display()), "")
        for one in answers
    ]
    return Proof(
        person=person,
        deliveries=rows,
        letter=rows[0].letter if rows else None,
        facts=_facts(rows, list(events), answers),
        steps=sorted(steps, key=lambda step: step.at),
        answers=answers,
    )


def _facts(
    rows: list[Delivery], events: list[DeliveryEvent], answers: list[Acknowledgement]
) -> list[Fact]:
    accepted = next((row.accepted_at for row in rows if row.accepted_at), None)
    delivered = _first([e.at for e in events if e.kind == Kind.DELIVERED])
    seen = _first([a.at for a in answers if a.kind in {"seen", "opened"}])
    known = _first(
        [a.at for a in answers if a.kind in {"acknowledged", "accepted", "declined"}]
    )
    return [
        Fact(_("Accepted by the mail server"), _("It left our hands."), accepted),
        *_posted(rows, events),
        Fact(
            _("Delivered"),
            _("The receiving server, or the app, reported that it arrived."),
            delivered,
        ),
        Fact(_("Seen"), _("The notice was shown or opened."), seen),
        Fact(_("Acknowledged"), _("The person pressed a button that says so."), known),
    ]


def _posted(rows: list[Delivery], events: list[DeliveryEvent]) -> list[Fact]:
    """Of whoever was to have a letter on paper."""
    if not any(row.channel == Delivery.Channel.POST for row in rows):
        return []
    noted = next((e for e in events if e.kind == Kind.POSTED), None)
    day = date.fromisoformat(noted.detail) if noted else None
    means = _("The office took the letter to the post, which reports nothing.")
    return [Fact(_("Handed to the post"), means, noted.at if noted else None, day)]


def _first(moments: list[datetime]) -> datetime | None:
    return min(moments, default=None)
