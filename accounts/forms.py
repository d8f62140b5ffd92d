"""The shape of what people type on the team, profile and entrance pages."""

from contextlib import suppress
from typing import Any, ClassVar

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller, Invitation, User
from accounts.places import zone_choices
from accounts.roles import Role
from audit.errors import DecryptionFailed, MissingKey

DESK_LANGUAGES = [
    (code, name) for code, name in settings.LANGUAGES if code in settings.DESK_LANGUAGES
]


class InvitationForm(forms.Form):
    controller = forms.ModelChoiceField(
        Controller.objects.none(), label=_("Controller"), empty_label=None
    )
    full_name = forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=DESK_LANGUAGES
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Controller.objects.where_may(user, "accounts.manage_team")
        self.fields["controller"].queryset = mine.order_by("name")  # type: ignore[attr-defined]
        self.fields["language"].initial = user.language


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role)


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields: ClassVar[list[str]] = [
            "full_name",
            "language",
            "time_zone",
            "theme",
            "has_shortcuts",
            "wants_digest",
        ]
        labels: ClassVar[dict[str, Any]] = {
            "full_name": _("Name"),
            "language": _("Language"),
            "time_zone": _("Time zone"),
            "theme": _("Colours"),
            "has_shortcuts": _("Use single-key shortcuts"),
            "wants_digest": _("Send me the daily digest"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "full_name": _("As your colleagues and the history show it."),
            "time_zone": _(
                "For times on staff pages. Due dates keep the zone of their controller."
            ),
            "has_shortcuts": _("Keys such as j, k and / on lists. Never the only way."),
            "wants_digest": _(
                "One mail in the morning, with references and dates only. Who approves "
                "still hears of the overdue requests of colleagues."
            ),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=DESK_LANGUAGES
        )
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=zone_choices(self.instance.time_zone),
            help_text=self.fields["time_zone"].help_text,
        )


class SignInForm(LoginForm):
    """allauth's own, with our word for an address and no label said twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


PASSWORDS = {
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, again"),
}


class AnotherPasswordForm(ChangePasswordForm):
    """allauth's own, in sentence case and with no label said twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in PASSWORDS.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)


class ConfirmPasswordForm(ReauthenticateForm):
    """allauth's own, with no label said twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs.pop("placeholder", None)


class SetUpAuthenticatorForm(ActivateTOTPForm):
    """allauth keeps the new secret in the session until its first code is typed; here
    it lies there encrypted, as it does in the authenticator's row later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        if sealed := session.pop(SECRET_SESSION_KEY, None):
            with suppress(DecryptionFailed, MissingKey, ValueError):
                session[SECRET_SESSION_KEY] = get_adapter().decrypt(sealed)
        super().__init__(*args, **kwargs)
        session[SECRET_SESSION_KEY] = get_adapter().encrypt(self.secret)


class CodeForm(forms.Form):
    """E-mail and the code of the letter: proves who reads the mailbox."""

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("The 8 digits in our letter."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
    )


class ResetRequestForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class NewPasswordForm(forms.Form):
    """A password, typed once: managers and "show" make a second time needless."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = password_validators_help_text_html()

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class ResetForm(NewPasswordForm):
    code = CodeForm.base_fields["code"]
    field_order = ("code", "password")


def invited_user(invitation: Invitation) -> User:
    """An unsaved account, for judging a password against its name and address."""
    return User(email=invitation.email, full_name=invitation.full_name)
