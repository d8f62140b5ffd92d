"""Which role may do what. Permissions are verbs: `requests.decide`."""

from accounts.models import Membership

Role = Membership.Role

READ = frozenset({"requests.view", "rulebook.view"})
PERMISSIONS: dict[str, frozenset[str]] = {
    Role.OFFICER: READ | {"requests.triage", "requests.decide", "requests.carry_out"},
    Role.APPROVER: READ | {"requests.triage", "requests.decide", "requests.carry_out", "requests.approve"},
    Role.AUDITOR: READ | {"audit.view", "audit.export"},
    Role.ADMINISTRATOR: frozenset({"rulebook.view", "accounts.manage_team"}),
}
