"""What to do now, in one sentence for each request (UX.md 1.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from rights.choices import Outcome, Right, Stage
from rights.models import (
    AnswerPackage,
    Clock,
    Decision,
    IdentityCheck,
    RightsRequest,
)

OVER, HELD = "over", "held"
# What is granted to these is a copy: without it the answer is only words.
COPIED = frozenset({Right.ACCESS, Right.PORTABILITY})


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


class Situation(NamedTuple):
    """All that the next step depends on; a list reads it for each line at once."""

    stage: str
    owner_id: int | None
    tasks_open: int
    tasks_total: int
    identity: str | None  # IdentityCheck.Outcome
    decision: str | None  # the state of the standing decision
    waits: str = ""  # OVER or HELD
    right: str = ""
    outcome: str | None = None  # of the standing decision
    package: str | None = None  # the state of what the person gets

    @property
    def gets_a_copy(self) -> bool:
        return self.right in COPIED and self.outcome != Outcome.REFUSED


def next_step(now: Situation) -> NextStep:
    """The one step that brings a request on, in the language in force."""
    return _step(now, get_language() or "")


@lru_cache(maxsize=2048)
def _step(now: Situation, _language: str) -> NextStep:
    stage = Stage(now.stage)
    if stage in BY_STAGE:
        return BY_STAGE[stage](now)
    return NextStep(str(PLAIN[stage]))


def waits(kind: str, status: str, due_at: datetime | None) -> str:
    """What the leading clock says of waiting: for a reply in vain, or for a hold."""
    if status == Clock.Status.ON_HOLD:
        return HELD
    is_theirs = kind == Clock.Kind.CLARIFICATION_ANSWER
    return OVER if is_theirs and due_at and due_at < timezone.now() else ""


def situation_of(rights_request: RightsRequest) -> Situation:
    """The situation of one request whose decisions were fetched ahead."""
    check = getattr(rights_request, "identity_check", None)
    decision = standing_decision(rights_request)
    return Situation(
        stage=rights_request.stage,
        owner_id=rights_request.owner_id,
        tasks_open=rights_request.tasks_open,
        tasks_total=rights_request.tasks_total,
        identity=check.outcome if check else None,
        decision=decision.state if decision else None,
        waits=waits(
            rights_request.lead_kind,
            rights_request.lead_status,
            rights_request.next_due_at,
        ),
        right=rights_request.right,
        outcome=decision.outcome if decision else None,
        package=_package(rights_request),
    )


def _begin(now: Situation) -> NextStep:
    if now.owner_id is None:
        return NextStep(_("assign an owner"), _("Assign an owner"), "#case")
    return NextStep(_("start the identity check"), _("Check the identity"), "identity")


def _identify(now: Situation) -> NextStep:
    if now.identity == IdentityCheck.Outcome.UNPROVEN:
        if now.decision is not None:
            return _decide(now)
        text = _("refuse, or write to the person, whose identity is not proven")
        return NextStep(text, _("Decide"), "decision", "requests.decide")
    return NextStep(_("check the identity"), _("Check the identity"), "identity")


def _assess(now: Situation) -> NextStep:
    text = ngettext(
        "finish the assessment: %(open)d of %(total)d task is open",
        "finish the assessment: %(open)d of %(total)d tasks are open",
        now.tasks_open,
    ) % {"open": now.tasks_open, "total": now.tasks_total}
    return NextStep(text, _("See the tasks"), "#tasks", "requests.carry_out")


def _decide(now: Situation) -> NextStep:
    if now.decision is None and now.gets_a_copy and not now.tasks_total:
        text = _("list the systems that hold the data, then decide")
        return NextStep(text, _("See the systems"), "#tasks", "requests.carry_out")
    if now.decision is None:
        text = _("decide, everything is assessed") if now.tasks_total else _("decide")
        return NextStep(text, _("Decide"), "decision", "requests.decide")
    text = _("have another person take a second look")
    return NextStep(text, _("Look at it"), "#decision", "requests.approve")


def _send(now: Situation) -> NextStep:
    ready = {AnswerPackage.State.MADE, AnswerPackage.State.SENT}
    if now.gets_a_copy and now.package not in ready:
        text = _("prepare what the person gets, then send the answer")
        return NextStep(
            text, _("Prepare what the person gets"), "package", "requests.carry_out"
        )
    return NextStep(
        _("send the answer"), _("Send the answer"), "#decision", "requests.decide"
    )


def _wait(now: Situation) -> NextStep:
    if now.waits != OVER:
        return NextStep(str(PLAIN[Stage.WAITING]))
    text = _("decide: the person's time to reply is over")
    return NextStep(text, _("Close without a reply"), "abandon", "requests.decide")


def _carry_out(now: Situation) -> NextStep:
    if now.waits == HELD and not now.tasks_open:
        text = _("review the hold, nothing else is left to do")
        return NextStep(text, _("Lift the hold"), "release", "requests.decide")
    if now.tasks_open:
        text = ngettext(
            "finish %(open)d of %(total)d task",
            "finish %(open)d of %(total)d tasks",
            now.tasks_open,
        ) % {"open": now.tasks_open, "total": now.tasks_total}
        return NextStep(text, _("See the tasks"), "#tasks", "requests.carry_out")
    if now.decision != Decision.State.SENT:
        return NextStep(_("wait until the mail server has taken the answer"))
    if now.gets_a_copy and now.package != AnswerPackage.State.SENT:
        text = _("hand over what the person gets, then close the request")
        return NextStep(
            text, _("What the person gets"), "package", "requests.carry_out"
        )
    text = _("close the request, or add what is still to be done")
    return NextStep(text, _("Close the request"), "#close", "requests.carry_out")


BY_STAGE: dict[Stage, Callable[[Situation], NextStep]] = {
    Stage.NEW: _begin,
    Stage.IDENTITY_CHECK: _identify,
    Stage.ASSESSING: _assess,
    Stage.READY_TO_DECIDE: _decide,
    Stage.READY_TO_SEND: _send,
    Stage.CARRYING_OUT: _carry_out,
    Stage.WAITING: _wait,
}
PLAIN = {
    Stage.UNCONFIRMED: gettext_lazy("wait until the person confirms the e-mail"),
    Stage.WAITING: gettext_lazy("wait for the answer of the person"),
    Stage.CLOSED: gettext_lazy("nothing is left to do"),
}


def _package(rights_request: RightsRequest) -> str | None:
    """How far what the person gets has come, over packages that were fetched ahead."""
    replaced = AnswerPackage.State.REPLACED
    states = (package.state for package in rights_request.packages.all())
    return next((state for state in states if state != replaced), None)


def standing_decision(rights_request: RightsRequest) -> Decision | None:
    """As `deciding.standing`, over decisions that were fetched ahead."""
    return next(
        (
            decision
            for decision in rights_request.decisions.all()
            if decision.state not in Decision.PAST
        ),
        None,
    )
