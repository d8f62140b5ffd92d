"""The request page and the steps taken from it: `/desk/requests/<ref>/`."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.trail import act, record_access
from correspondence.deliveries import note_posted
from correspondence.errors import NotByPost
from correspondence.models import Delivery, Letter
from rights import workflow
from rights.case_page import CasePage, crumbs, workers
from rights.desk_words import language_name
from rights.files import Offered, stored
from rights.forms.decision import SendBackForm
from rights.forms.desk import (
    AssignForm,
    MessageForm,
    NoteForm,
    PlainStep,
    RevealForm,
    SpamForm,
    StepForm,
    TagForm,
)
from rights.forms.fees import FeeBackForm, FeeSettledForm
from rights.forms.tasks import CloseForm, SettleTaskForm, TaskForm
from rights.models import FulfilmentTask, RightsRequest
from rights.timeline_looks import PARTS, letter_name
from rights.views.staff import StaffRequest, page, step
from rights.views.steps import take
from rights.wording import paragraphs
from rulebook import book as rulebook


def look(request: StaffRequest, rights_request: RightsRequest) -> CasePage:
    """Open a page about one request; that is recorded."""
    record_access(
        "record",
        rights_request,
        controller_id=rights_request.controller_id,
        case_id=rights_request.pk,
        subject_id=rights_request.data_subject_id,
    )
    roles = getattr(request, "roles_here", None)
    return CasePage(rights_request, user=request.user, now=timezone.now(), roles=roles)


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
    with rulebook.asked_once():
        return _drawn(request, rights_request, form, seen, status, revealed)


def _drawn(
    request: StaffRequest,
    rights_request: RightsRequest,
    form: StepForm | RevealForm | None,
    seen: int | None,
    status: int,
    revealed: bool,
) -> HttpResponse:
    case = look(request, rights_request)
    asked = request.GET.get("shows", "")
    case.shows = asked if asked in PARTS else ""
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
            "tag": TagForm(**about, auto_id="tag-%s"),
        }
    else:
        forms["reveal"] = RevealForm(auto_id="reveal-%s")
    if case.may["carry_out"]:
        if case.rights_request.is_open:
            forms["task"] = TaskForm(**about, register=case.register)
        forms["settle"] = {
            task.pk: SettleTaskForm(**about, task=task)
            for task in case.tasks
            if task.is_open
        }
    if case.can_close:
        forms["close"] = CloseForm(**about)
    if case.can_reject:
        forms["spam"] = SpamForm(**about)
    if case.can_look_twice:
        forms["back"] = SendBackForm(**about)
    forms |= _forms_of_fee(case, about)
    if isinstance(bound, SettleTaskForm):
        forms.setdefault("settle", {})[bound.task.pk] = bound
    elif isinstance(bound, StepForm):
        forms[bound.slot] = bound
    elif bound is not None:
        forms["reveal"] = bound
    return forms


def _forms_of_fee(case: CasePage, about: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if case.can_look_at_fee:
        found["fee_back"] = FeeBackForm(**about)
    if case.can_settle_fee:
        found["fee_settled"] = FeeSettledForm(**about)
    return found


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


def with_files(
    verb: Callable[..., object],
    rights_request: RightsRequest | FulfilmentTask,
    *,
    attached: Sequence[Offered],
    **words: Any,
) -> None:
    """Take a step whose form hands in files: first they are kept, then it is taken."""
    with stored(attached) as kept:
        verb(rights_request, attached=kept, **words)


@step("requests.triage")
def write(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = MessageForm(request.POST, request.FILES, rights_request=rights_request)
    verb = partial(
        with_files, workflow.write_to_person, rights_request, by=request.user
    )
    done = _("The message is on the person's page; an e-mail says that it is there.")
    return take(request, form, verb, done=done, again=show)


@step("requests.triage")
def add_note(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = NoteForm(request.POST, request.FILES, rights_request=rights_request)
    verb = partial(with_files, workflow.add_note, rights_request, by=request.user)
    return take(request, form, verb, done=_("The note is kept."), again=show)


@step("requests.carry_out")
def close(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = CloseForm(request.POST, rights_request=rights_request)
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


@page()
def letter(
    request: StaffRequest, rights_request: RightsRequest, pk: int
) -> HttpResponse:
    """One letter as it was sent, with the proof of each step of its way.

    POST, for a letter on paper: it was posted.
    """
    written = get_object_or_404(Letter, pk=pk, case_id=rights_request.pk)
    may_post = request.user.has_perm("requests.triage", rights_request)
    if request.method == "POST":
        return _posted(request, rights_request, written, may_post)
    record_access(
        "record",
        written,
        controller_id=rights_request.controller_id,
        case_id=rights_request.pk,
        subject_id=rights_request.data_subject_id,
    )
    deliveries = Delivery.objects.filter(letter=written).prefetch_related("events")
    waits = any(
        d.channel == Delivery.Channel.POST and d.accepted_at is None for d in deliveries
    )
    context = {
        "to_post": waits and may_post,
        "to_print": written.kind == "receipt",
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


def _posted(
    request: StaffRequest,
    rights_request: RightsRequest,
    written: Letter,
    may_post: bool,
) -> HttpResponse:
    if not may_post:
        raise PermissionDenied
    for delivery in Delivery.objects.filter(letter=written):
        try:
            note_posted(delivery, by=request.user)
        except NotByPost as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("It is noted that the letter was posted."))
    return redirect("requests:letter", rights_request.ref, written.pk)
