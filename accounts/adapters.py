"""Where allauth meets this house: closed sign-up, tracked saves, sealed secrets."""

from base64 import b64decode, b64encode
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import unsent
from accounts.models import User
from audit.encryption import decrypt, encrypt
from audit.trail import act, record

SECRET_CONTEXT = "accounts.second_factor"  # noqa: S105 (a name, bound into the ciphertext)


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail and password do not belong together."),
        "too_many_login_attempts": _("Too many tries to sign in. Try again later."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by invitation only."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A deactivated account answers like a wrong password, not "inactive"."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def login(self, request: HttpRequest, user: Any) -> None:
        # Django stores last_login here, and the session rows beside it.
        with transaction.atomic(), act(by=user):
            super().login(request, user)
            unsent.forget_others(request.session, user)
            record("accounts.sign_in", user)

    def set_password(self, user: Any, password: str) -> None:
        with transaction.atomic(), act(by=user):
            user.set_password(password)
            user.save(update_fields=["password"])
            record("accounts.change_password", user, changes=["password"])


class MFAAdapter(DefaultMFAAdapter):
    """allauth stores authenticators' secrets as given; here they are encrypted."""

    def encrypt(self, text: str) -> str:
        return b64encode(encrypt(text.encode(), context=SECRET_CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(b64decode(encrypted_text), context=SECRET_CONTEXT).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where a second factor is required, it is replaced, not switched off."""
        return not settings.MFA_REQUIRED


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(
        user_id=user.pk, type=Authenticator.Type.TOTP
    ).exists()
