"""Who may set preferences: whoever reads the mailbox, for an hour in one browser."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Controller, Establishment
from audit.trail import Actor, act
from correspondence import codes, letters, limits
from rights import grants
from rights.filing import policy_in_force
from rights.guards import HOUR, address_of
from subjects import workflow as subjects
from subjects.consenting import How
from subjects.models import ConsentEvent, DataSubject, Identifier

PREFERENCES = "preferences"  # purpose of the code, and the session's key
LASTS = timedelta(minutes=60)


def may_ask(request: HttpRequest, *, email: str) -> bool:
    """At most 20 codes an hour from one address and 5 for one e-mail."""
    return limits.allow(
        "preferences-address", address_of(request), limit=20, per=HOUR
    ) and limits.allow("preferences-email", email, limit=5, per=HOUR)


def send_code(
    place: Establishment, *, email: str, language: str, browser_key: str
) -> None:
    """Mail a code to whoever asks: the answer is the same whether we know them."""
    now = timezone.now()
    controller = place.controller
    with (
        transaction.atomic(),
        act(by=Actor.subject(), controller_id=controller.pk, at=now),
    ):
        code = codes.issue(
            PREFERENCES,
            subject_key=_key(controller, email),
            browser_key=browser_key,
            at=now,
        )
        letters.write(
            "requests/letters/code_preferences",
            kind="code",
            controller=controller,
            language=language,
            to_email=email,
            context={"establishment": place},
            code=code,
            at=now,
        )


def take_code(
    controller: Controller, *, email: str, digits: str, browser_key: str
) -> codes.CodeOutcome:
    return codes.check(
        PREFERENCES,
        subject_key=_key(controller, email),
        browser_key=browser_key,
        digits=digits,
    )


def open_for(request: HttpRequest, controller: Controller, email: str) -> None:
    """Open the preferences of this address to this browser, as at a sign-in."""
    grants.renew(request)
    until = (timezone.now() + LASTS).isoformat()
    known = request.session.get(PREFERENCES, {})
    request.session[PREFERENCES] = known | {
        controller.slug: {"email": email, "until": until}
    }


def close(session: SessionBase, controller: Controller) -> None:
    known = session.get(PREFERENCES, {})
    session[PREFERENCES] = {k: v for k, v in known.items() if k != controller.slug}


def email_of(session: SessionBase, controller: Controller) -> str:
    """The address whose preferences this browser may set now; blank for none."""
    found = session.get(PREFERENCES, {}).get(controller.slug)
    if not found or datetime.fromisoformat(found["until"]) <= timezone.now():
        return ""
    email: str = found["email"]
    return email


def person_of(controller: Controller, email: str) -> DataSubject | None:
    """The person known by this address, at the record that goes on."""
    known = (
        Identifier.objects.select_related(
            "data_subject__controller", "data_subject__merged_into__controller"
        )
        .filter(controller=controller, kind=Identifier.Kind.EMAIL, value=email)
        .first()
    )
    return known.data_subject.standing() if known else None


def make_known(
    controller: Controller, email: str, *, language: str, at: datetime
) -> DataSubject:
    """The person behind a proven address: a record is made with their first choice."""
    with (
        transaction.atomic(),
        act(by=Actor.subject(), controller_id=controller.pk, at=at),
    ):
        return subjects.know_by_email(
            controller, email=email, name="", language=language, at=at
        )


def shown_here(place: Establishment, language: str, *, at: datetime) -> How:
    """How a choice on the page came: its words, and the policy in force there."""
    return How(ConsentEvent.Channel.WEB, language, policy_in_force(place, at))


def _key(controller: Controller, email: str) -> str:
    return f"{controller.slug}:{email}"
