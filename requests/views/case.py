"""The request page and the steps taken from it: `/desk/requests/<ref>/`."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.trail import act, record_access
from correspondence.models import Delivery, Letter
from rights import carrying_out, workflow
from rights.case_page import CasePage, crumbs, workers
from rights.desk_words import language_name
from rights.forms.desk import (
    AssignForm,
    MessageForm,
    NoteForm,
    PlainStep,
    RevealForm,
    SendBackForm,
    SettleTaskForm,
    SpamForm,
    StepForm,
    TaskForm,
)
from rights.models import FulfilmentTask, RightsRequest
from rights.timeline import letter_name
from rights.views.staff import StaffRequest, page, step
from rights.views.steps import take
from rights.wording import paragraphs


def look(request: StaffRequest, rights_request: RightsRequest) -> CasePage:
    """Open a page about one request; that is recorded."""
    record_access(
        "record",
        rights_request,
        controller_id=rights_request.controller_id,
        case_id=rights_request.pk,
        subject_id=rights_request.data_subject_id,
    )
    return CasePage(rights_request, user=request.user, now=timezone.now())


def show(
    request: StaffRequest,
    rights_request: RightsRequest,
    *,
    form: StepForm | RevealForm | None = None,
    seen: int | None = None,
    status: int = 200,
    revealed: bool = False,
) -> HttpResponse:
    """The request page; `form` is the one that did not go through."""
    case = look(request, rights_request)
    context = {
        "page": case,
        "rights_request": rights_request,
        "forms": _forms(case, form),
        "form": form,
        "changes": None if seen is None else case.changes_since(seen),
        "revealed": revealed,
        "now": case.now,
        "crumbs": crumbs(rights_request),
    }
    return render(request, "requests/desk/detail.html", context, status=status)


def _forms(case: CasePage, bound: StepForm | RevealForm | None) -> dict[str, Any]:
    """The forms this user may use now; `bound`, which failed, keeps its words."""
    about: dict[str, Any] = {
        "rights_request": case.rights_request,
        "seen": case.seen,
    }
    forms: dict[str, Any] = {"step": PlainStep(**about)}
    if case.may["triage"]:
        forms |= {
            "assign": AssignForm(**about, people=case.people),
            "message": MessageForm(**about),
            "note": NoteForm(**about),
        }
    else:
        forms["reveal"] = RevealForm(auto_id="reveal-%s")
    if case.may["carry_out"]:
        forms["task"] = TaskForm(**about)
        forms["settle"] = {
            task.pk: SettleTaskForm(**about, task=task)
            for task in case.tasks
            if task.is_open
        }
    if case.can_reject:
        forms["spam"] = SpamForm(**about)
    if case.can_look_twice:
        forms["back"] = SendBackForm(**about)
    if isinstance(bound, SettleTaskForm):
        forms.setdefault("settle", {})[bound.task.pk] = bound
    elif isinstance(bound, StepForm):
        forms[bound.slot] = bound
    elif bound is not None:
        forms["reveal"] = bound
    return forms


@require_safe
@page()
def detail(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    return show(request, rights_request)


@step("requests.triage")
def assign(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    people = workers(rights_request, "requests.triage")
    form = AssignForm(request.POST, rights_request=rights_request, people=people)
    verb = partial(workflow.assign, rights_request, by=request.user)
    return take(request, form, verb, done=_("The owner was changed."), again=show)


@step("requests.triage")
def write(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = MessageForm(request.POST, rights_request=rights_request)
    verb = partial(workflow.write_to_person, rights_request, by=request.user)
    done = _("The message is on the person's page; an e-mail says that it is there.")
    return take(request, form, verb, done=done, again=show)


@step("requests.triage")
def add_note(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = NoteForm(request.POST, rights_request=rights_request)
    verb = partial(workflow.add_note, rights_request, by=request.user)
    return take(request, form, verb, done=_("The note is kept."), again=show)


@step("requests.carry_out")
def add_task(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = TaskForm(request.POST, rights_request=rights_request)
    verb = partial(carrying_out.add_task, rights_request, by=request.user)
    return take(request, form, verb, done=_("The task is on the list."), again=show)


@step("requests.carry_out")
def settle_task(
    request: StaffRequest, rights_request: RightsRequest, pk: int
) -> HttpResponse:
    tasks = FulfilmentTask.objects.select_related("rights_request")
    task = get_object_or_404(tasks, pk=pk, rights_request=rights_request)
    form = SettleTaskForm(request.POST, rights_request=rights_request, task=task)
    verb = partial(carrying_out.settle_task, task, by=request.user)
    return take(request, form, verb, done=_("The task is settled."), again=show)


@step("requests.carry_out")
def close(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = PlainStep(request.POST, rights_request=rights_request)
    verb = partial(workflow.close, rights_request, by=request.user)
    return take(request, form, verb, done=_("The request is closed."), again=show)


@step("requests.triage")
def reject(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = SpamForm(request.POST, rights_request=rights_request)
    verb = partial(workflow.reject_as_spam, rights_request, by=request.user)
    done = _("The request was set aside. Nothing was sent.")
    return take(request, form, verb, done=done, again=show)


@step("requests.view")
def contact(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    """Show contact details for one page view; whoever does not work here says why."""
    reason = ""
    if not request.user.has_perm("requests.triage", rights_request):
        form = RevealForm(request.POST, auto_id="reveal-%s")
        if not form.is_valid():
            return show(request, rights_request, form=form)
        reason = form.cleaned_data["reason"]
    record_reveal(request, rights_request, reason)
    return show(request, rights_request, revealed=True)


def record_reveal(
    request: StaffRequest, rights_request: RightsRequest, reason: str = ""
) -> None:
    """Keep who saw the claimant's own details, of which case, and why."""
    with act(by=request.user, reason_code=reason):
        record_access(
            "reveal",
            rights_request.claimant,
            controller_id=rights_request.controller_id,
            case_id=rights_request.pk,
            subject_id=rights_request.data_subject_id,
        )


@require_safe
@page()
def letter(
    request: StaffRequest, rights_request: RightsRequest, pk: int
) -> HttpResponse:
    """One letter as it was sent, with the proof of each step of its way."""
    written = get_object_or_404(Letter, pk=pk, case_id=rights_request.pk)
    record_access(
        "record",
        written,
        controller_id=rights_request.controller_id,
        case_id=rights_request.pk,
        subject_id=rights_request.data_subject_id,
    )
    deliveries = Delivery.objects.filter(letter=written).prefetch_related("events")
    context = {
        "rights_request": rights_request,
        "letter": written,
        "paragraphs": paragraphs(written.body),
        "deliveries": deliveries,
        "name": letter_name(written.kind),
        "lede": _("%(ref)s, in %(language)s, word for word as it was written.")
        % {"ref": rights_request.ref, "language": language_name(written.language)},
        "crumbs": crumbs(rights_request, letter_name(written.kind)),
    }
    return render(request, "requests/desk/letter.html", context)
