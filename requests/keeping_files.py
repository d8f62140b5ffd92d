"""Until when the file of a closed case is kept, and what keeps it longer.

Counted from the local day of closing, in months (CLOCKS.md 2.4); it goes after the end
of the last day. A complaint, a matter before an authority, a hold, backups that are not
proven gone and letters on their way keep it; so does a colleague, until a day.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Controller, Establishment
from correspondence.models import Delivery
from rights.choices import OPEN, TERMINAL, State
from rights.models import (
    AuthorityMatter,
    BackupDeletion,
    CaseRetention,
    FileKeep,
    Hold,
    RightsRequest,
)
from rulebook.clock import Calendar, Period, Unit, due_at
from subjects.models import LegalHold


def why_not_keep(case: RightsRequest) -> str:
    """Why its file cannot be kept longer; blank if it can."""
    if not case.is_closed:
        return _("The request is open, so its file is kept anyhow.")
    if is_erased(case):
        return _("The file of this request is erased.")
    return ""


def is_erased(case: RightsRequest) -> bool:
    return hasattr(case, "erasure")


def kept_until(case: RightsRequest, rule: CaseRetention) -> date:
    """The last day on which the file of this closed case is kept by its period."""
    place = case.establishment
    assert case.closed_at is not None  # noqa: S101  # asked of closed cases only
    return _last_day(case.closed_at, rule.months, ZoneInfo(place.time_zone))


def closed(controllers: Iterable[int]) -> QuerySet[RightsRequest]:
    """The closed cases of these companies whose files are still there, oldest first."""
    found: QuerySet[RightsRequest] = RightsRequest.objects.filter(
        controller__in=list(controllers), state__in=TERMINAL, erasure__isnull=True
    )
    return found.exclude(closed_at=None).order_by("closed_at", "pk")


def over(controllers: Iterable[int], *, now: datetime) -> QuerySet[RightsRequest]:
    """Those whose period is over, whether something keeps them or not."""
    ids = list(controllers)
    rules = {rule.controller_id: rule.months for rule in _rules(ids)}
    places = Establishment.objects.filter(controller__in=ids)
    is_over = Q(pk__in=())
    for place in places:
        zone = place.time_zone
        today = now.astimezone(ZoneInfo(zone)).date()
        before = _closed_before(rules[place.controller_id], zone, today)
        is_over |= Q(establishment=place.pk, closed_at__lt=before)
    return closed(ids).filter(is_over)


def due(controllers: Iterable[int], *, now: datetime) -> QuerySet[RightsRequest]:
    """What a run would erase now: the period is over and nothing keeps it."""
    return over(controllers, now=now).exclude(_is_kept(now))


def held(controllers: Iterable[int], *, now: datetime) -> QuerySet[RightsRequest]:
    """The period is over, and something keeps it."""
    return over(controllers, now=now).filter(_is_kept(now))


def why_kept(case: RightsRequest, *, now: datetime) -> str:
    """What keeps the file of a closed case longer than its period; blank if nothing."""
    for reason, is_so in REASONS.items():
        if RightsRequest.objects.filter(pk=case.pk).filter(is_so(now)).exists():
            return str(_words(reason))
    return ""


def _words(reason: str) -> str:
    match reason:
        case "complaint":
            return _("a complaint about it is open")
        case "authority":
            return _("it lies before an authority")
        case "hold":
            return _("a hold stands")
        case "person_held":
            return _("a legal hold stands on the person")
        case "backups":
            return _("backups are not proven gone")
        case "letters":
            return _("a letter is on its way")
    return _("a colleague keeps it longer")


def _complaint(_now: datetime) -> Q:
    of_it = RightsRequest.objects.filter(parent=OuterRef("pk"))
    return Q(Exists(of_it.filter(state__in=[*OPEN, State.UNCONFIRMED])))


def _authority(_now: datetime) -> Q:
    matters = AuthorityMatter.objects.filter(rights_request=OuterRef("pk"))
    return Q(Exists(matters.exclude(state=AuthorityMatter.State.ENDED)))


def _hold(_now: datetime) -> Q:
    holds = Hold.objects.filter(rights_request=OuterRef("pk"))
    return Q(Exists(holds.filter(released_at=None)))


def _person_held(_now: datetime) -> Q:
    """A dispute or a debt of the person: what shows it may be in the file."""
    holds = LegalHold.objects.filter(data_subject=OuterRef("data_subject"))
    return Q(Exists(holds.filter(released_at=None)))


def _backups(_now: datetime) -> Q:
    found = BackupDeletion.objects.filter(task__rights_request=OuterRef("pk"))
    return Q(Exists(found.filter(proven_at=None)))


def _letters(_now: datetime) -> Q:
    state = Delivery.State
    waiting = Delivery.objects.filter(letter__case_id=OuterRef("pk"))
    return Q(Exists(waiting.filter(state__in=[*state.waiting(), state.SENDING])))


def _keep(now: datetime) -> Q:
    """Of several the newest counts; a day is over everywhere half a day later."""
    newer = FileKeep.objects.filter(
        rights_request=OuterRef("rights_request"), pk__gt=OuterRef("pk")
    )
    keeps = FileKeep.objects.filter(rights_request=OuterRef("pk")).exclude(
        Exists(newer)
    )
    return Q(Exists(keeps.filter(until__gte=(now - timedelta(hours=12)).date())))


REASONS = {
    "complaint": _complaint,
    "authority": _authority,
    "hold": _hold,
    "person_held": _person_held,
    "backups": _backups,
    "letters": _letters,
    "keep": _keep,
}


def _is_kept(now: datetime) -> Q:
    kept = Q(pk__in=())
    for is_so in REASONS.values():
        kept |= is_so(now)
    return kept


def _rules(controllers: Iterable[int]) -> list[CaseRetention]:
    found = Controller.objects.filter(pk__in=controllers).select_related(
        "case_retention"
    )
    return [
        getattr(one, "case_retention", None) or CaseRetention(controller=one)
        for one in found
    ]


def _last_day(closed_at: datetime, months: int, zone: ZoneInfo) -> date:
    period = Period(months, Unit.MONTHS)
    return due_at(closed_at, period, zone, Calendar("")).last_day


@lru_cache(maxsize=256)
def _closed_before(months: int, time_zone: str, today: date) -> datetime:
    """The first instant of closing whose file is not over yet on that day, there.

    Months differ in length, so the day is looked for: a later closing never ends
    earlier.
    """
    zone = ZoneInfo(time_zone)
    first = today - timedelta(days=31 * months + 1)
    day = datetime(first.year, first.month, first.day, tzinfo=zone)
    while _last_day(day, months, zone) < today:
        day += timedelta(days=1)
    return day
