"""Which role may do what. A permission is a verb: `requests.decide`.

`docs/roles.md` shows this as a table; a test keeps the two together.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OFFICER = "officer", _("Officer")
    APPROVER = "approver", _("Approver")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


READ = frozenset(
    {
        "requests.view",
        "rulebook.view",
        "processing.view",
        "subjects.view",
        "subjects.reveal",
        "policies.view",
        "accounts.view_controllers",
    }
)
WORK = READ | {
    "requests.triage",
    "requests.decide",
    "requests.carry_out",
    "subjects.erase",
    "requests.report",
    "requests.export",
    "requests.view_team",
    "requests.hand_over",
    "rulebook.record",
    "processing.edit",
    "subjects.edit",
    "subjects.restrict",
    "subjects.record_consent",
    "subjects.merge",
    "subjects.import",
    "subjects.export",
    "policies.edit",
}

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.OFFICER: WORK,
    Role.APPROVER: WORK
    | {
        "requests.approve",
        "processing.confirm",
        "requests.correct",
        "requests.reopen",
        "requests.erase_case",
        "subjects.set_history_period",
        "rulebook.propose",
        "rulebook.agree",
        "rulebook.confirm",
        "rulebook.manage_calendars",
        "policies.approve",
        "policies.publish",
    },
    Role.AUDITOR: READ
    | {
        "audit.view",
        "audit.export",
        "requests.report",
        "requests.export",
        "requests.view_team",
    },
    # Administrators run the office and see no case: whoever lets people in should not
    # need to read what data subjects wrote.
    Role.ADMINISTRATOR: frozenset(
        {
            "rulebook.view",
            "rulebook.agree",  # the second person: a rule names nobody
            "rulebook.manage_calendars",
            "accounts.view_controllers",
            "accounts.manage_team",
            "requests.view_team",  # figures, no case
            "requests.hand_over",  # someone leaves: their work must not lie there
            "policies.manage_apps",  # keys and origins, no words and no person
        }
    ),
}


def roles_with(permission: str) -> list[str]:
    """The roles that hold a permission; empty for a permission nobody holds."""
    return [role for role, held in PERMISSIONS.items() if permission in held]
