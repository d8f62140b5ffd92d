"""`/desk/register/assessments/`: list, one, add, edit, conclude, the second look."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import StaffRequest
from accounts.models import Controller
from processing import assessing
from processing.errors import NotKeepable, RowChanged
from processing.forms.assessment import (
    AssessmentFilters,
    AssessmentForm,
    ConclusionForm,
    SecondLookForm,
)
from processing.forms.places import RevisedForm
from processing.models import Activity, DataItem, ImpactAssessment
from processing.views.frame import (
    colleagues,
    companies_to_keep,
    confirms_register,
    keeps_register,
    page_of,
    sees_register,
)


@require_safe
@sees_register
def assessments(request: StaffRequest) -> HttpResponse:
    filters = AssessmentFilters(request.GET, user=request.user)
    mine = ImpactAssessment.objects.visible_to(request.user)
    page = page_of(request, filters.of(mine.select_related("controller", "owner")))
    today = timezone.localdate()
    for row in page:
        row.is_due = bool(row.next_review_on and row.next_review_on <= today)
    count = page.paginator.count
    can_add = companies_to_keep(request.user).exists()
    context = {
        "form": filters,
        "page": page,
        "pager_query": filters.query(),
        "clear_url": reverse("processing:assessments"),
        "summary": ngettext("%(n)d assessment", "%(n)d assessments", count)
        % {"n": count},
        "add_url": reverse("processing:add-assessment") if can_add else "",
    }
    return render(request, "processing/assessments.html", context)


@require_safe
@sees_register
def assessment(request: StaffRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    return render(request, "processing/assessment.html", _facts(request, row))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_register
def add(request: StaffRequest) -> HttpResponse:
    """The form for the chosen company; the choice first where there are several."""
    mine = list(companies_to_keep(request.user))
    slug = request.GET.get("controller", mine[0].slug if len(mine) == 1 else "")
    title = _("Begin an impact assessment")
    crumbs = [(_("Assessments"), reverse("processing:assessments")), (title, "")]
    context: dict[str, Any]
    if not slug:
        context = {"companies": mine, "title": title, "crumbs": crumbs}
        return render(request, "processing/choose.html", context)
    company = next((one for one in mine if one.slug == slug), None)
    if company is None:
        raise Http404
    form = _form(request, company)
    if request.method == "POST" and form.is_valid():
        try:
            row = assessing.add_assessment(company, by=request.user, **form.words())
        except NotKeepable as error:
            _blame(form, error)
        else:
            messages.success(request, _("The assessment is begun."))
            return redirect(row)
    context = {
        "form": form,
        "title": title,
        "lede": company.name,
        "crumbs": crumbs,
        "back_url": reverse("processing:assessments"),
    }
    return render(request, "processing/place_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_register
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    row = _to_do(request, pk, "processing.edit")
    form = _form(request, row.controller, row)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            assessing.edit_assessment(
                row,
                revision=form.cleaned_data["revision"],
                by=request.user,
                **form.words(),
            )
        except RowChanged as error:
            row = _find(request, pk)
            if form.says(row):  # the second press of one button
                return redirect(row)
            form.is_current_again(row)
            form.add_error(None, str(error))
            status = 409
        except NotKeepable as error:
            _blame(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(row)
    context = _facts(request, row) | {
        "form": form,
        "title": row.title,
        "lede": row.controller.name,
        "is_stale": status == 409,
        "facts": "processing/_assessment.html",
        "crumbs": _crumbs(row, _("Change")),
        "back_url": row.get_absolute_url(),
    }
    return render(request, "processing/place_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_register
def conclude(request: StaffRequest, pk: int) -> HttpResponse:
    row = _to_do(request, pk, "processing.edit")
    form = ConclusionForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        error = _done(form, assessing.conclude_assessment, row, request)
        if error is None:
            messages.success(request, _("Concluded; a second person confirms it."))
            return redirect(row)
        return _draw_step(request, row, form, _("Conclude"), error)
    return _draw_step(request, row, form, _("Conclude"))


@require_http_methods(["GET", "HEAD", "POST"])
@confirms_register
def confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """The second person's page: confirm the outcome or send it back."""
    row = _to_do(request, pk, "processing.confirm")
    form = SecondLookForm(request.POST or None, row=row)
    if request.method != "POST" or not form.is_valid():
        return _draw_step(request, row, form, _("Second look"))
    if form.cleaned_data.pop("answer") == "confirm":
        form.cleaned_data.pop("because")
        error = _done(form, assessing.confirm_assessment, row, request)
        done = _("Confirmed.")
    else:
        error = _done(form, assessing.send_back_assessment, row, request)
        done = _("Sent back as a draft.")
    if error is not None:
        return _draw_step(request, row, form, _("Second look"), error)
    messages.success(request, done)
    return redirect(row)


def _done(
    form: RevisedForm, verb: Any, row: ImpactAssessment, request: StaffRequest
) -> NotKeepable | None:
    """What kept the verb from being done, told at its field."""
    try:
        verb(row, by=request.user, **form.cleaned_data)
    except NotKeepable as error:
        _blame(form, error)
        return error
    return None


def _draw_step(
    request: StaffRequest,
    row: ImpactAssessment,
    form: RevisedForm,
    title: str,
    error: NotKeepable | None = None,
) -> HttpResponse:
    status = 200
    if isinstance(error, RowChanged):
        row = _find(request, row.pk)
        form.is_current_again(row)
        status = 409
    context = _facts(request, row) | {
        "form": form,
        "title": title,
        "crumbs": _crumbs(row, title),
        "back_url": row.get_absolute_url(),
    }
    return render(request, "processing/assessment_step.html", context, status=status)


def _find(request: StaffRequest, pk: int) -> ImpactAssessment:
    """The assessment, if this person may see it there; else 404."""
    mine = ImpactAssessment.objects.visible_to(request.user)
    people = ("controller", "owner", "concluded_by", "confirmed_by")
    found: ImpactAssessment = get_object_or_404(mine.select_related(*people), pk=pk)
    return found


def _to_do(request: StaffRequest, pk: int, permission: str) -> ImpactAssessment:
    row = _find(request, pk)
    if not request.user.has_perm(permission, row):
        raise PermissionDenied
    return row


def _form(
    request: StaffRequest,
    controller: Controller,
    row: ImpactAssessment | None = None,
) -> AssessmentForm:
    data = request.POST if request.method == "POST" else None
    people = colleagues(controller.pk)
    return AssessmentForm(data, controller=controller, people=people, row=row)


def _facts(request: StaffRequest, row: ImpactAssessment) -> dict[str, Any]:
    user = request.user
    waits = row.state == "concluded"
    own = row.concluded_by_id == user.pk
    activities = Activity.objects.of(row.controller_id)
    items = DataItem.objects.of(row.controller_id)
    return {
        "row": row,
        "activities": list(activities.filter(code__in=row.activities)),
        "items": list(items.filter(code__in=row.items)),
        "may_edit": row.is_draft and user.has_perm("processing.edit", row),
        "may_confirm": waits and not own and user.has_perm("processing.confirm", row),
        "crumbs": [
            (_("Assessments"), reverse("processing:assessments")),
            (row.title, ""),
        ],
    }


def _crumbs(row: ImpactAssessment, here: str) -> list[tuple[str, str]]:
    return [
        (_("Assessments"), reverse("processing:assessments")),
        (row.title, row.get_absolute_url()),
        (here, ""),
    ]


def _blame(form: RevisedForm, error: NotKeepable) -> None:
    """Say it at the field it is about, where the form has it."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
