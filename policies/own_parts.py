"""What this room holds of a person, for a copy of their data."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from correspondence.models import Delivery, DeliveryEvent
from policies.models import Acknowledgement, Campaign
from subjects.access_parts import HeldHere
from subjects.models import DataSubject


def told_and_answered(person: DataSubject) -> Iterator[HeldHere]:
    """Which versions they were told about and how, and what they answered."""
    rows = Delivery.objects.filter(person__in=person.record_ids()).order_by("pk")
    numbers = [row.campaign_id or 0 for row in rows]
    versions = {
        one.pk: str(one.version)
        for one in Campaign.objects.filter(pk__in=numbers).select_related(
            "version__policy"
        )
    }
    posted = {
        event.delivery_id: date.fromisoformat(event.detail)
        for event in DeliveryEvent.objects.filter(
            delivery__in=rows, kind=DeliveryEvent.Kind.POSTED
        )
    }

    def left(row: Delivery) -> date | datetime:
        return posted.get(row.pk) or row.accepted_at or row.queued_at

    told = [
        (
            versions.get(row.campaign_id or 0, ""),
            f"{row.get_channel_display()}, {row.get_state_display()}, "
            f"{date_format(left(row))}",
        )
        for row in rows
    ]
    yield HeldHere(_("Notices about our policies"), tuple(told))
    answers = Acknowledgement.objects.filter(
        data_subject__in=person.record_ids()
    ).select_related("version__policy")
    said = [
        (str(one.version), f"{one.get_kind_display()}, {date_format(one.at)}")
        for one in answers
    ]
    yield HeldHere(_("What you answered to them"), tuple(said))
