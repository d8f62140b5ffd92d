"""The requests of a person and who acted for them, on their page (subjects.panels)."""

from django.utils.translation import gettext as _

from accounts.models import User
from rights.models import RightsRequest
from subjects.models import DataSubject, Guardian
from subjects.panels import Panel


def requests_panel(person: DataSubject, user: User) -> Panel | None:
    """Newest first, those that this user may read."""
    if not user.has_perm("requests.view", person):
        return None
    mine = RightsRequest.objects.visible_to(user).filter(
        data_subject_id__in=person.record_ids()
    )
    rows = list(mine.select_related("establishment").order_by("-received_at"))
    return Panel(
        code="requests",
        title=_("Requests"),
        count=str(len(rows)),
        template="requests/desk/_of_person.html",
        context={"requests": rows},
    )


def guardians_panel(person: DataSubject, user: User) -> Panel | None:
    """Who acts or acted for the person, the last one first; none where nobody did."""
    rows = list(Guardian.objects.of(person).order_by("-noted_at", "-pk"))
    if not rows:
        return None
    cases = RightsRequest.objects.visible_to(user).in_bulk(
        {row.case_id for row in rows}
    )
    return Panel(
        code="guardians",
        title=_("Acting for the person"),
        count=str(sum(row.ended_at is None for row in rows)),
        template="requests/desk/_guardians_of_person.html",
        context={
            "guardians": [{"row": row, "case": cases.get(row.case_id)} for row in rows]
        },
    )
