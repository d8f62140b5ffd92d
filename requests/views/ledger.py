"""Who was told, and until when backups hold what was erased: across all requests."""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from audit.trail import record_access
from rights import backups as queue_of_backups
from rights import told_recipients
from rights.case_page import crumbs
from rights.forms.desk import MessageForm, StepForm
from rights.forms.ledger import LedgerFilters
from rights.forms.tasks import BackupsForm
from rights.models import BackupDeletion, FulfilmentTask, RightsRequest
from rights.views.case import look
from rights.views.staff import StaffRequest, page
from rights.views.steps import take
from subjects.csv_files import csv_response

PER_PAGE = 25
sees = permission_required("requests.view", raise_exception=True)
Task = FulfilmentTask.State
TOLD_VIEWS = {
    "all": (gettext_lazy("All"), tuple(Task)),
    "waiting": (gettext_lazy("Still open"), told_recipients.WAITING),
    "confirmed": (gettext_lazy("Confirmed"), (Task.CONFIRMED, Task.DONE)),
    "not": (
        gettext_lazy("Not told, or never answered"),
        (*told_recipients.NOT_TOLD, Task.NO_ANSWER, Task.KEPT),
    ),
}
BACKUP_VIEWS = {
    "waiting": gettext_lazy("Still held"),
    "due": gettext_lazy("To be shown as gone"),
    "gone": gettext_lazy("Gone"),
}


@require_safe
@sees
def told(request: StaffRequest) -> HttpResponse:
    """`/desk/register/told/`: every recipient, told or not, and why not."""
    filters, view, rows = _told(request)
    labels = {name: label for name, (label, _states) in TOLD_VIEWS.items()}
    context = _list(request, filters, view, labels, rows)
    context["csv_url"] = f"{reverse('ledger:told-csv')}?{request.GET.urlencode()}"
    return render(request, "requests/ledger/told.html", context)


@require_safe
@sees
def told_csv(request: StaffRequest) -> HttpResponse:
    """The same list, to its last row, in a file."""
    _filters, _view, rows = _told(request)
    found = list(rows)
    _record_export(
        (task.rights_request.controller_id for task in found), of=FulfilmentTask
    )
    header = (
        *("recipient", "reference", "company", "right", "firmness", "state"),
        *("told_at_utc", "settled_at_utc", "reason"),
    )
    lines = (
        (
            *(task.title, task.rights_request.ref, str(task.rights_request.controller)),
            *(task.rights_request.right, task.firmness, task.state),
            *(task.asked_at, task.settled_at, task.because),
        )
        for task in found
    )
    return csv_response("recipients-told", header, lines)


def _told(
    request: StaffRequest,
) -> tuple[LedgerFilters, str, QuerySet[FulfilmentTask]]:
    filters = LedgerFilters(request.GET, user=request.user)
    rows = told_recipients.ledger(request.user)
    if slug := filters.chosen().get("controller"):
        rows = rows.filter(rights_request__controller__slug=slug)
    view = request.GET.get("view", "all")
    view = view if view in TOLD_VIEWS else "all"
    return filters, view, rows.filter(state__in=TOLD_VIEWS[view][1])


@require_safe
@sees
def backups(request: StaffRequest) -> HttpResponse:
    """`/desk/register/backups/`: what was erased and backups still hold, until when."""
    filters, view, rows = _backups(request)
    context = _list(request, filters, view, BACKUP_VIEWS, rows)
    cases = [row.task.rights_request for row in context["page"]]
    context |= {
        "limits": queue_of_backups.limits(cases),
        "may_note": request.user.has_perm("requests.carry_out"),
        "today": timezone.localdate(),
        "csv_url": f"{reverse('ledger:backups-csv')}?{request.GET.urlencode()}",
    }
    return render(request, "requests/ledger/backups.html", context)


@require_safe
@sees
def backups_csv(request: StaffRequest) -> HttpResponse:
    _filters, _view, rows = _backups(request)
    found = list(rows)
    cases = [row.task.rights_request for row in found]
    limits = queue_of_backups.limits(cases)
    _record_export((case.controller_id for case in cases), of=BackupDeletion)
    header = (
        *("system", "reference", "company", "erased_on", "last_backup_gone_on"),
        *("by_law_gone_by", "proven_at_utc"),
    )
    lines = (
        (
            *(row.task.title, case.ref, str(case.controller)),
            *(row.erased_on, row.gone_on, limits.get(case.pk), row.proven_at),
        )
        for row, case in zip(found, cases, strict=True)
    )
    return csv_response("backups", header, lines)


