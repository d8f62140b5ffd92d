"""The reports: pages and the CSV of the same figures."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.places import country_name
from accounts.querysets import controllers_of
from audit.trail import record_access
from rights.forms.reports import ClaimsFilters, KeptFilters, ReportFilters
from rights.models import Decision, RightsRequest
from rights.reports import words
from rights.reports.claims import COUNTRY, ClaimsReport, Half, claims_report
from rights.reports.kept import Account, known_account
from rights.reports.refusals import USUAL_COUNTRY, Refusal, refusals
from rights.views.staff import StaffRequest
from subjects.csv_files import csv_response

HALVES_OFFERED = 8  # four years back

reports_page = permission_required("requests.report", raise_exception=True)


@require_safe
@reports_page
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "requests/reports/index.html")


def _now(request: StaffRequest) -> tuple[datetime, Any]:
    now = timezone.now()
    return now, now.astimezone(ZoneInfo(request.user.time_zone)).date()


def _kept(request: StaffRequest) -> tuple[KeptFilters, Account | None]:
    now, today = _now(request)
    filters = KeptFilters(request.GET, user=request.user, today=today)
    if not filters.is_valid():
        return filters, None
    data = filters.cleaned_data
    found = known_account(
        filters.requests(),
        {*filters.companies, *data.items()},
        since=data["since"],
        until=data["until"],
        now=now,
        kinds=filters.kinds(),
        clause=data["clause"],
    )
    return filters, found


def _frame(request: StaffRequest, filters: ReportFilters, name: str) -> dict[str, Any]:
    """What the filter bar and the links of a report need."""
    tags = []
    for field, label in filters.labels().items() if filters.is_valid() else ():
        query = request.GET.copy()
        query[field] = ""
        tags.append((label, f"?{query.urlencode()}"))
    return {
        "form": filters,
        "applied": tags,
        "clear_url": reverse(f"reports:{name}"),
        "csv_url": f"{reverse(f'reports:{name}-csv')}?{request.GET.urlencode()}",
        "crumbs": [(_("Reports"), reverse("reports:index")), (TITLES[name](), "")],
    }


TITLES = {
    "kept": lambda: _("What was kept"),
    "claims": lambda: _("Claims in Colombia"),
    "refusals": lambda: _("Refusal log"),
}


@require_safe
@reports_page
def kept(request: StaffRequest) -> HttpResponse:
    filters, found = _kept(request)
    context = {**_frame(request, filters, "kept"), "account": found}
    return render(request, "requests/reports/kept.html", context)


@require_safe
@reports_page
def kept_csv(request: StaffRequest) -> HttpResponse:
    filters, found = _kept(request)
    if found is None:
        context = {**_frame(request, filters, "kept"), "account": None}
        return render(request, "requests/reports/kept.html", context, status=400)
    header = (
        *("controller", "country", "right", "duty", "source", "document", "clause"),
        *("rule", "promise", "allowed_number", "allowed_unit", "qualifier"),
        *("in_time", "late", "overdue", "open", "cancelled", "corrected"),
        *("late_before_corrections", "kept_share", "median_days"),
        *("percentile_95_days", "median_share_of_allowed", "from", "until"),
    )
    rows = (
        (
            *(line.duty.controller, line.duty.country, line.duty.right),
            *(line.duty.kind, line.duty.source_kind, line.duty.document),
            *(line.duty.clause, line.duty.rule, line.duty.promise),
            *(line.duty.number, line.duty.unit, line.duty.qualifier),
            *(line.tally.in_time, line.tally.late, line.tally.overdue),
            *(line.tally.open, line.tally.cancelled, line.tally.corrected),
            *(line.tally.late_before_corrections, line.tally.kept_share),
            words.days(line.tally.median),
            words.days(line.tally.percentile_95),
            line.tally.median_share,
            *(found.since, found.until),
        )
        for line in (*found.dated, *found.undated)
    )
    return csv_response("what-was-kept", header, rows)


def _claims(request: StaffRequest) -> tuple[ClaimsFilters, ClaimsReport]:
    now, today = _now(request)
    halves = [Half.of(today)]
    while len(halves) < HALVES_OFFERED:
        halves.append(halves[-1].before)
    offered = [(half.code, words.half(half.first, half.last)) for half in halves]
    filters = ClaimsFilters(request.GET, halves=offered)
    filters.is_valid()
    half = Half.read(filters.cleaned_data["half"])
    assert half is not None  # noqa: S101  (the form lets none but its own codes pass)
    mine = RightsRequest.objects.filter(
        controller__in=controllers_of(request.user, "requests.report")
    )
    return filters, claims_report(mine, half, now=now)


@require_safe
@reports_page
def claims(request: StaffRequest) -> HttpResponse:
    filters, report = _claims(request)
    query = f"?half={report.half.code}"
    context = {
        "form": filters,
        "report": report,
        "place": country_name(COUNTRY),
        "csv_url": reverse("reports:claims-csv") + query,
        "crumbs": [(_("Reports"), reverse("reports:index")), (TITLES["claims"](), "")],
    }
    return render(request, "requests/reports/claims.html", context)


@require_safe
@reports_page
def claims_csv(request: StaffRequest) -> HttpResponse:
    _filters, report = _claims(request)
    header = (
        *("half_year", "sort", "right", "received", "granted", "partly_granted"),
        *("refused", "forwarded", "ended_otherwise", "open", "answered_in_time"),
        *("answered_late", "median_days"),
    )
    rows = (
        (
            *(report.half.code, line.sort.value, line.right.value, line.received),
            *(line.granted, line.partly_granted, line.refused, line.forwarded),
            *(line.ended_otherwise, line.open),
            *(line.answers.in_time, line.answers.late),
            words.days(line.answers.median),
        )
        for line in report.lines
    )
    return csv_response(f"colombia-claims-{report.half.code}", header, rows)


def _refusals(request: StaffRequest) -> tuple[ReportFilters, list[Refusal] | None]:
    _moment, today = _now(request)
    query = request.GET.copy()
    query.setdefault("country", USUAL_COUNTRY)
    filters = ReportFilters(query, user=request.user, today=today)
    if not filters.is_valid():
        return filters, None
    data = filters.cleaned_data
    found = refusals(
        filters.requests(),
        since=data["since"],
        until=data["until"],
        language=get_language() or "en",
    )
    if found:
        for controller_id in set(
            filters.requests().order_by().values_list("controller_id", flat=True)
        ):
            record_access(
                "list", controller_id=controller_id, count=len(found), of=Decision
            )
    return filters, found


@require_safe
@reports_page
def refusal_log(request: StaffRequest) -> HttpResponse:
    filters, found = _refusals(request)
    context = {**_frame(request, filters, "refusals"), "refusals": found}
    return render(request, "requests/reports/refusals.html", context)


@require_safe
@reports_page
def refusals_csv(request: StaffRequest) -> HttpResponse:
    filters, found = _refusals(request)
    if found is None:
        context = {**_frame(request, filters, "refusals"), "refusals": None}
        return render(request, "requests/reports/refusals.html", context, status=400)
    header = (
        *("reference", "establishment", "country", "right", "outcome", "ground"),
        *("clause", "source", "received_at_utc", "decided_at_utc", "told_at_utc"),
        *("decided_by", "second_look_by", "dpv_term"),
    )
    rows = (
        (
            *(one.ref, one.establishment, one.country, one.right, one.outcome),
            *(one.ground, one.clause, one.source_kind, one.received_at),
            *(one.decided_at, one.told_at, one.decided_by, one.second_look_by),
            one.dpv_term,
        )
        for one in found
    )
    return csv_response("refusals", header, rows)
