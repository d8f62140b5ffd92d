"""How the clocks of promises went, in figures. No row here names a person or a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from correspondence.models import Delivery
from rights.letters import KIND_ANSWER
from rights.models import Clock, ClockCorrection, FulfilmentTask

DONE = Q(status__in=(Clock.Status.MET, Clock.Status.MISSED))
ANSWERS = (
    Clock.Kind.PROMISE_RESPONSE,
    Clock.Kind.STATUTE_RESPONSE,
    Clock.Kind.OPERATOR_RESPONSE,
)
FULFILMENTS = (
    Clock.Kind.PROMISE_FULFILMENT,
    Clock.Kind.STATUTE_FULFILMENT,
    Clock.Kind.OPERATOR_FULFILMENT,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The clocks that one promise set. Late: stopped late, or open past their date.

    `done` are those whose text names no last day: they cannot be late, nor in time.
    """

    in_time: int = 0
    done: int = 0
    late: int = 0
    running: int = 0
    stopped: int = 0  # paused or on hold
    cancelled: int = 0

    @property
    def total(self) -> int:
        return sum(getattr(self, name) for name in COUNTED)

    @property
    def judged(self) -> int:
        """Those of which it is known whether they were kept."""
        return self.in_time + self.late

    @property
    def share_in_time(self) -> int:
        """Whole percent of the judged ones, rounded down: 99.6 % is not all."""
        return 100 * self.in_time // self.judged if self.judged else 0


NONE = Figures()
COUNTED = ("in_time", "done", "late", "running", "stopped", "cancelled")


def figures(
    controllers: Iterable[int], now: datetime, promise: str = ""
) -> dict[str, Figures]:
    """By number of the promise, in one query: all of these companies, or only one."""
    met = Q(status=Clock.Status.MET)
    late = Q(status=Clock.Status.MISSED) | Q(
        status__in=Clock.OPEN_STATUSES, due_at__lt=now
    )
    running, stopped = (
        Q(status=Clock.Status.RUNNING),
        Q(status__in=(Clock.Status.PAUSED, Clock.Status.ON_HOLD)),
    )
    counted = (
        of_promise(controllers, promise)
        .order_by()
        .values("promise")
        .annotate(
            in_time=Count("pk", filter=met & Q(due_at__isnull=False)),
            done=Count("pk", filter=met & Q(due_at=None)),
            late=Count("pk", filter=late),
            running=Count("pk", filter=running & ~late),
            stopped=Count("pk", filter=stopped & ~late),
            cancelled=Count("pk", filter=Q(status=Clock.Status.CANCELLED)),
        )
    )
    return {
        row["promise"]: Figures(**{name: row[name] for name in COUNTED})
        for row in cast(list[dict[str, Any]], list(counted))
    }


def of_promise(controllers: Iterable[int], promise: str = "") -> QuerySet[Clock]:
    """The clocks that promises of these companies set, or this one."""
    clocks = Clock.objects.filter(rights_request__controller__in=controllers)
    return clocks.filter(promise=promise) if promise else clocks.exclude(promise="")


@dataclass(frozen=True, slots=True)
class Middle:
    """The median of the time used and of the time allowed, nights counted."""

    used: timedelta
    allowed: timedelta


def middle(clocks: QuerySet[Clock]) -> Middle | None:
    """Of those that are done and had a date; None where there is none."""
    done = clocks.filter(DONE, due_at__isnull=False, stopped_at__isnull=False)
    times = cast(
        list[tuple[datetime, datetime, datetime]],
        list(done.order_by().values_list("started_at", "stopped_at", "due_at")),
    )
    if not times:
        return None
    return Middle(
        used=_median(stopped - started for started, stopped, _due in times),
        allowed=_median(due - started for started, _stopped, due in times),
    )


def _median(spans: Iterable[timedelta]) -> timedelta:
    return timedelta(seconds=median(span.total_seconds() for span in spans))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that the clocks were stopped by something that happened.

    `answers`: letters that a mail server took over by the due instant. `proofs`: cases
    whose tasks were settled with a proof. `corrected`: judged anew by a person.
    """

    answers: int
    proofs: int
    corrected: int


def evidence(clocks: QuerySet[Clock]) -> Evidence:
    """One query for the three counts."""
    letters = Delivery.objects.filter(
        letter__case_id=OuterRef("rights_request_id"), letter__kind=KIND_ANSWER
    )
    in_time = letters.filter(accepted_at__lte=OuterRef("due_at"))
    undated = letters.filter(accepted_at__isnull=False)
    proven = FulfilmentTask.objects.filter(
        rights_request=OuterRef("rights_request_id"),
        state__in=FulfilmentTask.PROVEN,
    ).exclude(proof="")
    has_answer = Q(Exists(in_time)) | Q(due_at=None) & Q(Exists(undated))
    judged_anew = ClockCorrection.objects.filter(clock=OuterRef("pk"))
    return Evidence(
        **clocks.order_by().aggregate(
            answers=Count("pk", filter=DONE & Q(kind__in=ANSWERS) & has_answer),
            proofs=Count(
                "pk", filter=DONE & Q(kind__in=FULFILMENTS) & Q(Exists(proven))
            ),
            corrected=Count("pk", filter=Q(Exists(judged_anew))),
        )
    )
