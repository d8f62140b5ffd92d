"""Who acts for a person: a guardian while they are under age, or a representative.

Whose age counts is the rulebook's: the policy's own for the country, else the law's
(20 in Thailand, where Maxim says so). No policy says how authority is proven, so an
officer looks at what is shown and writes down what it was. From then on the letters go
to who acts, until the person comes of age.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from rights import (
    filed_together,
    letters,
)
from rights.choices import BEFORE_DECISION, OPEN, Relation
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, RightsRequest
from rights.steps import step, tell
from rulebook import book as rulebook
from rulebook.rows import Minors
from subjects import workflow as subjects
from subjects.models import Guardian

PERMISSION = "requests.triage"
UNDER_AGE = frozenset({Relation.SELF, Relation.MINOR})

CARRIED = (
    *("kind", "name", "email", "evidence", "of_age_on", "noted_at", "noted_by_id"),
)


@dataclass(frozen=True)
class Authority:
    """What shows that somebody may act for the person.

    `name` and `email` are left out where who asks is the one who acts. `of_age_on` is
    the day from which no guardian is needed; a representative has none.
    """

    evidence: str
    of_age_on: date | None = None
    name: str = ""
    email: str = ""


def ages(rights_request: RightsRequest) -> Minors:
    """From what age a person acts alone there: the policy's word, else the law's."""
    place = rights_request.establishment
    slug = rights_request.controller.slug
    return rulebook.live(slug, place.country).minors(slug, place.country)


def standing(rights_request: RightsRequest) -> Guardian | None:
    """Who acts in this case by an authority that an officer has seen."""
    if not rights_request.claimant.is_represented:
        return None
    known = Guardian.objects.filter(case_id=rights_request.pk, ended_at__isnull=True)
    return known.first()


def note_authority(
    rights_request: RightsRequest,
    authority: Authority,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> Guardian:
    """Write down who acts for the person and what showed it; the letters go there.

    It counts for everything that was asked in the same act. Raises StepNotAllowed
    without evidence, where somebody acts already, and for a person who is of age.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "note_authority",
        by=by,
        at=at,
        states=BEFORE_DECISION,
        permission=PERMISSION,
        version=version,
    ) as case:
        guardian = _note(case, authority, by=by, at=at)
        for other in filed_together.asked_with(case):
            if other.state in BEFORE_DECISION and standing(other) is None:
                with step(
                    other, "note_authority", by=by, at=at, states=BEFORE_DECISION
                ) as locked:
                    _note(locked, authority, by=by, at=at)
    return guardian


