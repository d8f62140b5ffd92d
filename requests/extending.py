"""Taking more time by law: once, before the last day, with a reason and a letter."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from rights import clocks, letters
from rights.choices import BEFORE_DECISION, State
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, Clock, Message, RightsRequest
from rights.steps import say, step, tell
from rulebook.rows import Rule

EXTENDABLE = BEFORE_DECISION | {State.DECIDED}


def extend(
    rights_request: RightsRequest,
    *,
    reason: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Extend what the law lets us extend, and tell the person why and until when.

    A promise is never extended: where the policy promises an earlier day, that day
    stays (CLOCKS.md 2.6). Raises StepNotAllowed where no text allows it, a second time,
    after the last day, and without a reason.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "extend",
        by=by,
        at=at,
        states=EXTENDABLE,
        permission="requests.decide",
        version=version,
    ) as case:
        running = list(case.clocks.all())
        if why := why_not(case, running, clocks.rules_of(case), at=at):
            raise StepNotAllowed(why)
        message = say(case, Message.Kind.TO_PERSON, reason, by=by, at=at)
        tell(case, CaseEvent.Type.EXTENDED, by=by, at=at, message=message)
        clocks.recount(case, at=at)
        letters.extended(case, reason=message.body, at=at)


def why_not(
    case: RightsRequest,
    running: list[Clock],
    rules: dict[tuple[str, int], Rule],
    *,
    at: datetime,
) -> str:
    """Why no more time can be taken; blank if it can."""
    able = [
        clock
        for clock in running
        if (rule := rules.get((clock.rule, clock.rule_version)))
        and rule.extension_number is not None
    ]
    if not able:
        return _(
            "Neither policy nor law lets this case take more time. The dates stay."
        )
    if case.state not in EXTENDABLE:
        return _("The answer is on its way, so no more time is needed.")
    if any(clock.was_extended for clock in able):
        return _("More time was taken once already. It cannot be taken twice.")
    open_ones = [clock for clock in able if clock.is_open]
    if not open_ones:
        return _("The time that could be extended has ended.")
    if all(clock.due_at is not None and clock.due_at < at for clock in open_ones):
        return _("The last day has passed. More time can only be taken before it.")
    return ""
