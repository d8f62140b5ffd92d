"""The steps of a delivery, one row each, written in the transaction that took them."""

from datetime import datetime

from correspondence.models import Delivery, DeliveryEvent

Kind = DeliveryEvent.Kind


def prove(
    delivery: Delivery,
    kind: Kind,
    at: datetime,
    detail: str = "",
    *,
    report_key: str = "",
) -> None:
    """Add one step to a delivery's proof; `report_key` names a report from outside."""
    DeliveryEvent.objects.create(
        delivery=delivery, at=at, kind=kind, detail=detail[:60], report_key=report_key
    )
