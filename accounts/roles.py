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


READ = frozenset({"requests.view", "rulebook.view", "accounts.view_controllers"})
WORK = READ | {"requests.triage", "requests.decide", "requests.carry_out"}

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.OFFICER: WORK,
    Role.APPROVER: WORK | {"requests.approve"},
    Role.AUDITOR: READ | {"audit.view", "audit.export"},
    # Administrators run the office and see no case: whoever lets people in should not
    # need to read what data subjects wrote.
    Role.ADMINISTRATOR: frozenset(
        {"rulebook.view", "accounts.view_controllers", "accounts.manage_team"}
    ),
}


def roles_with(permission: str) -> list[str]:
    """The roles that hold a permission; empty for a permission nobody holds."""
    return [role for role, held in PERMISSIONS.items() if permission in held]
