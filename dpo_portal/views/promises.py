"""`/desk/promises/`: the ledger, one promise, and the record of how it is kept."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import StaffRequest
from accounts.models import Controller, Membership, User
from accounts.roles import roles_with
from dpo_portal.promises_filters import LedgerFilters
from dpo_portal.promises_forms import FIELDS, RecordForm
from dpo_portal.promises_ledger import Ledger
from dpo_portal.promises_page import PromisePage
from dpo_portal.promises_scope import companies
from dpo_portal.promises_steps import steps
from rulebook.book import live
from rulebook.errors import NotRecordable, RecordChanged
from rulebook.models import Promise
from rulebook.promise_records import keep_record

reads_promises = permission_required("rulebook.view", raise_exception=True)
keeps_records = permission_required("rulebook.record", raise_exception=True)


@require_safe
@reads_promises
def ledger(request: StaffRequest) -> HttpResponse:
    found = Ledger(request.user, request.GET, timezone.now())
    filters = LedgerFilters.of(request.GET, found)
    found.filters = filters.chosen()
    page = found.page()
    context = {
        "ledger": found,
        "tabs": found.tabs(),
        "filters": filters,
        "applied": [
            (label, found.url(**{name: None}))
            for name, label in filters.labels().items()
        ],
        "keep": found.keep(),
        "clear_url": found.url(**dict.fromkeys(found.filters)),
        "page": page,
        "pager_query": found.query() + "&",
        "lines": found.lines(page),
        "summary": found.summary(page.paginator.count),
    }
    return render(request, "desk/promises/ledger.html", context)


@require_safe
@reads_promises
def promise(request: StaffRequest, number: str) -> HttpResponse:
    page = _find(request, number)
    context = {
        "page": page,
        "promise": page.promise,
        "crumbs": _crumbs(page),
        "steps": steps(page),
    }
    return render(request, "desk/promises/promise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_records
def record(request: StaffRequest, number: str) -> HttpResponse:
    """Write down how a promise is kept; POST stores it as a new version."""
    page = _find(request, number)
    if not request.user.has_perm("rulebook.record", page.company):
        raise PermissionDenied
    if not page.is_recorded:
        raise Http404
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        record=page.record,
        people=_colleagues(page.company.pk),
        user=request.user,
        today=timezone.localdate(page.now),
    )
    if request.method == "POST" and form.is_valid():
        return _keep(request, page, form)
    return _show(request, page, form)


def _keep(request: StaffRequest, page: PromisePage, form: RecordForm) -> HttpResponse:
    typed = form.cleaned_data
    try:
        keep_record(
            Controller.objects.get(pk=page.company.pk),
            page.promise.promise,
            by=request.user,
            revision=typed["revision"],
            **{name: typed[name] for name in FIELDS},
        )
    except RecordChanged as error:
        if not form.says(page.record):  # or else: the second press of one button
            form.is_current_again(page.record)
            form.add_error(None, str(error))
            return _show(request, page, form, status=409)
    except NotRecordable as error:
        form.add_error(None, str(error))
        return _show(request, page, form)
    messages.success(request, _("The record is kept."))
    return redirect("promises:promise", page.promise.promise)


def _show(
    request: StaffRequest, page: PromisePage, form: RecordForm, status: int = 200
) -> HttpResponse:
    number = page.promise.promise
    context = {
        "page": page,
        "promise": page.promise,
        "form": form,
        "is_stale": status == 409,
        "crumbs": [
            *_crumbs(page)[:-1],
            (number, reverse("promises:promise", args=[number])),
            (_("Record"), ""),
        ],
    }
    return render(request, "desk/promises/record.html", context, status=status)


def _find(request: StaffRequest, number: str) -> PromisePage:
    """The promise, if it is of a company whose rulebook the user may read; else 404."""
    mine = companies(request.user)
    whose = Promise.objects.filter(promise=number, controller__in=mine)
    book = live(whose.values_list("controller", flat=True).first() or "")
    found = book.promise(number)
    if found is None:
        raise Http404
    return PromisePage(
        found,
        mine[found.controller],
        book=book,
        user=request.user,
        now=timezone.now(),
    )


def _crumbs(page: PromisePage) -> list[tuple[str, str]]:
    ledger = reverse("promises:ledger")
    company = f"{ledger}?controller={page.company.slug}"
    return [
        (_("Promises"), ledger),
        (page.company.name, company),
        (page.promise.promise, ""),
    ]


def _colleagues(controller: int) -> QuerySet[User]:
    """Who may own a record: everyone who reads this company's rulebook."""
    holders = Membership.objects.filter(
        controller=controller, role__in=roles_with("rulebook.view")
    )
    people = User.objects.filter(is_active=True, pk__in=holders.values("user"))
    return people.order_by("full_name")
