"""A fee, where the policy itself names one, and for repeats beyond reason alone.

N.B. Express says so in paragraph 6.6 (NBX-6.16); the others promise no fee, so their
requests are free. Two people agree on it, the person reads why, and no clock waits for
the money: no text says that it would.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from rights import letters, repeats
from rights.choices import OPEN, State
from rights.errors import SecondLookNeeded, StepNotAllowed
from rights.models import CaseEvent, Fee, RightsRequest
from rights.steps import step, tell
from rulebook import book as rulebook
from rulebook.promise_terms import PromiseKind
from rulebook.rows import Promise

DECIDING, APPROVING = "requests.decide", "requests.approve"
CHARGEABLE = frozenset({State.IN_PROGRESS, State.CLARIFICATION})
# The policy names no number. With less than this nobody can call it beyond reason; with
# more, two people still have to say why it is.
LEAST_REPEATS = 2


@dataclass(frozen=True)
class Terms:
    """What is asked, why, and how it is paid, in the language of the person."""

    amount: Decimal
    currency: str
    reason: str
    how_to_pay: str


def rule_of(rights_request: RightsRequest) -> Promise | None:
    """The sentence of the policy that allows a fee; None where it has none."""
    slug = rights_request.controller.slug
    country = rights_request.establishment.country
    promises = rulebook.live(slug, country).promises(slug, country)
    return next((p for p in promises if p.kind == PromiseKind.FEE), None)


def standing(rights_request: RightsRequest) -> Fee | None:
    """The one fee that was neither sent back nor waived, if there is one."""
    return rights_request.fees.exclude(state__in=Fee.PAST).first()


def propose_fee(
    rights_request: RightsRequest,
    terms: Terms,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Fee:
    """Propose a fee; nobody is asked for it until another person agrees.

    Raises StepNotAllowed where the policy names no fee, the person is not known, or the
    request is no repeat beyond reason.
    """
    with _charging(
        rights_request, "propose_fee", by=by, version=version, at=at, states=CHARGEABLE
    ) as (case, now):
        if why := why_not_propose(case):
            raise StepNotAllowed(why)
        rule = rule_of(case)
        if not terms.reason.strip() or rule is None:
            raise StepNotAllowed(_("Give the reason in words the person understands."))
        fee = Fee(
            rights_request=case,
            amount=terms.amount,
            currency=terms.currency.upper(),
            reason=terms.reason.strip(),
            how_to_pay=terms.how_to_pay.strip(),
            repeats=repeats.counted(case),
            promise=rule.promise,
            clause=rule.clause,
            proposed_by_id=by.pk,
            proposed_at=now,
        )
        fee.save()
        _tell(case, CaseEvent.Type.FEE_PROPOSED, fee, by=by, at=now)
    return fee


def approve_fee(
    rights_request: RightsRequest,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Fee:
    """The second look: another person agrees, and the letter asks for the fee.

    Raises SecondLookNeeded if the same person proposed it.
    """
    with _charging(
        rights_request,
        "approve_fee",
        by=by,
        version=version,
        at=at,
        permission=APPROVING,
    ) as (case, now):
        fee = _waiting(case, by)
        fee.state = Fee.State.ASKED
        fee.second_look_by_id, fee.second_look_at = by.pk, now
        fee.letter_id = letters.fee(case, fee, at=now).pk
        fee.save()
        _tell(case, CaseEvent.Type.FEE_ASKED, fee, by=by, at=now)
    return fee


def return_fee(
    rights_request: RightsRequest,
    *,
    because: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Fee:
    """The second look: another person disagrees; the request stays free."""
    with _charging(
        rights_request,
        "return_fee",
        by=by,
        version=version,
        at=at,
        permission=APPROVING,
        reason=because,
    ) as (case, now):
        fee = _waiting(case, by)
        if not because.strip():
            raise StepNotAllowed(_("Say why no fee should be asked."))
        fee.state, fee.because = Fee.State.RETURNED, because.strip()
        fee.second_look_by_id, fee.second_look_at = by.pk, now
        fee.save()
        _tell(case, CaseEvent.Type.FEE_RETURNED, fee, by=by, at=now)
    return fee


def settle_fee(
    rights_request: RightsRequest,
    *,
    is_paid: bool,
    because: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Fee:
    """The fee was paid, or is waived; the person is told. `because` says how or why."""
    with _charging(
        rights_request, "settle_fee", by=by, version=version, at=at, reason=because
    ) as (case, now):
        fee = standing(case)
        if fee is None or fee.state != Fee.State.ASKED:
            raise StepNotAllowed(_("No fee was asked, so none can be settled."))
        if not because.strip():
            raise StepNotAllowed(_("Say what shows it, or why it is waived."))
        fee.state = Fee.State.PAID if is_paid else Fee.State.WAIVED
        fee.because = because.strip()
        fee.settled_at, fee.settled_by_id = now, by.pk
        fee.save()
        letters.fee_settled(case, fee, at=now)
        _tell(case, CaseEvent.Type.FEE_SETTLED, fee, by=by, at=now)
    return fee


def why_not_propose(
    case: RightsRequest, others: Iterable[RightsRequest] | None = None
) -> str:
    """Why no fee can be asked for this request; blank if one can be proposed.

    `others` are the requests of the same person, where a page has read them.
    """
    if rule_of(case) is None:
        return _("The policy of %(company)s names no fee, so none can be asked.") % {
            "company": case.controller
        }
    if case.data_subject_id is None:
        return _(
            "Repeats are counted between confirmed identities alone, and this person "
            "is not known yet."
        )
    if case.state not in CHARGEABLE:
        return _("A fee is asked while the request is assessed, not afterwards.")
    if standing(case) is not None:
        return _("A fee stands already.")
    found = repeats.counted(case, others)
    if found < LEAST_REPEATS:
        return _(
            "The policy allows a fee for repeats beyond reason only. Earlier requests "
            "for the same in 12 months: %(found)d; fewer than %(least)d are never "
            "beyond reason."
        ) % {"found": found, "least": LEAST_REPEATS}
    return ""


@contextmanager
def _charging(
    rights_request: RightsRequest,
    verb: str,
    *,
    by: User,
    version: int | None,
    at: datetime | None,
    permission: str = DECIDING,
    states: frozenset[State] = OPEN,
    reason: str = "",
) -> Iterator[tuple[RightsRequest, datetime]]:
    """Hold the request for one step of its fee."""
    now = at or timezone.now()
    with step(
        rights_request,
        verb,
        by=by,
        at=now,
        states=states,
        permission=permission,
        version=version,
        reason=reason,
    ) as case:
        yield case, now


def _waiting(case: RightsRequest, by: User) -> Fee:
    fee = standing(case)
    if fee is None or fee.state != Fee.State.PROPOSED:
        raise StepNotAllowed(_("No fee waits for a second look."))
    if fee.proposed_by_id == by.pk:
        raise SecondLookNeeded(
            _("You proposed this fee, so another person has to look at it.")
        )
    return fee


def _tell(
    case: RightsRequest, event: CaseEvent.Type, fee: Fee, *, by: User, at: datetime
) -> None:
    tell(case, event, by=by, at=at, data={"fee": fee.pk, "state": fee.state})
