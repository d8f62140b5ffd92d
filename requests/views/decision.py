"""Deciding: `/desk/requests/<ref>/decision/`, its preview, the second look, sending."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rights import (
    answering,
    data_sets,
    deciding,
    grounds,
    letters,
)
from rights.case_page import crumbs, workers
from rights.desk_words import language_name
from rights.errors import StepNotAllowed
from rights.forms.decision import DecisionForm, SendBackForm
from rights.forms.desk import PlainStep, StepForm
from rights.models import RightsRequest
from rights.views import case
from rights.views.staff import StaffRequest, page, step
from rights.views.steps import take
from rights.wording import paragraphs


def show(
    request: StaffRequest,
    rights_request: RightsRequest,
    *,
    form: StepForm,
    seen: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form in which a decision is worded."""
    shown = case.look(request, rights_request)
    approvers = workers(rights_request, "requests.approve")
    context = {
        "page": shown,
        "approvers": approvers.exclude(pk=request.user.pk),
        "crumbs": crumbs(rights_request, _("Decision")),
        "lede": _("%(ref)s: the letter is shown before anything is kept.")
        % {"ref": rights_request.ref},
        "rights_request": rights_request,
        "form": form,
        "changes": None if seen is None else shown.changes_since(seen),
    }
    return render(request, "requests/desk/decision.html", context, status=status)


def _form(rights_request: RightsRequest, data: Any = None) -> DecisionForm:
    return DecisionForm(
        data,
        rights_request=rights_request,
        grounds=grounds.available(rights_request),
        person_language=language_name(rights_request.language),
        activities=data_sets.offered(rights_request),
    )


@page("requests.decide")
def decision(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request, rights_request, form=_form(rights_request))
    if "change" in request.POST:  # back from the preview, with all that was typed
        initial = request.POST.dict()
        form = _form(rights_request)
        form.initial.update({name: initial.get(name, "") for name in form.fields})
        return show(request, rights_request, form=form)
    form = _form(rights_request, request.POST)
    verb = partial(deciding.propose, rights_request, by=request.user)
    done = _("The decision is recorded.")
    return take(request, form, verb, done=done, again=show)


@page()
def preview(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    """The letter as it would go out now: of a draft (POST) or of what was decided."""
    if request.method == "POST":
        return _preview_draft(request, rights_request)
    standing = deciding.standing(rights_request)
    if standing is None:
        return redirect(rights_request)
    case.look(request, rights_request)
    subject, body = letters.preview_answer(rights_request, standing)
    return _render_letter(request, rights_request, subject, body)


def _preview_draft(
    request: StaffRequest, rights_request: RightsRequest
) -> HttpResponse:
    if not request.user.has_perm("requests.decide", rights_request):
        raise PermissionDenied
    form = _form(rights_request, request.POST)
    if not form.is_valid():
        return show(request, rights_request, form=form)
    try:
        draft = deciding.draft(
            rights_request, form.proposal, by=request.user, at=timezone.now()
        )
    except StepNotAllowed as error:
        form.add_error(None, str(error))
        return show(request, rights_request, form=form, status=409)
    case.look(request, rights_request)
    typed = [(name, request.POST.get(name, "")) for name in form.fields]
    subject, body = letters.preview_answer(rights_request, draft)
    return _render_letter(
        request, rights_request, subject, body, typed=typed, draft=draft
    )


def _render_letter(
    request: StaffRequest,
    rights_request: RightsRequest,
    subject: str,
    body: str,
    **more: Any,
) -> HttpResponse:
    context = {
        "rights_request": rights_request,
        "subject": subject,
        "paragraphs": paragraphs(body),
        "crumbs": crumbs(rights_request, _("Preview of the letter")),
        "lede": _("As it would go out now, in %(language)s.")
        % {"language": language_name(rights_request.language)},
        **more,
    }
    return render(request, "requests/desk/preview.html", context)


@step("requests.approve")
def approve(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = PlainStep(request.POST, rights_request=rights_request)
    verb = partial(deciding.approve, rights_request, by=request.user)
    done = _("You agreed. The answer can be sent.")
    return take(request, form, verb, done=done, again=case.show)


@step("requests.approve")
def send_back(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = SendBackForm(request.POST, rights_request=rights_request)
    verb = partial(deciding.send_back, rights_request, by=request.user)
    done = _("The decision went back with your reason.")
    return take(request, form, verb, done=done, again=case.show)


@step("requests.decide")
def send(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = PlainStep(request.POST, rights_request=rights_request)
    verb = partial(answering.send_answer, rights_request, by=request.user)
    done = _("The answer is in the outbox. Its clock stops when it has left.")
    return take(request, form, verb, done=done, again=case.show)
