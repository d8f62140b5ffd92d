"""The invented impact assessments of the demo companies; each says so."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Controller, User
from processing import assessing
from processing.models import Activity, ImpactAssessment

FACES: dict[str, Any] = {
    "title": "Signing in by face or finger (example)",
    "description": "People may sign in with their face or a finger. The app keeps the "
    "pattern on the phone and sends a random number to the server.",
    "necessity": "A password is asked of whoever does not want it, so nobody has to.",
    "risks": "A pattern that leaks cannot be changed like a password. Likely: seldom. "
    "Grave: yes, it holds for life.",
    "measures": "The pattern never leaves the phone. It can be switched off, and is "
    "gone with the app.",
}
LOCATION: dict[str, Any] = {
    "title": "Where drivers are, minute by minute (example)",
    "description": "The app sends the place of a driver every ten seconds while an "
    "order runs, and shows it to the client.",
    "necessity": "Clients wait for the car; the street alone is not enough to find it.",
    "risks": "Someone may follow a driver home. Likely: it has happened elsewhere. "
    "Grave: yes.",
    "measures": "The place is shown only while the order runs.",
}


def keep_assessments(people: Mapping[str, User]) -> int:
    """Two assessments by the example office, one confirmed with a high risk.

    Returns how many were added; a second run adds none.
    """
    added = 0
    for slug, words, has_ended in (
        ("nbexpress", FACES, False),
        ("maxim", LOCATION, True),
    ):
        company = Controller.objects.filter(slug=slug).first()
        if company is None or ImpactAssessment.objects.of(company).exists():
            continue
        _keep(company, words, people, has_ended=has_ended)
        added += 1
    return added


def _keep(
    company: Controller,
    words: Mapping[str, Any],
    people: Mapping[str, User],
    *,
    has_ended: bool,
) -> None:
    wanted = ("NBX-R3", "MAXIM-R-LOC")
    codes = Activity.objects.of(company).filter(code__in=wanted)
    at = timezone.now() - timedelta(days=9)
    row = assessing.add_assessment(
        company,
        by=people["aina"],
        at=at,
        activities=[one.code for one in codes],
        owner=people["aina"],
        **words,
    )
    if not has_ended:
        return
    row = assessing.conclude_assessment(
        row,
        outcome="high",
        because="Showing the place only during orders does not stop someone who waits.",
        revision=row.revision,
        by=people["aina"],
        at=at + timedelta(days=1),
    )
    assessing.confirm_assessment(
        row, revision=row.revision, by=people["wei"], at=at + timedelta(days=2)
    )
