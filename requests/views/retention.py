"""`/desk/register/retention/`: what becomes of the files of closed cases, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Controller, User
from rights import forgetting, keeping_files, retention_rules
from rights.case_page import crumbs
from rights.errors import StepNotAllowed
from rights.forms.ledger import LedgerFilters
from rights.forms.retention import EraseForm, PeriodForm
from rights.models import CaseErasure, CaseRetention, RightsRequest
from rights.retention_rules import NAMED_BY, PERMISSION
from rights.views.case import look
from rights.views.staff import StaffRequest, page
from rulebook import book as rulebook
from subjects import erasing
from subjects.erasing_shown import Shown, of_cases

PER_PAGE = 25
AT_ONCE = (
    100  # files that one press erases; the command and the worker know no such end
)
VIEWS = {
    "due": gettext_lazy("Would go now"),
    "kept": gettext_lazy("Kept longer"),
    "later": gettext_lazy("Later"),
    "erased": gettext_lazy("Erased"),
}
sees = permission_required("requests.view", raise_exception=True)
erases = permission_required(PERMISSION, raise_exception=True)


@dataclass(frozen=True)
class Line:
    """One closed case: until when its file is kept, and what keeps it longer."""

    case: RightsRequest
    until: date
    why_kept: str
    erasure: CaseErasure | None
    act: Shown | None = None  # its dates, and what the worker's scan has found


@require_safe
@sees
def files(request: StaffRequest) -> HttpResponse:
    """The dry run: how many would go now, which are kept and why, which go later."""
    now = timezone.now()
    filters = LedgerFilters(request.GET, user=request.user)
    mine = Controller.objects.where_may(request.user, "requests.view")
    if slug := filters.chosen().get("controller"):
        mine = mine.filter(slug=slug)
    chosen = {one.pk: one for one in mine.select_related("case_retention")}
    view = request.GET.get("view", "due")
    view = view if view in VIEWS else "due"
    sets = _sets(chosen, now)
    found = Paginator(sets[view], PER_PAGE).get_page(request.GET.get("page"))
    acts = of_cases(case.pk for case in found) if view == "erased" else {}
    context = {
        "page": found,
        "lines": [_line(case, chosen, now, view, acts) for case in found],
        "tabs": _tabs(view, slug, sets),
        "form": filters,
        "applied": filters.applied(),
        "summary": _files(found.paginator.count),
        "pager_query": _url(view, slug).removeprefix("?") + "&",
        "would_go": sets["due"].count(),
        "kept": sets["kept"].count(),
        "may_erase": _may_erase(request.user, chosen),
        "view": view,
        "keep": [("view", view)],
        "rules": _rules(chosen.values(), request.user),
    }
    return render(request, "requests/retention/files.html", context)


def _sets(ids: Iterable[int], now: datetime) -> dict[str, Any]:
    every = ("controller", "establishment", "data_subject", "erasure")
    over = keeping_files.over(ids, now=now)
    erased = RightsRequest.objects.filter(
        controller__in=list(ids), erasure__isnull=False
    ).order_by("-erasure__erased_at", "-pk")
    found = {
        "due": keeping_files.due(ids, now=now),
        "kept": keeping_files.held(ids, now=now),
        "later": keeping_files.closed(ids).exclude(pk__in=over.order_by().values("pk")),
        "erased": erased,
    }
    return {name: rows.select_related(*every) for name, rows in found.items()}


def _line(
    case: RightsRequest,
    chosen: dict[int, Controller],
    now: datetime,
    view: str,
    acts: dict[int, Shown],
) -> Line:
    rule = _rule(chosen[case.controller_id])
    erasure = getattr(case, "erasure", None) if view == "erased" else None
    until = erasure.due_on if erasure else keeping_files.kept_until(case, rule)
    why = keeping_files.why_kept(case, now=now) if view == "kept" else ""
    return Line(case, until, why, erasure, acts.get(case.pk))


def _url(view: str, slug: str | None) -> str:
    return f"?view={view}&controller={slug}" if slug else f"?view={view}"


def _files(count: int) -> str:
    return ngettext("%(n)d file", "%(n)d files", count) % {"n": count}


def _tabs(view: str, slug: str | None, sets: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "url": _url(name, slug),
            "label": label,
            "count": sets[name].count(),
            "current": name == view,
        }
        for name, label in VIEWS.items()
    ]


def _rule(controller: Controller) -> CaseRetention:
    return getattr(controller, "case_retention", None) or CaseRetention(
        controller=controller
    )


def _rules(chosen: Iterable[Controller], user: User) -> list[dict[str, Any]]:
    """Each company's period, whose word it is, and what its policy says of it."""
    may = set(
        Controller.objects.where_may(user, PERMISSION).values_list("pk", flat=True)
    )
    book = rulebook.live()
    return [
        {
            "controller": one,
            "rule": _rule(one),
            "may_change": one.pk in may,
            "named_by": [
                promise
                for number in NAMED_BY.get(one.slug, ())
                if (promise := book.promise(number))
            ],
        }
        for one in sorted(chosen, key=lambda one: one.name)
    ]


