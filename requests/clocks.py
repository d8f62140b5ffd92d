"""The clocks of a case: started on confirmation, stopped by what was done."""

from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.models import Establishment
from rights.models import Clock, RightsRequest
from rulebook import book as rulebook
from rulebook.calendars import package_version
from rulebook.case_clocks import Case, CaseClock, clocks_for


def start(rights_request: RightsRequest) -> list[Clock]:
    """Start every clock the policy sets, counted from receipt (CLOCKS.md 2.3)."""
    book = rulebook.live(
        rights_request.controller.slug, rights_request.establishment.country
    )
    return Clock.objects.bulk_create(counted(rights_request, book))


def counted(rights_request: RightsRequest, book: rulebook.Book) -> list[Clock]:
    """The clocks of a request, not stored yet.

    Each keeps the rule, its version and the steps of the count, so that the date can be
    explained later from what was stored and is never counted anew.
    """
    establishment = rights_request.establishment
    case = Case(
        kind="rights_request",
        controller=rights_request.controller.slug,
        country=establishment.country,
        subdivision=establishment.subdivision or None,
        time_zone=ZoneInfo(establishment.time_zone),
        right=rights_request.right,
        received_at=rights_request.received_at,
    )
    return [
        _clock(rights_request, establishment, found) for found in clocks_for(book, case)
    ]


def _clock(
    rights_request: RightsRequest, establishment: Establishment, found: CaseClock
) -> Clock:
    rule = found.rule
    return Clock(
        rights_request=rights_request,
        kind=found.clock,
        source_kind=rule.source_kind,
        rule=rule.code,
        rule_version=rule.version,
        promise=rule.promise,
        document=rule.document,
        clause=rule.clause,
        number=rule.number,
        unit=rule.unit,
        qualifier=rule.qualifier,
        start=rule.start,
        started_at=rights_request.received_at,
        time_zone=establishment.time_zone,
        calendar={
            "country": establishment.country,
            "subdivision": establishment.subdivision,
            "package": package_version(),
        },
        steps=list(found.steps),
        due_at=found.due_at,
    )


def stop(rights_request: RightsRequest, kind: Clock.Kind, at: datetime) -> None:
    """The duty of this kind was done at `at`."""
    for clock in rights_request.clocks.filter(
        kind=kind, status__in=Clock.OPEN_STATUSES
    ):
        clock.stop(at)
        clock.save(update_fields=["status", "stopped_at"])


def cancel(rights_request: RightsRequest, at: datetime) -> None:
    """Nobody owes these dates any more; the rows stay (CLOCKS.md 2.8)."""
    rights_request.clocks.filter(status__in=Clock.OPEN_STATUSES).update(
        status=Clock.Status.CANCELLED, stopped_at=at
    )


def local(clock: Clock) -> datetime | None:
    """The due instant in the controller's own time zone."""
    return clock.due_at.astimezone(ZoneInfo(clock.time_zone)) if clock.due_at else None
