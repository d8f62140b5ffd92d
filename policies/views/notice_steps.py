"""The acts on a notice, a page each: freeze, approve, pause, go on, end, correct."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import StaffRequest
from correspondence.models import Delivery
from policies.errors import NotPossible
from policies.forms.notices import ReasonForm
from policies.models import Campaign, PolicyVersion
from policies.telling import verbs
from policies.views.notice_frame import crumbs_to, notice_of, prepares, sees


@dataclass(frozen=True)
class Act:
    """A step with its own page: what the button says, when it is offered, what it does.

    `do(campaign, by, reason)` is the verb, `done` what is said afterwards; a `reason`
    is asked where `asks` is set.
    """

    name: str
    text: Any
    explains: Any
    states: frozenset[str]
    permission: str
    do: Callable[[Campaign, Any, str], object]
    done: Any
    asks: bool = False
    danger: bool = False
    primary: bool = False


S = Campaign.State
ACTS = {
    one.name: one
    for one in (
        Act(
            "propose",
            gettext_lazy("Freeze words and list"),
            gettext_lazy(
                "The words of each language and the list of people are kept as they "
                "are now. Another person approves them."
            ),
            frozenset({S.DRAFT, S.PROPOSED}),
            verbs.PREPARE,
            lambda campaign, by, _reason: verbs.propose(campaign, by=by),
            gettext_lazy(
                "The words and the list are frozen. Another person approves them."
            ),
            primary=True,
        ),
        Act(
            "approve",
            gettext_lazy("Approve and send"),
            gettext_lazy(
                "Every message is queued at once and leaves at the pace of the plan. "
                "What has left cannot be taken back."
            ),
            frozenset({S.PROPOSED}),
            verbs.APPROVE,
            lambda campaign, by, _reason: verbs.approve(campaign, by=by),
            gettext_lazy("Approved: every message is queued."),
            primary=True,
        ),
        Act(
            "pause",
            gettext_lazy("Pause sending"),
            gettext_lazy("The mail in hand is finished; the others wait."),
            frozenset({S.SENDING}),
            verbs.PREPARE,
            lambda campaign, by, reason: verbs.pause(campaign, by=by, reason=reason),
            gettext_lazy("Sending is paused."),
            asks=True,
        ),
        Act(
            "resume",
            gettext_lazy("Go on sending"),
            gettext_lazy("Returned mails are counted anew from now on."),
            frozenset({S.PAUSED}),
            verbs.PREPARE,
            lambda campaign, by, _reason: verbs.resume(campaign, by=by),
            gettext_lazy("Sending goes on."),
            primary=True,
        ),
        Act(
            "cancel",
            gettext_lazy("End it"),
            gettext_lazy(
                "Nothing that waits leaves any more. What has left stays on record."
            ),
            frozenset({S.DRAFT, S.PROPOSED, S.SENDING, S.PAUSED}),
            verbs.PREPARE,
            lambda campaign, by, reason: verbs.cancel(campaign, by=by, reason=reason),
            gettext_lazy("The notice is ended."),
            asks=True,
            danger=True,
        ),
        Act(
            "retry",
            gettext_lazy("Try again"),
            gettext_lazy("Mails that were given up get five new attempts."),
            frozenset({S.SENDING, S.PAUSED}),
            verbs.PREPARE,
            lambda campaign, by, _reason: verbs.retry_failed(campaign, by=by),
            gettext_lazy("The mails are tried again."),
        ),
        Act(
            "otherwise",
            gettext_lazy("Tell them another way"),
            gettext_lazy(
                "Whose mail was given up is told by the next way of the plan, at last "
                "by the public announcement."
            ),
            frozenset({S.SENDING, S.PAUSED}),
            verbs.PREPARE,
            lambda campaign, by, _reason: verbs.tell_otherwise(campaign, by=by),
            gettext_lazy("They are told another way."),
        ),
    )
}


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def step(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """A page for one act: what it does, the reason where one is asked, the button."""
    if (chosen := ACTS.get(step)) is None:
        raise Http404
    campaign = notice_of(request, pk, chosen.permission)
    form = ReasonForm(request.POST or None) if chosen.asks else None
    refused = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        try:
            chosen.do(campaign, request.user, reason)
        except NotPossible as error:
            refused = str(error)
        else:
            messages.success(request, str(chosen.done))
            return redirect("notices:notice", pk)
    context = {
        "campaign": campaign,
        "act": chosen,
        "form": form,
        "refused": refused,
        "left": _left(campaign, chosen),
        "crumbs": crumbs_to(campaign, str(chosen.text)),
    }
    return render(
        request, "policies/notices/step.html", context, status=409 if refused else 200
    )


def _left(campaign: Campaign, act: Act) -> int | None:
    """How many messages an act on a notice that was sent is about."""
    if not campaign.was_sent:
        return None
    rows = Delivery.objects.filter(campaign_id=campaign.pk)
    if act.name in {"retry", "otherwise"}:
        return rows.filter(channel="email", state=Delivery.State.FAILED).count()
    return rows.filter(state__in=Delivery.State.unsettled()).count()


@require_POST
@prepares
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin to tell the same people that the version is withdrawn."""
    campaign = notice_of(request, pk, verbs.PREPARE)
    if campaign.version.state != PolicyVersion.State.WITHDRAWN:
        messages.error(request, _("The version is not withdrawn, so nothing is wrong."))
        return redirect(campaign)
    try:
        made = verbs.draft(campaign.version, by=request.user, corrects=campaign)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect(campaign)
    return redirect(made)
