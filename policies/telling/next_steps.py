"""What still comes after people are told: the day it holds, the rules that follow."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from policies.days import day_of
from policies.models import PolicyVersion
from rulebook.sentences import period_words


@dataclass(frozen=True)
class NextStep:
    """One thing that happens by itself on a day."""

    on: date
    text: str


def next_steps(version: PolicyVersion, *, at: datetime) -> list[NextStep]:
    """From the effective day on; nothing once it has come, or is withdrawn."""
    day = version.effective_on
    if (
        day is None
        or version.withdrawn_at
        or day <= day_of(at, version.policy.controller)
    ):
        return []
    found = [_("v%(number)d takes effect") % {"number": version.number}]
    for change in version.changes.confirmed().order_by("pk"):
        for rule in change.follows:
            if rule.get("number"):
                words = period_words(rule["number"], rule["unit"])
                found.append(
                    _("the rule %(code)s becomes %(period)s")
                    % {"code": rule["code"], "period": words}
                )
    return [NextStep(day, text) for text in found]
