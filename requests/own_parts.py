"""What this room holds of a person, for a copy of their data: their requests."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from rights.models import RightsRequest
from subjects.access_parts import HeldHere
from subjects.models import DataSubject


def requests_of(person: DataSubject) -> Iterator[HeldHere]:
    """Each request as a line; its words and files stand on its own page."""
    rows = RightsRequest.objects.filter(data_subject=person).select_related(
        "establishment"
    )
    lines = []
    for row in rows.order_by("received_at"):
        day = row.received_at.astimezone(ZoneInfo(row.establishment.time_zone)).date()
        outcome = row.get_outcome_display() if row.outcome else _("not decided yet")
        words = {"right": row.get_right_display(), "day": day.isoformat()}
        lines.append(
            (row.ref, _("%(right)s, received %(day)s") % words + f", {outcome}")
        )
    yield HeldHere(_("Your requests"), tuple(lines))
