"""Advertising stops at once when a person says so, on every road.

    if marketing.is_stopped(person): ...
    marketing.stop(person, How(Channel.LINK), by=Actor.subject())

A room that sends advertising registers what it does then (stop_handlers.py).
Letters about a person's rights, orders and policies are no advertising and still go.
Source: MAXIM-5.3, MAXIM-16.1, AUX-5.5, NBX-3.3, AXB-2.3.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.trail import Actor
from subjects import guards
from subjects.consenting import NO, How, standings, withdraw
from subjects.models import Consent, ConsentEvent, ConsentPurpose, DataSubject


def stop(
    person: DataSubject,
    how: How,
    *,
    by: User | Actor,
    at: datetime | None = None,
) -> list[ConsentEvent]:
    """Say no to every purpose of marketing that the company has; what changed.

    Safe to call twice: whoever has said no already is left in peace.
    """
    at = at or timezone.now()
    with transaction.atomic():
        purposes = ConsentPurpose.objects.of(person.controller_id).filter(
            is_marketing=True
        )
        made = [withdraw(person, one, how, by=by, at=at) for one in purposes]
    return [event for event in made if event is not None]


def is_stopped(person: DataSubject) -> bool:
    """Whether the person said no to every purpose of marketing."""
    asked = [one for one in standings(person) if one.purpose.is_marketing]
    return bool(asked) and all(one.state in NO for one in asked)


def why_not(person: DataSubject, purpose: ConsentPurpose) -> str:
    """A code for why nothing may be advertised to this person; blank if it may.

    Asked when a mail is written, and again just before it leaves.
    """
    if not purpose.is_marketing:
        raise ValueError("Not a purpose of marketing.")
    if person.erased_at is not None:
        return "person_erased"
    rows = Consent.objects.of(person).filter(purpose=purpose)
    states = set(rows.values_list("state", flat=True))
    if states & NO:
        return "marketing_stopped"
    if Consent.State.GIVEN not in states:
        return "no_consent"
    if guards.why_not(person, guards.Use.MESSAGE):
        return "restricted"
    return ""
