"""Only Letter holds personal data; everything else holds codes and moments."""

from correspondence.models.delivery import (
    Delivery,
    DeliveryEvent,
    RelayPace,
    WorkerHeartbeat,
    new_message_id,
)
from correspondence.models.letter import (
    CODE_PLACE,
    LINK_PLACE,
    NAME_PLACE,
    Letter,
    LinkToken,
    OneTimeCode,
)

__all__ = [
    "CODE_PLACE",
    "LINK_PLACE",
    "NAME_PLACE",
    "Delivery",
    "DeliveryEvent",
    "Letter",
    "LinkToken",
    "OneTimeCode",
    "RelayPace",
    "WorkerHeartbeat",
    "new_message_id",
]
