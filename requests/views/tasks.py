"""Systems and recipients of a case: `/desk/requests/<ref>/systems/` and one of them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from correspondence.models import Delivery
from rights import carrying_out, holding, listing, outside
from rights.case_page import crumbs
from rights.forms.desk import PlainStep, StepForm
from rights.forms.tasks import (
    AskForm,
    ChangeForm,
    DropForm,
    FindForm,
    SettleTaskForm,
    TaskForm,
)
from rights.models import FulfilmentTask, ReminderSettings, RightsRequest
from rights.offices import outside_words
from rights.recipient_letters import place_name
from rights.resuming import settle_matter
from rights.views.case import look, with_files
from rights.views.case import show as show_case
from rights.views.staff import StaffRequest, page, step
from rights.views.steps import take


@step("requests.carry_out")
def add_task(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = TaskForm(request.POST, rights_request=rights_request)
    verb = partial(listing.add_task, rights_request, by=request.user)
    done = _("The task is on the list.")
    return take(request, form, verb, done=done, again=show_case)


@step("requests.carry_out")
def list_places(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = PlainStep(request.POST, rights_request=rights_request)
    verb = partial(listing.list_places, rights_request, by=request.user)
    done = _("What the register names is on the list.")
    return take(request, form, verb, done=done, again=show_case)


@page("requests.carry_out")
def task(request: StaffRequest, rights_request: RightsRequest, pk: int) -> HttpResponse:
    """One task: what is known of it, and everything that can be done with it."""
    found = _task(rights_request, pk)
    if request.method != "POST":
        return show(request, rights_request, task=found)
    form = SettleTaskForm(
        request.POST, request.FILES, rights_request=rights_request, task=found
    )
    verb = partial(with_files, carrying_out.settle_task, found, by=request.user)
    done = _("The task is settled.")
    return take(request, form, verb, done=done, again=show_case)


@step("requests.carry_out")
def find(request: StaffRequest, rights_request: RightsRequest, pk: int) -> HttpResponse:
    found = _task(rights_request, pk)
    form = FindForm(request.POST, rights_request=rights_request, task=found)
    verb = partial(carrying_out.note_progress, found, by=request.user)
    done = _("It is noted what was found.")
    again = partial(show, task=found)
    return take(request, form, verb, done=done, again=again)


@step("requests.carry_out")
def change(
    request: StaffRequest, rights_request: RightsRequest, pk: int
) -> HttpResponse:
    found = _task(rights_request, pk)
    form = ChangeForm(request.POST, rights_request=rights_request, task=found)
    verb = partial(carrying_out.change_task, found, by=request.user)
    done = _("The task is changed.")
    return take(request, form, verb, done=done, again=partial(show, task=found))


@step("requests.carry_out")
def drop(request: StaffRequest, rights_request: RightsRequest, pk: int) -> HttpResponse:
    found = _task(rights_request, pk)
    form = DropForm(request.POST, rights_request=rights_request)
    verb = partial(carrying_out.drop_task, found, by=request.user)
    done = _("The task is off the list. It stays readable, with your reason.")
    return take(request, form, verb, done=done, again=partial(show, task=found))


@step("requests.carry_out")
def ask(request: StaffRequest, rights_request: RightsRequest, pk: int) -> HttpResponse:
    found = _task(rights_request, pk)
    form = AskForm(request.POST, rights_request=rights_request, task=found)
    verb = partial(outside.ask, found, by=request.user)
    done = _("The letter with the link is on its way.")
    return take(request, form, verb, done=done, again=partial(show, task=found))


@step("requests.decide")
def matter_settled(
    request: StaffRequest, rights_request: RightsRequest
) -> HttpResponse:
    """What the hold waits for is settled: it ends by itself, as do others like it."""
    hold = holding.standing(rights_request)
    if hold is None or hold.matter is None:
        messages.error(request, _("Nothing here waits for a debt or a dispute."))
        return redirect(rights_request)
    settle_matter(
        rights_request.controller,
        kind=hold.matter.kind,
        reference=hold.matter.reference,
        by=request.user,
    )
    messages.success(
        request, _("It is noted. What waited for it goes on by itself in a moment.")
    )
    return redirect(rights_request)


def show(
    request: StaffRequest,
    rights_request: RightsRequest,
    *,
    task: FulfilmentTask,
    form: StepForm | None = None,
    seen: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one task; `form` is the one that did not go through."""
    case = look(request, rights_request)
    letters = Delivery.objects.for_case(rights_request.pk).filter(
        letter__kind__startswith="recipient_", letter__to_email=task.contact_email
    )
    context = {
        "page": case,
        "rights_request": rights_request,
        "task": task,
        "place": task.system or task.recipient,
        "name": place_name(task) or task.title,
        "forms": _forms(case.seen, task, form),
        "form": form,
        "deliveries": letters if task.contact_email else [],
        "silence": outside_words(ReminderSettings.of(rights_request.controller)),
        "reminders": task.reminders.order_by("at"),
        "changes": None if seen is None else case.changes_since(seen),
        "crumbs": crumbs(rights_request, _("Systems and recipients")),
    }
    return render(request, "requests/desk/task.html", context, status=status)


def _forms(
    seen: int, task: FulfilmentTask, bound: StepForm | None
) -> dict[str, StepForm]:
    """What may be done with the task now; `bound`, which failed, keeps its words."""
    case = task.rights_request
    about: dict[str, Any] = {"rights_request": case, "seen": seen}
    if not task.is_open or case.is_closed:
        return {}
    forms: dict[str, StepForm] = {
        "settle": SettleTaskForm(**about, task=task),
        "change": ChangeForm(**about, task=task),
        "drop": DropForm(**about),
    }
    if task.state in carrying_out.PROGRESS:
        forms["find"] = FindForm(**about, task=task)
    carries_out = task.phase == FulfilmentTask.Phase.CARRY_OUT
    is_here = task.kind == FulfilmentTask.Kind.PORTAL
    decided = case.state in carrying_out.CARRYING_OUT
    if carries_out and decided and not is_here and task.state in outside.ASKABLE:
        forms["ask"] = AskForm(**about, task=task)
    if bound is not None:
        forms[bound.slot] = bound
    return forms


def _task(rights_request: RightsRequest, pk: int) -> FulfilmentTask:
    tasks = FulfilmentTask.objects.select_related("system", "recipient")
    found = get_object_or_404(tasks, pk=pk, rights_request=rights_request)
    found.rights_request = rights_request
    return found
