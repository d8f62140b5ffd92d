"""Asking the person for the facts of the identity check that are missing.

Only what the register lets us ask of who came this way (CLOCKS.md 3). The letter
is the same for a person we know and one we do not. The check stays open meanwhile, and
what the person sends is their proof (identifying.take_proof).
"""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from rights import identifying, letters
from rights.choices import State
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, Message, RightsRequest
from rights.steps import say, step, tell
from rulebook.rows import IdentityFact


def ask_for_facts(
    rights_request: RightsRequest,
    *,
    facts: Collection[str],
    body: str = "",
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Message:
    """Write to the person which facts are missing, and how they give them.

    `facts` are codes of the register, `body` words of the officer's own. Raises
    StepNotAllowed outside a check, without any fact, and for one that the policy does
    not ask here.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "ask_for_facts",
        by=by,
        at=at,
        states=frozenset({State.IDENTITY_CHECK}),
        permission="requests.triage",
        version=version,
    ) as case:
        chosen = _chosen(case, facts)
        labels = [fact.label_in(case.language) for fact in chosen]
        message = say(
            case, Message.Kind.TO_PERSON, _words(case, labels, body), by=by, at=at
        )
        letters.facts_asked(case, labels, at=at)
        data = {"facts": [fact.code for fact in chosen]}
        sent = CaseEvent.Type.MESSAGE_OUT
        tell(case, sent, by=by, at=at, message=message, data=data)
    return message


def missing(rights_request: RightsRequest) -> list[str]:
    """The facts of this route that the person has not given yet."""
    given = rights_request.claimant.facts
    asked = identifying.facts_of(rights_request)
    return [fact.code for fact in asked if not given.get(fact.code)]


def _chosen(case: RightsRequest, facts: Collection[str]) -> list[IdentityFact]:
    allowed = identifying.facts_of(case)
    if set(facts) - {fact.code for fact in allowed}:
        raise StepNotAllowed(
            _(
                "The policy does not ask for this here, so it may not be part of the "
                "check."
            )
        )
    if not facts:
        raise StepNotAllowed(_("Choose what the person is asked for."))
    return [fact for fact in allowed if fact.code in facts]


def _words(case: RightsRequest, labels: Collection[str], body: str) -> str:
    with translation.override(case.language):
        intro = _("To check that it is you who asks, we need this and nothing more:")
    listed = "\n".join(f"• {label}" for label in labels)
    return "\n\n".join(part for part in (intro, listed, body.strip()) if part)
