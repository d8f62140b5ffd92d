from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit import verbs


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        verbs.name(VERBS)


VERBS = {
    "accounts.sign_in": _("Signed in"),
    "accounts.change_password": _("Password changed"),
    "accounts.edit_profile": _("Profile changed"),
    "accounts.load_controller": _("Controller loaded"),
    "accounts.invite": _("Colleague invited"),
    "accounts.withdraw_invitation": _("Invitation withdrawn"),
    "accounts.accept_invitation": _("Invitation accepted"),
    "accounts.change_role": _("Role changed"),
    "accounts.remove_membership": _("Role taken away"),
    "accounts.deactivate": _("Account deactivated"),
    "accounts.create_administrator": _("Administrator made by command"),
    "accounts.reset_second_factor": _("Second factor reset"),
}
