"""The steps with a page of their own: `/desk/requests/<ref>/clarify/` and the like.

GET says what the step will do to which clock, or why it cannot be taken; POST takes it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rights import (
    asking,
    authority_matters,
    charging,
    ending,
    extending,
    foreseeing,
    forwarding,
    holding,
    representing,
    retention_rules,
)
from rights.case_page import CasePage, crumbs
from rights.forms import ways as forms
from rights.forms.authority import AuthorityForm
from rights.forms.desk import StepForm
from rights.forms.fees import FeeForm
from rights.forms.guardians import GuardianForm, OfAgeForm
from rights.forms.holding import HoldForm, ReleaseForm
from rights.models import RightsRequest
from rights.views.case import look
from rights.views.staff import StaffRequest, page
from rights.views.steps import take
from rights.ways import BY_NAME, Situation, Way


@dataclass(frozen=True)
class Page:
    """What one step shows and does; its name, its title and its rule are in the way."""

    form: type[StepForm]
    verb: Callable[..., object]
    lede: Any
    button: Any
    done: Any
    is_grave: bool = False  # it ends the case

    def bound(
        self, request: StaffRequest, rights_request: RightsRequest, data: Any = None
    ) -> StepForm:
        more: dict[str, Any] = {}
        if self.form is forms.DuplicateForm:
            more["visible"] = RightsRequest.objects.visible_to(request.user)
            more["initial"] = {"of": request.GET.get("of", "")[:40]}
        return self.form(data, rights_request=rights_request, **more)


PAGES = {
    "clarify": Page(
        forms.QuestionForm,
        asking.ask,
        gettext_lazy("The question goes on the person's page, and an e-mail says so."),
        gettext_lazy("Send the question"),
        gettext_lazy("The question is sent. The request waits on the person."),
    ),
    "complete": Page(
        forms.CompleteForm,
        asking.accept_as_complete,
        gettext_lazy("Nothing is missing any more, so the request goes on."),
        gettext_lazy("Accept as complete"),
        gettext_lazy("It is noted that nothing is missing."),
    ),
    "flag": Page(
        forms.FlagForm,
        asking.flag_claim,
        gettext_lazy(
            "Set the mark in the system that holds the record, then note it here."
        ),
        gettext_lazy("The record is marked"),
        gettext_lazy("The mark is noted."),
    ),
    "guardian": Page(
        GuardianForm,
        representing.note_authority,
        gettext_lazy(
            "Only what an officer has seen. From then on the letters go to who acts."
        ),
        gettext_lazy("Note it"),
        gettext_lazy("It is noted who acts for the person."),
    ),
    "of-age": Page(
        OfAgeForm,
        representing.act_alone,
        gettext_lazy("From now on the letters go to the person."),
        gettext_lazy("Write to the person from now on"),
        gettext_lazy("The person acts alone. The letter to them is on its way."),
    ),
    "extend": Page(
        forms.ReasonForPersonForm,
        extending.extend,
        gettext_lazy("Once, before the last day. The person reads why and until when."),
        gettext_lazy("Take more time"),
        gettext_lazy("More time is taken. The letter to the person is on its way."),
    ),
    "hold": Page(
        HoldForm,
        holding.place,
        gettext_lazy(
            "A hold puts off carrying out. The answer does not wait: tell the person "
            "in time."
        ),
        gettext_lazy("Put on hold"),
        gettext_lazy("The hold stands. The letter to the person is on its way."),
    ),
    "release": Page(
        ReleaseForm,
        holding.release,
        gettext_lazy(
            "The period for carrying out runs anew from now: a default of this office, "
            "as the policies are silent on it."
        ),
        gettext_lazy("Lift the hold"),
        gettext_lazy("The hold is lifted. The letter to the person is on its way."),
    ),
    "not-competent": Page(
        forms.NotOursForm,
        forwarding.declare_not_competent,
        gettext_lazy("Note it first, then pass the request on and tell the person."),
        gettext_lazy("Note that it is not ours"),
        gettext_lazy("It is noted. Now pass the request on."),
    ),
    "forward": Page(
        forms.ForwardForm,
        forwarding.forward,
        gettext_lazy("The person is told who answers, and the request ends here."),
        gettext_lazy("Pass it on and tell the person"),
        gettext_lazy("The request is passed on. The person is told."),
        is_grave=True,
    ),
    "fee": Page(
        FeeForm,
        charging.propose_fee,
        gettext_lazy(
            "For repeats beyond reason only. Another person looks at it first. No "
            "clock of this case waits for the money."
        ),
        gettext_lazy("Propose the fee"),
        gettext_lazy("The fee is proposed. Another person has to look at it."),
    ),
    "duplicate": Page(
        forms.DuplicateForm,
        ending.mark_duplicate,
        gettext_lazy("The first request goes on, this one ends, the person is told."),
        gettext_lazy("Set aside as a duplicate"),
        gettext_lazy("The request is set aside. The first one goes on."),
        is_grave=True,
    ),
    "abandon": Page(
        forms.AbandonForm,
        ending.close_as_abandoned,
        gettext_lazy(
            "The person's time to reply is over. Nothing closes by itself: you decide."
        ),
        gettext_lazy("Close without a reply"),
        gettext_lazy("The request is closed. The person is told."),
        is_grave=True,
    ),
    "authority": Page(
        AuthorityForm,
        authority_matters.note,
        gettext_lazy(
            "A person may turn to an authority at any time. Nothing is sent, and the "
            "request stays as it is."
        ),
        gettext_lazy("Note it"),
        gettext_lazy("It is noted. An order of the authority is added there."),
    ),
    "keep": Page(
        forms.KeepForm,
        retention_rules.keep_longer,
        gettext_lazy("Until that day no run erases this file, whatever the period is."),
        gettext_lazy("Keep it until then"),
        gettext_lazy("The file is kept until that day."),
    ),
    "reopen": Page(
        forms.ReopenForm,
        ending.reopen,
        gettext_lazy(
            "The clocks run anew from now. What was answered stays as it was sent."
        ),
        gettext_lazy("Open it again"),
        gettext_lazy("The request is open again. The person is told."),
    ),
}


def _show(
    way: Way,
    request: StaffRequest,
    rights_request: RightsRequest,
    *,
    form: StepForm,
    seen: int | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = look(request, rights_request)
    told = PAGES[way.name]
    context = {
        "page": shown,
        "rights_request": rights_request,
        "form": form,
        "changes": None if seen is None else shown.changes_since(seen),
        "title": way.title,
        "lede": told.lede,
        "button": told.button,
        "icon_name": way.icon,
        "is_grave": told.is_grave,
        "why_not": way.why_not(_situation(shown)),
        "crumbs": crumbs(rights_request, str(way.title)),
    }
    if not context["why_not"] and way.event is not None:
        context |= _foreseen(way, shown)
    return render(request, "requests/desk/way.html", context, status=status)


def _situation(shown: CasePage) -> Situation:
    case = shown.rights_request
    clocks = list(case.clocks.all())
    beside = shown.others, shown.guardian
    return Situation(case, clocks, shown.rules, shown.now, *beside)


def _foreseen(way: Way, shown: CasePage) -> dict[str, Any]:
    assert way.event is not None  # noqa: S101  # asked by the caller
    lines = foreseeing.lines(shown.rights_request, way.event, now=shown.now)
    moves = any(line.moves for line in lines)
    still = ""
    if way.name == "clarify" and not foreseeing.stands_still(lines):
        still = _(
            "No clock of this case stops while the person answers: neither policy nor "
            "law says so."
        )
    return {"lines": lines, "moves": moves, "still": still}


def _view(way: Way) -> Callable[..., HttpResponse]:
    """The view of one step. Whoever lacks its permission here is answered 403."""
    told = PAGES[way.name]
    again = partial(_show, way)

    @page(way.permission)
    def taken(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
        if request.method != "POST":
            form = told.bound(request, rights_request)
            return again(request, rights_request, form=form)
        form = told.bound(request, rights_request, request.POST)
        verb = partial(told.verb, rights_request, by=request.user)
        return take(request, form, verb, done=str(told.done), again=again)

    return taken


VIEWS = {name: _view(way) for name, way in BY_NAME.items()}