def _may_erase(user: User, chosen: Iterable[int]) -> bool:
    mine = Controller.objects.where_may(user, PERMISSION)
    return mine.filter(pk__in=list(chosen)).exists()


@require_http_methods(["GET", "HEAD", "POST"])
@erases
def erase(request: StaffRequest) -> HttpResponse:
    """The last word: how many files go, company by company, and what stays."""
    now = timezone.now()
    mine = Controller.objects.where_may(request.user, PERMISSION)
    ids = list(mine.values_list("pk", flat=True))
    due = keeping_files.due(ids, now=now)
    number = due.count()
    if request.method == "POST":
        form = EraseForm(request.POST)
        if form.is_valid() and form.cleaned_data["foreseen"] == number and number:
            some = list(due.select_related("controller")[:AT_ONCE])
            done = forgetting.erase_each(some, by=request.user, at=now)
            messages.success(request, _done(done, number - done))
            return redirect("retention:files")
        messages.error(request, _("Meanwhile the number changed. Look at it again."))
    context = {
        "number": number,
        "at_once": min(number, AT_ONCE),
        "by_company": [
            (one.name, keeping_files.due([one.pk], now=now).count())
            for one in mine.order_by("name")
        ],
        "form": EraseForm(initial={"foreseen": number}),
        "crumbs": [*_way(), (_("Erase"), "")],
    }
    return render(request, "requests/retention/erase.html", context)


def _done(done: int, left: int) -> str:
    text = ngettext(
        "%(number)d file of a case is erased.",
        "%(number)d files of cases are erased.",
        done,
    ) % {"number": done}
    if left <= 0:
        return text
    return _("%(done)s %(left)d are left: press again.") % {"done": text, "left": left}


def _way() -> list[tuple[str, str]]:
    return [(_("Case files"), reverse("retention:files"))]


@require_http_methods(["GET", "HEAD", "POST"])
@erases
def period(request: StaffRequest, slug: str) -> HttpResponse:
    """How long one company keeps them, who says so, and why."""
    mine = Controller.objects.visible_to(request.user)
    controller = get_object_or_404(mine, slug=slug)
    if not request.user.has_perm(PERMISSION, controller):
        raise PermissionDenied
    chosen = CaseRetention.of(controller)
    form = PeriodForm(request.POST or None, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            retention_rules.set_period(controller, form.rule, by=request.user)
        except StepNotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The period is set."))
            return redirect("retention:files")
    book = rulebook.live()
    context = {
        "controller": controller,
        "form": form,
        "named_by": [book.promise(one) for one in NAMED_BY.get(slug, ())],
        "crumbs": [*_way(), (controller.name, "")],
    }
    return render(request, "requests/retention/period.html", context)


@page()
def record(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    """The record of an erasure, for the file of the office: it names nobody."""
    look(request, rights_request)
    erasure = get_object_or_404(CaseErasure, rights_request=rights_request)
    by = User.objects.filter(pk=erasure.erased_by_id).first()
    context = {
        "rights_request": rights_request,
        "erasure": erasure,
        "one": of_cases([rights_request.pk]).get(rights_request.pk),
        "may_take_out": request.user.has_perm(erasing.PERMISSION, rights_request),
        "by": by.full_name if by else _("the portal, by itself"),
        "crumbs": crumbs(rights_request, _("Record of erasure")),
    }
    return render(request, "requests/retention/record.html", context)
