"""The queue: `/desk/requests/`."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.trail import record_access
from rights.desk_words import zone_words
from rights.forms.queue import QueueFilters
from rights.queue import Queue, Scope
from rights.queue_rows import Row
from rights.views.staff import StaffRequest


@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    scope = Scope.of(request.user)
    filters = QueueFilters(request.GET, scope=scope)
    wanted = Queue(scope, request.GET, filters.chosen())
    page = wanted.page(now)
    lines = wanted.lines(page)
    _record_look(lines)
    request.roles = scope.roles
    request.figures = {"requests:queue": wanted.counts["open"]}
    context = {
        "queue": wanted,
        "filters": filters,
        "applied": [
            (label, wanted.url(**{name: None}))
            for name, label in filters.labels().items()
        ],
        "keep": [("view", wanted.view)],
        "page": page,
        "pager_query": wanted.query() + "&",
        "rows": lines,
        "clear_url": f"?view={wanted.view}",
        "zone": zone_words(request.user.time_zone, now),
        "summary": wanted.summary(page.paginator.count),
        "now": now,
    }
    return render(request, "requests/desk/queue.html", context)


def _record_look(lines: list[Row]) -> None:
    """One access entry for the list, or one for each controller whose names it shows:

    an auditor reads the entries of their own controllers only.
    """
    shown = Counter(row.controller_id for row in lines)
    for controller_id, count in shown.items():
        record_access("list", controller_id=controller_id, count=count)
