"""The ledger of recipients: who was told what became of someone's data, and why not."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from rights.models import FulfilmentTask, RightsRequest
from rights.recipient_letters import place_name

Task = FulfilmentTask.State
WAITING = (Task.OPEN, Task.FOUND, Task.ON_HOLD, Task.TOLD, Task.DECLINED)
NOT_TOLD = (Task.NOT_TOLD, Task.NOT_NEEDED, Task.LEFT)


def ledger(user: User) -> QuerySet[FulfilmentTask]:
    """Every recipient of every request that this person may see, newest first."""
    rows = FulfilmentTask.objects.filter(
        kind=FulfilmentTask.Kind.RECIPIENT,
        rights_request__in=RightsRequest.objects.visible_to(user),
    ).exclude(state=Task.DROPPED)
    related = "rights_request__controller", "rights_request__establishment", "recipient"
    return rows.select_related(*related).order_by("-pk")


def of(case: RightsRequest) -> list[FulfilmentTask]:
    """The recipients of one request, in the order of its list."""
    rows = case.tasks.filter(kind=FulfilmentTask.Kind.RECIPIENT)
    return list(rows.exclude(state=Task.DROPPED).select_related("recipient"))


def words_for_person(case: RightsRequest, rows: Iterable[FulfilmentTask]) -> str:
    """Whom we told, in the person's language, for a message that an officer checks."""
    with translation.override(case.language):
        lines = [_("You asked whom we told about your request."), ""]
        lines += [f"- {_line(row)}" for row in rows]
        return "\n".join(lines)


def _line(row: FulfilmentTask) -> str:
    name = place_name(row) or row.title
    if row.state in NOT_TOLD:
        because = row.get_because_display() if row.because else ""
        said = _("%(name)s: not told") % {"name": name}
        return f"{said} ({because})" if because else said
    if row.state in {Task.OPEN, Task.FOUND, Task.ON_HOLD}:
        return _("%(name)s: will be told") % {"name": name}
    told_at = row.asked_at or row.settled_at
    day = date_format(told_at, "j F Y") if told_at else ""
    said = _("%(name)s: told on %(day)s") % {"name": name, "day": day}
    if row.state in {Task.CONFIRMED, Task.DONE}:
        return _("%(said)s, and confirmed") % {"said": said}
    return said
