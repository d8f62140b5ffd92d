"""The queue: `/desk/requests/`."""

from collections import Counter

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.trail import record_access
from rights.desk_words import zone_words
from rights.forms.queue import QueueFilters
from rights.queue import Queue, Row
from rights.views.staff import StaffRequest


@require_safe
@permission_required("requests.view", raise_exception=True)
def queue(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    filters = QueueFilters(request.GET, user=request.user)
    wanted = Queue(request.user, request.GET, filters.chosen())
    page = wanted.page(now)
    rows = wanted.rows(list(page.object_list))
    _record_look(rows)
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
        "rows": rows,
        "clear_url": f"?view={wanted.view}",
        "zone": zone_words(request.user.time_zone, now),
        "summary": wanted.summary(page.paginator.count),
        "now": now,
    }
    return render(request, "requests/desk/queue.html", context)


def _record_look(rows: list[Row]) -> None:
    """One access entry for the list, or one for each controller whose names it shows:

    an auditor reads the entries of their own controllers only.
    """
    shown = Counter(row.controller_id for row in rows)
    for controller_id, count in shown.items():
        record_access("list", controller_id=controller_id, count=count)