def act_alone(
    rights_request: RightsRequest,
    *,
    email: str = "",
    because: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """The person acts for themselves from now on, and the letters go to them.

    `email` is their own address, where it is not known already. Raises StepNotAllowed
    while a person is under age, and where nobody acts for them.
    """
    at = at or timezone.now()
    with step(
        rights_request,
        "act_alone",
        by=by,
        at=at,
        states=OPEN,
        permission=PERMISSION,
        version=version,
        reason=because,
    ) as case:
        if why := why_not_alone(case, standing(case), at=at):
            raise StepNotAllowed(why)
        claimant = case.claimant
        address = email or claimant.person_email
        if not address and not claimant.postal_address:
            raise StepNotAllowed(_("Give an address at which the person is reached."))
        guardian = standing(case)
        if guardian is not None:
            guardian.ended_at, guardian.ended_because = at, because
            guardian.save()
        claimant.name, claimant.person_name = claimant.data_subject_name, ""
        claimant.email, claimant.person_email = address, ""
        claimant.relation = Relation.SELF
        claimant.save()
        tell(case, CaseEvent.Type.GUARDIAN_ENDED, by=by, at=at)
        letters.acts_alone(case, at=at)


def carry_over(case: RightsRequest, child: RightsRequest) -> None:
    """Who acts in a case acts in the complaint about it; called in that verb's step."""
    guardian = standing(case)
    if guardian is None:
        return
    claimant = child.claimant
    claimant.person_email = case.claimant.person_email
    claimant.save()
    subjects.note_guardian(
        Guardian(
            controller=guardian.controller,
            case_id=child.pk,
            **{name: getattr(guardian, name) for name in CARRIED},
        )
    )


def why_not_note(case: RightsRequest, guardian: Guardian | None) -> str:
    """Why nobody can be noted as acting for the person; blank if somebody can.

    `guardian` is the one who is `standing`.
    """
    if case.state not in BEFORE_DECISION:
        return _("After the decision nothing changes about who acts for the person.")
    if guardian is not None:
        return _("It is noted already who acts for the person.")
    if case.claimant.relation == Relation.SELF and ages(case).adult_age is None:
        return _(
            "Neither policy nor law names an age here, and nobody asks for another "
            "person."
        )
    return ""


def why_not_alone(
    case: RightsRequest, guardian: Guardian | None, *, at: datetime
) -> str:
    """Why the person cannot act for themselves yet; blank if they can."""
    if guardian is None:
        return _("Nobody acts for this person, so nothing has to end.")
    if guardian.of_age_on and guardian.of_age_on > _today(case, at):
        return _("The person is under age until %(day)s.") % {
            "day": date_format(guardian.of_age_on, "j F Y")
        }
    return ""


def why_not_verify(case: RightsRequest) -> str:
    """Why the identity cannot be confirmed yet where somebody acts for the person."""
    if not case.claimant.is_represented or standing(case) is not None:
        return ""
    if case.claimant.relation == Relation.MINOR:
        return _(
            "This person is under age. Note the guardian and what shows the authority "
            "first; the answer goes there."
        )
    return _("Note first what shows that who asks may act for the person.")


def why_not_answer(
    case: RightsRequest, guardian: Guardian | None, *, at: datetime
) -> str:
    """Why the answer must not go to the guardian any more; blank if it may."""
    if guardian and guardian.of_age_on and guardian.of_age_on <= _today(case, at):
        return _(
            "The person came of age on %(day)s. The answer goes to them: note first "
            "that they act for themselves."
        ) % {"day": date_format(guardian.of_age_on, "j F Y")}
    return ""


def _note(
    case: RightsRequest, authority: Authority, *, by: User, at: datetime
) -> Guardian:
    _guard(case, authority, at)
    claimant = case.claimant
    takes_over = claimant.relation in UNDER_AGE
    if takes_over:  # the guardian writes from now on; the person's own address stays
        claimant.person_name, claimant.person_email = claimant.name, claimant.email
        claimant.name = authority.name.strip()
        claimant.email = authority.email.strip()
        claimant.guardian_name = claimant.guardian_email = ""
        claimant.relation = Relation.PARENT
        claimant.save()
    guardian = subjects.note_guardian(
        Guardian(
            controller=case.controller,
            case_id=case.pk,
            kind=_kind(claimant.relation),
            name=claimant.name,
            email=claimant.email,
            evidence=authority.evidence.strip(),
            of_age_on=authority.of_age_on,
            noted_at=at,
            noted_by_id=by.pk,
        )
    )
    data = {"guardian": guardian.pk}
    tell(case, CaseEvent.Type.GUARDIAN_NOTED, by=by, at=at, data=data)
    if takes_over:
        letters.guardian_noted(case, at=at)
    return guardian


def _guard(case: RightsRequest, authority: Authority, at: datetime) -> None:
    if why := why_not_note(case, standing(case)):
        raise StepNotAllowed(why)
    if not authority.evidence.strip():
        raise StepNotAllowed(_("Say what showed the authority to act."))
    if case.claimant.relation in UNDER_AGE and not authority.name.strip():
        raise StepNotAllowed(_("Type the name of the guardian."))
    needs_address = case.claimant.relation in UNDER_AGE and case.claimant.email
    if needs_address and not authority.email.strip():
        raise StepNotAllowed(_("Type the e-mail of the guardian: letters go there."))
    age = ages(case).adult_age
    if case.claimant.relation == Relation.REPRESENTATIVE or age is None:
        return
    if authority.of_age_on is None:
        raise StepNotAllowed(_("Say on which day the person comes of age."))
    if authority.of_age_on <= _today(case, at):
        raise StepNotAllowed(
            _(
                "The person is %(age)d or older, so no guardian acts for them. They "
                "ask themselves, or authorise somebody."
            )
            % {"age": age}
        )
    if authority.of_age_on.year - _today(case, at).year > age:
        raise StepNotAllowed(
            _("Nobody comes of age that late: it is %(age)d years.") % {"age": age}
        )


def _kind(relation: str) -> Guardian.Kind:
    if relation == Relation.REPRESENTATIVE:
        return Guardian.Kind.REPRESENTATIVE
    return Guardian.Kind.GUARDIAN


def _today(case: RightsRequest, at: datetime) -> date:
    return at.astimezone(ZoneInfo(case.establishment.time_zone)).date()
