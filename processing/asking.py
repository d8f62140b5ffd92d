"""What the case office asks of the register. Every answer is a QuerySet.

`controller` is a company, `country` an ISO code; an empty country asks for all.
"""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from processing.models import (
    Activity,
    DataItem,
    ImpactAssessment,
    Recipient,
    System,
)
from processing.querysets import (
    AssessmentQuerySet,
    PlaceQuerySet,
    RecipientQuerySet,
    RegisterQuerySet,
)


def systems_for(
    controller: Any, country: str, *, on: date | None = None
) -> PlaceQuerySet:
    """The systems in use on `on` (today) where people of `country` may be found."""
    used = System.objects.of(controller).active(on or timezone.localdate())
    return used.in_country(country)


def recipients_to_tell(
    controller: Any, country: str, right: str, *, on: date | None = None
) -> RecipientQuerySet:
    """Who has to be told once `right` was carried out for someone in `country`.

    Every row says how firmly (`told`): AseanBiz promised it always (ASB-5.4), N.B.
    Express as far as it can (NBX-6.6), both after an erasure. Whoever had no data of
    this person, or may keep it by law, is left out by the officer, with the reason.
    """
    used = Recipient.objects.of(controller).active(on or timezone.localdate())
    return used.in_country(country).to_tell(right)


def items_for(
    controller: Any, country: str, subject_category: str = ""
) -> RegisterQuerySet:
    """The data items that the company's register names for these people there.

    In the order of the register; for an empty category those of everyone.
    """
    activities = Activity.objects.of(controller).in_country(country)
    codes = {
        code
        for activity in activities.about(subject_category)
        for code in activity.items_in(country)
    }
    return DataItem.objects.of(controller).filter(code__in=codes)


def high_risks(controller: Any, since: datetime | None = None) -> AssessmentQuerySet:
    """Assessments that two people found to show a high risk, confirmed after `since`.

    Oldest first. What a company promised to announce of them, `policies` knows.
    """
    found = ImpactAssessment.objects.of(controller).showing_high_risk()
    if since is not None:
        found = found.filter(confirmed_at__gt=since)
    return found.order_by("confirmed_at")
