"""What cannot be done now, as a full sentence fit for the screen."""

from django.utils.translation import gettext as _


class AccountError(Exception):
    """Base of this room's refusals; `str(error)` is what the person reads."""


class LastAdministrator(AccountError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This is the last administrator of the controller. Make someone else "
                "an administrator first."
            )
        )


class AlreadyMember(AccountError):
    def __init__(self) -> None:
        super().__init__(_("This person already has this role for this controller."))


class NotYourself(AccountError):
    def __init__(self) -> None:
        super().__init__(
            _("You cannot do this to your own account. Ask another administrator.")
        )


class WorksElsewhere(AccountError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This account is also used outside the controllers you administer, "
                "so this cannot be done here. Remove the roles for yours instead."
            )
        )


class InvitationClosed(AccountError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This invitation was used, withdrawn or has expired. Ask your "
                "administrator for a new one."
            )
        )


class AccountExists(AccountError):
    def __init__(self) -> None:
        super().__init__(_("There is already an account with this e-mail address."))