def _backups(
    request: StaffRequest,
) -> tuple[LedgerFilters, str, QuerySet[BackupDeletion]]:
    filters = LedgerFilters(request.GET, user=request.user)
    rows = queue_of_backups.queue(request.user)
    if slug := filters.chosen().get("controller"):
        rows = rows.filter(task__rights_request__controller__slug=slug)
    view = request.GET.get("view", "waiting")
    view = view if view in BACKUP_VIEWS else "waiting"
    if view == "due":
        return filters, view, queue_of_backups.due(rows, timezone.localdate())
    if view == "gone":
        return filters, view, rows.exclude(proven_at=None)
    return filters, view, queue_of_backups.waiting(rows)


def _record_export(
    controllers: Iterable[int], *, of: type[FulfilmentTask | BackupDeletion]
) -> None:
    """That a list left as a file, for each company whose rows it holds."""
    for controller_id, count in Counter(controllers).items():
        record_access("export", controller_id=controller_id, count=count, of=of)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.carry_out", raise_exception=True)
def backup(request: StaffRequest, pk: int) -> HttpResponse:
    """One of them: note that the last backup is gone, with what shows it."""
    mine = queue_of_backups.queue(request.user)
    row = get_object_or_404(mine, pk=pk)
    case = row.task.rights_request
    again = partial(_show_backup, row=row)
    if request.method != "POST":
        return again(request, case, form=_form(row))
    form = _form(row, request.POST)
    verb = partial(queue_of_backups.note_gone, row, by=request.user)
    done = _("It is noted that the last backup is gone.")
    return take(request, form, verb, done=done, again=again)


@page()
def told_of_case(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    """`/desk/requests/<ref>/recipients/`: the ledger of one request.

    The person may ask whom we told: the answer is worded here, and sent as a message.
    """
    case = look(request, rights_request)
    rows = told_recipients.of(rights_request)
    form = None
    if case.may["triage"] and rights_request.is_open and rows:
        words = told_recipients.words_for_person(rights_request, rows)
        form = MessageForm(
            rights_request=rights_request, seen=case.seen, initial={"body": words}
        )
    context = {
        "rights_request": rights_request,
        "rows": rows,
        "form": form,
        "crumbs": crumbs(rights_request, _("Who was told")),
    }
    return render(request, "requests/ledger/case.html", context)


def _form(row: BackupDeletion, data: Any = None) -> BackupsForm:
    return BackupsForm(data, rights_request=row.task.rights_request, deletion=row)


def _show_backup(
    request: StaffRequest,
    rights_request: RightsRequest,
    *,
    row: BackupDeletion,
    form: StepForm,
    seen: int | None = None,
    status: int = 200,
) -> HttpResponse:
    case = look(request, rights_request)
    context = {
        "row": row,
        "rights_request": rights_request,
        "form": form,
        "changes": None if seen is None else case.changes_since(seen),
        "limit": queue_of_backups.limits([rights_request]).get(rights_request.pk),
        "why_not": queue_of_backups.why_not_gone(row, timezone.localdate()),
        "crumbs": [(_("Backups"), reverse("ledger:backups")), (rights_request.ref, "")],
    }
    return render(request, "requests/ledger/backup.html", context, status=status)


def _list(
    request: StaffRequest, filters: LedgerFilters, view: str, labels: Any, rows: Any
) -> dict[str, Any]:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    kept = filters.chosen()
    count = page.paginator.count
    return {
        "form": filters,
        "applied": filters.applied(),
        "page": page,
        "tabs": [
            {"label": label, "url": _url(name, kept), "current": name == view}
            for name, label in labels.items()
        ],
        "keep": [("view", view)],
        "pager_query": _url(view, kept).removeprefix("?") + "&",
        "summary": ngettext("%(n)d row", "%(n)d rows", count) % {"n": count},
    }


def _url(view: str, kept: dict[str, str]) -> str:
    rest = "".join(f"&{name}={value}" for name, value in kept.items())
    return f"?view={view}{rest}"
