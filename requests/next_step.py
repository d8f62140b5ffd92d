"""What to do now, in one sentence for each request (UX.md 1.2)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rights.choices import Stage
from rights.models import Decision, IdentityCheck, RightsRequest


@dataclass(frozen=True)
class NextStep:
    """`text` says it, in lower case, since “Next:” may stand before it.

    `action` is the words of the link that leads to `target`, the name of a page under
    the request or "#part" of the request page; `permission` is what one needs to take
    the step. There is no action where nobody can act now.
    """

    text: str
    action: str = ""
    target: str = ""
    permission: str = "requests.triage"


def next_step(rights_request: RightsRequest) -> NextStep:
    """The one step that brings this request on.

    Asks no more than the row itself, its `identity_check` and its `decisions`, so that
    a list can fetch those ahead.
    """
    stage = Stage(rights_request.stage)
    if stage in BY_STAGE:
        return BY_STAGE[stage](rights_request)
    return NextStep(str(PLAIN[stage]))


def _begin(rights_request: RightsRequest) -> NextStep:
    if rights_request.owner_id is None:
        return NextStep(_("assign an owner"), _("Assign"), "#case")
    return NextStep(_("start the identity check"), _("Check"), "identity")


def _identify(rights_request: RightsRequest) -> NextStep:
    check: IdentityCheck = rights_request.identity_check
    if check.outcome == IdentityCheck.Outcome.UNPROVEN:
        return NextStep(
            _("write to the person, whose identity is not proven"),
            _("Write"),
            "#messages",
        )
    return NextStep(_("check the identity"), _("Check"), "identity")


def _assess(rights_request: RightsRequest) -> NextStep:
    left = rights_request.tasks_open
    text = ngettext(
        "finish the assessment: %(open)d of %(total)d task is open",
        "finish the assessment: %(open)d of %(total)d tasks are open",
        left,
    ) % {"open": left, "total": rights_request.tasks_total}
    return NextStep(text, _("See the tasks"), "#tasks", "requests.carry_out")


def _decide(rights_request: RightsRequest) -> NextStep:
    decision = standing_decision(rights_request)
    if decision is None:
        return NextStep(
            _("decide, everything is assessed"),
            _("Decide"),
            "decision",
            "requests.decide",
        )
    return NextStep(
        _("have another person take a second look"),
        _("Look at it"),
        "#decision",
        "requests.approve",
    )


def _carry_out(rights_request: RightsRequest) -> NextStep:
    left = rights_request.tasks_open
    if left:
        text = ngettext(
            "finish %(open)d of %(total)d task",
            "finish %(open)d of %(total)d tasks",
            left,
        ) % {"open": left, "total": rights_request.tasks_total}
        return NextStep(text, _("See the tasks"), "#tasks", "requests.carry_out")
    decision = standing_decision(rights_request)
    if decision is None or decision.state != Decision.State.SENT:
        return NextStep(_("wait until the mail server has taken the answer"))
    return NextStep(
        _("close the request, or add what is still to be done"),
        _("Close"),
        "#close",
        "requests.carry_out",
    )


def _send(_rights_request: RightsRequest) -> NextStep:
    return NextStep(_("send the answer"), _("Send"), "#decision", "requests.decide")


BY_STAGE: dict[Stage, Callable[[RightsRequest], NextStep]] = {
    Stage.NEW: _begin,
    Stage.IDENTITY_CHECK: _identify,
    Stage.ASSESSING: _assess,
    Stage.READY_TO_DECIDE: _decide,
    Stage.READY_TO_SEND: _send,
    Stage.CARRYING_OUT: _carry_out,
}
PLAIN = {
    Stage.UNCONFIRMED: gettext_lazy("wait until the person confirms the e-mail"),
    Stage.WAITING: gettext_lazy("wait for the answer of the person"),
    Stage.CLOSED: gettext_lazy("nothing is left to do"),
}


def standing_decision(rights_request: RightsRequest) -> Decision | None:
    """As `deciding.standing`, over decisions that were fetched ahead."""
    return next(
        (
            decision
            for decision in rights_request.decisions.all()
            if decision.state != Decision.State.RETURNED
        ),
        None,
    )
