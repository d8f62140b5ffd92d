"""What the person gets: `/desk/requests/<ref>/answer/` and the steps from there."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rights import (
    describing,
    package_drafts,
    package_files,
    packages,
)
from rights.case_page import crumbs
from rights.desk_words import language_name
from rights.forms.desk import PlainStep, StepForm
from rights.forms.package import ChooseForm, DataSetForm, WordsForm
from rights.models import AnswerPackage, DataSet, RightsRequest
from rights.views.case import look
from rights.views.staff import StaffRequest, page, step
from rights.views.steps import take

State = AnswerPackage.State


def show(
    request: StaffRequest,
    rights_request: RightsRequest,
    *,
    form: StepForm | None = None,
    seen: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole preparation on one page; `form` is the one that did not go through."""
    shown = look(request, rights_request)
    package = package_drafts.standing(rights_request)
    why_not = package_drafts.why_not_prepare(rights_request)
    forms: dict[str, StepForm] = {}
    if not why_not and shown.may["carry_out"]:
        about: dict[str, Any] = {"rights_request": rights_request, "seen": shown.seen}
        forms = {"step": PlainStep(**about), "choose": ChooseForm(**about)}
        if package is not None and package.kind == AnswerPackage.Kind.ACCESS:
            forms["words"] = WordsForm(**about)
        if form is not None:
            forms[form.slot] = form
    files = package.files.there() if package is not None else []
    context = {
        "rights_request": rights_request,
        "package": package,
        "sets": package.data_sets.all() if package is not None else [],
        "files": [shown.links_of(file) for file in files],
        "duty": getattr(package, "pdf_duty", None) if package is not None else None,
        "forms": forms,
        "form": form,
        "why_not": why_not,
        "can_hand_over": package is not None
        and package.state == State.MADE
        and rights_request.state in {"fulfilling", "deferred"},
        "changes": None if seen is None else shown.changes_since(seen),
        "zone": rights_request.establishment.time_zone,
        "language": language_name(rights_request.language),
        "crumbs": crumbs(rights_request, _("What the person gets")),
    }
    return render(request, "requests/desk/package.html", context, status=status)


@page()
def package(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    """GET shows where it stands, POST says which data there is."""
    if request.method != "POST":
        return show(request, rights_request)
    if not request.user.has_perm(package_drafts.PERMISSION, rights_request):
        raise PermissionDenied
    form = ChooseForm(request.POST, rights_request=rights_request)
    verb = partial(describing.choose, rights_request, by=request.user)
    return _take(request, form, verb, done=_("The list of data is kept."))


@step(package_drafts.PERMISSION)
def words(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = WordsForm(request.POST, rights_request=rights_request)
    verb = partial(describing.word, rights_request, by=request.user)
    return _take(request, form, verb, done=_("Your words are kept."))


@step(package_drafts.PERMISSION)
def make(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = PlainStep(request.POST, rights_request=rights_request)
    verb = partial(packages.make, rights_request, by=request.user)
    done = _("The files are made. The PDF follows in a moment.")
    return _take(request, form, verb, done=done)


@step(package_drafts.PERMISSION)
def hand_over(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = PlainStep(request.POST, rights_request=rights_request)
    verb = partial(packages.hand_over, rights_request, by=request.user)
    done = _("The files are on the person's page; an e-mail says that they are there.")
    return _take(request, form, verb, done=done)


@page(package_drafts.PERMISSION)
def data_set(
    request: StaffRequest, rights_request: RightsRequest, pk: int
) -> HttpResponse:
    """Write what one set holds, and cover what is not the person's."""
    row = _set_of(rights_request, pk)
    again = partial(_show_set, row=row)
    if request.method != "POST":
        form = DataSetForm(rights_request=rights_request, data_set=row)
        return again(request, rights_request, form=form)
    form = DataSetForm(request.POST, rights_request=rights_request, data_set=row)
    verb = partial(describing.describe, row, by=request.user)
    answer = take(request, form, verb, done=_("The set is kept."), again=again)
    return _back(answer, rights_request)


@step(package_drafts.PERMISSION)
def uncover(
    request: StaffRequest, rights_request: RightsRequest, pk: int
) -> HttpResponse:
    row = _set_of(rights_request, pk)
    form = PlainStep(request.POST, rights_request=rights_request)
    number = request.POST.get("number", "")
    verb = partial(
        describing.uncover,
        row,
        number=int(number) if number.isdecimal() and len(number) < 6 else -1,
        by=request.user,
    )
    done = _("The passage is in the files again.")
    return _take(request, form, verb, done=done)


@require_safe
@page(package_drafts.PERMISSION)
def preview(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    """The page as the person will read it, as it would be made now."""
    standing = package_drafts.standing(rights_request)
    if standing is None:
        return redirect("requests:package", rights_request.ref)
    look(request, rights_request)
    context = {
        "rights_request": rights_request,
        "body": package_files.body(standing, at=standing.made_at or timezone.now()),
        "lede": _("As the person will read it, in %(language)s.")
        % {"language": language_name(rights_request.language)},
        "crumbs": crumbs(rights_request, _("Preview")),
    }
    return render(request, "requests/desk/package_preview.html", context)


def _show_set(
    request: StaffRequest,
    rights_request: RightsRequest,
    *,
    row: DataSet,
    form: StepForm,
    seen: int | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = look(request, rights_request)
    labels = dict(DataSet.Covers.choices)
    context = {
        "rights_request": rights_request,
        "row": row,
        "covered": [(passage, labels[reason]) for passage, reason in row.covered],
        "form": form,
        "step_form": PlainStep(rights_request=rights_request, seen=shown.seen),
        "changes": None if seen is None else shown.changes_since(seen),
        "crumbs": crumbs(rights_request, _("A set of data")),
    }
    return render(request, "requests/desk/package_set.html", context, status=status)


def _set_of(rights_request: RightsRequest, pk: int) -> DataSet:
    rows = DataSet.objects.select_related("package__rights_request")
    return get_object_or_404(rows, pk=pk, package__rights_request=rights_request)


def _take(
    request: StaffRequest, form: StepForm, verb: Any, *, done: str
) -> HttpResponse:
    answer = take(request, form, verb, done=done, again=show)
    return _back(answer, form.rights_request)


def _back(answer: HttpResponse, rights_request: RightsRequest) -> HttpResponse:
    """A step taken here leads back here, not to the request page."""
    if answer.status_code != 302:
        return answer
    return redirect("requests:package", rights_request.ref)
