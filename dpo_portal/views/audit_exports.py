"""The trail as files: the list of changes as it is filtered, and the signed trail."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import StaffRequest
from accounts.models import User
from dpo_portal.models import TrailExport
from dpo_portal.trail import exporting
from dpo_portal.trail.filters import ChangeFilters
from dpo_portal.trail.paging import capped_count
from dpo_portal.trail.scope import Scope, scope_of
from dpo_portal.views.audit_changes import applied, summary
from rights.errors import StepNotAllowed

Format = TrailExport.Format
MOST_SHOWN = 50
exports_trail = permission_required("audit.export", raise_exception=True)


class ReasonForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("What is it for?"),
        help_text=gettext_lazy("It stands in the change history beside your name."),
        max_length=300,
    )


class ExportForm(ReasonForm):
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(code, code.label) for code in (Format.CSV, Format.JSON_LINES)],
        widget=forms.RadioSelect,
        initial=Format.CSV,
    )
    query = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("format", "why", "query")


@exports_trail
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: StaffRequest) -> HttpResponseBase:
    """GET asks what the file is for; POST gives what the list of `query` shows."""
    scope = scope_of(request.user, "audit.export")
    form = ExportForm(request.POST or None, initial={"query": request.GET.urlencode()})
    query = request.POST.get("query", "") if form.is_bound else request.GET.urlencode()
    filters = _filters(query, scope, request.user)
    if form.is_bound and form.is_valid() and filters.is_valid():
        try:
            return _file(filters, form.cleaned_data, by=request.user)
        except StepNotAllowed as error:
            form.add_error(None, str(error))
    return _page(request, scope, form, filters=filters)


def _filters(query: str, scope: Scope, user: User) -> ChangeFilters:
    asked = QueryDict(query, mutable=True)
    for name in {"before", "after"} & set(asked):
        del asked[name]  # a file has no pages
    return ChangeFilters(asked, scope=scope, user=user)


def _file(
    filters: ChangeFilters, words: dict[str, Any], *, by: User
) -> HttpResponseBase:
    entries = exporting.frozen(filters.narrow(filters.scope.changes))
    exporting.record_export(
        exporting.counts_of(entries),
        format=words["format"],
        why=words["why"],
        query=filters.data.urlencode(),  # type: ignore[attr-defined]
        by=by,
    )
    is_csv = words["format"] == Format.CSV
    write = exporting.as_csv if is_csv else exporting.as_json_lines
    name = f"changes-{timezone.now():%Y-%m-%d-%H%M}.{words['format']}"
    kind = "text/csv" if is_csv else "application/jsonl"
    return StreamingHttpResponse(
        write(entries, filters.scope, by_time=filters.is_by_time),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@exports_trail
@require_POST
def trail(request: StaffRequest) -> HttpResponseBase:
    """The signed trail with the one-file verifier, as far as one may read it."""
    scope = scope_of(request.user, "audit.export")
    form = ReasonForm(request.POST, prefix="trail")
    if form.is_valid():
        file = tempfile.NamedTemporaryFile(suffix=".zip")  # noqa: SIM115 - served below
        try:
            count = exporting.write_trail(Path(file.name), scope)
            exporting.record_export(
                exporting.of_each(scope, count),
                format=Format.TRAIL,
                why=form.cleaned_data["why"],
                query="",
                by=request.user,
            )
        except StepNotAllowed as error:
            file.close()
            form.add_error(None, str(error))
        else:
            name = f"trail-{timezone.now():%Y-%m-%d-%H%M}.zip"
            return FileResponse(
                open(file.name, "rb"), as_attachment=True, filename=name
            )
    return _page(request, scope, ExportForm(), trail_form=form)


def _page(
    request: StaffRequest,
    scope: Scope,
    form: ExportForm,
    *,
    filters: ChangeFilters | None = None,
    trail_form: ReasonForm | None = None,
) -> HttpResponse:
    filters = filters or _filters("", scope, request.user)
    count = capped_count(filters.narrow(scope.changes)) if filters.is_valid() else 0
    made = scope.narrow(TrailExport.objects.select_related("controller"))
    shown = list(made.order_by("-pk")[:MOST_SHOWN])
    people = User.objects.in_bulk({one.made_by_id for one in shown})
    context = {
        "form": form if form.errors or trail_form is None else trail_form,
        "changes_form": form,
        "trail_form": trail_form or ReasonForm(prefix="trail"),
        "summary": summary(filters, count),
        "applied": [words for words, _url in applied(request, filters)],
        "query": filters.data.urlencode(),  # type: ignore[attr-defined]
        "has_entries": bool(count),
        "made": [(one, str(people.get(one.made_by_id, "?"))) for one in shown],
        "most": f"{exporting.MOST:,}",
        "scope": scope,
        "title": _("Exports"),
    }
    return render(request, "audit/exports.html", context)
