"""The queue: `/desk/requests/`, its search, its keys and what changed since."""

from collections import Counter
from collections.abc import Mapping

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from audit.trail import record_access
from rights.desk_words import zone_words
from rights.forms.bulk import written
from rights.forms.queue import QueueFilters
from rights.models import CaseEvent, RightsRequest
from rights.queue import Queue
from rights.queue_address import EVERYTHING
from rights.queue_rows import Row
from rights.queue_scope import Scope
from rights.views.staff import StaffRequest
from subjects import searching

reads = permission_required("requests.view", raise_exception=True)
ENOUGH = 100  # changes counted for the hint


@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    wanted, filters = asked_for(request, request.GET)
    page = wanted.page(now)
    lines = wanted.lines(page)
    _record_look(wanted, lines)
    scope = wanted.scope
    request.roles = scope.roles
    request.figures = {
        "requests:queue": wanted.counts["open"],
        "notices:list": wanted.counts["notices"],
    }
    query = wanted.query()
    context = {
        "queue": wanted,
        "filters": filters,
        "applied": _applied(wanted, filters),
        "page": page,
        "query": query,
        "pager_query": query + "&",
        "rows": lines,
        "shown": written((row.pk, row.version) for row in lines),
        "may_work": bool(scope.worked_here),
        "may_export": bool(scope.exported_here),
        "clear_url": f"?view={wanted.view}",
        "zone": zone_words(request.user.time_zone, now),
        "summary": wanted.summary(page.paginator.count),
        "search_is_over": "s" in request.GET and not wanted.words,
        "now": now,
    }
    return render(request, "requests/desk/queue.html", context)


def asked_for(
    request: StaffRequest, query: Mapping[str, str]
) -> tuple[Queue, QueueFilters]:
    """The list that an address asks for, and the filters that hold there."""
    now = timezone.now()
    scope = Scope.of(request.user, now)
    filters = QueueFilters.of(query, scope)
    words = searching.find(query.get("s", ""), by=request.user, at=now)
    return Queue(scope, query, filters.chosen(), words), filters


def _applied(wanted: Queue, filters: QueueFilters) -> list[tuple[str, str]]:
    """The removable tags: the filters that hold, and the words looked for."""
    tags = [
        (label, wanted.url(**{name: None})) for name, label in filters.labels().items()
    ]
    if wanted.words:
        label = _("Words: %(words)s") % {"words": wanted.words.text}
        tags.append((label, wanted.url(s=None)))
    return tags


def _record_look(wanted: Queue, lines: list[Row]) -> None:
    """One access entry for the list, or one for each controller whose names it shows:

    an auditor reads the entries of their own controllers only. A search that found
    nothing was one all the same.
    """
    what = "search" if wanted.words else "list"
    shown = Counter(row.controller_id for row in lines)
    for controller_id, count in shown.items():
        record_access(what, controller_id=controller_id, count=count, of=RightsRequest)
    if wanted.words and not shown:
        for controller_id in wanted.scope.controllers:
            record_access(what, controller_id=controller_id, count=0, of=RightsRequest)


@reads
@require_POST
def search(request: StaffRequest) -> HttpResponse:
    """Take filters and words, keep the words, lead to the address of the list.

    From the top bar only the words come: the whole of what one may read is searched,
    and a reference leads to its request.
    """
    now = timezone.now()
    text = request.POST.get("q", "").strip()
    asked = request.POST.copy()
    if "view" not in asked:
        asked["view"] = EVERYTHING
        if (case := _by_reference(request, text)) is not None:
            return redirect(case)
    known = searching.find(asked.get("s", ""), by=request.user, at=now)
    if not text:
        asked["s"] = ""
    elif known is None or known.text != text:
        asked["s"] = searching.keep(text, by=request.user, at=now).key
    wanted, _filters = asked_for(request, asked)
    return redirect(f"{reverse('requests:queue')}{wanted.url()}")


def _by_reference(request: StaffRequest, text: str) -> RightsRequest | None:
    mine: QuerySet[RightsRequest] = RightsRequest.objects.visible_to(request.user)
    return mine.filter(ref=text.upper()[:16]).first()


@reads
@require_safe
def changes(request: StaffRequest) -> HttpResponse:
    """How many requests of this list something happened to since it was drawn.

    Asked now and then by the page; shows nothing of a person, so no one has looked.
    """
    since = request.GET.get("since", "")
    wanted, _filters = asked_for(request, request.GET)
    happened = CaseEvent.objects.filter(pk__gt=int(since) if since.isdecimal() else 0)
    theirs = wanted.scope.requests().filter(pk__in=happened.values("rights_request"))
    number = wanted.narrowed(theirs, timezone.now()).order_by()[:ENOUGH].count()
    text = ngettext("%(number)s change.", "%(number)s changes.", number)
    return JsonResponse({"changes": number, "text": text % {"number": number}})


@reads
@require_safe
def keys(request: StaffRequest) -> HttpResponse:
    """The keys of the list, as a page; over the list itself they are a dialog."""
    return render(request, "requests/desk/keys.html")


def list_of(request: StaffRequest, query: str) -> Queue:
    """The list behind an address that a form carries."""
    return asked_for(request, QueryDict(query))[0]
