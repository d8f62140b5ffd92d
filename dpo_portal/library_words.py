"""Sentences of Django and allauth that our pages show and that we translate ourselves.

allauth has no Malay at all, and Django's Malay abbreviates March and Sunday in English
or oddly, spells a few words wrongly and puts no space after a comma. gettext looks into
our catalogues first, so naming a sentence here brings it into `make messages`, and a
translation of ours wins.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

ALLAUTH = (
    gettext_noop("A new set of recovery codes has been generated."),
    gettext_noop("Authenticator app activated."),
    gettext_noop("Authenticator app deactivated."),
    gettext_noop("Authenticator code"),
    gettext_noop("Code"),
    gettext_noop("Email"),
    gettext_noop("Email address"),
    gettext_noop("Incorrect code."),
    gettext_noop("Incorrect password."),
    gettext_noop("Password"),
    gettext_noop("Password successfully changed."),
    gettext_noop("Please type your current password."),
    gettext_noop("Remember Me"),
    gettext_noop("Signed out of all other sessions."),
    gettext_noop("Use authenticator app or code"),
    gettext_noop("Use your password"),
    gettext_noop("You cannot deactivate two-factor authentication."),
    gettext_noop(
        "You cannot generate recovery codes without having two-factor authentication "
        "enabled."
    ),
    gettext_noop("You must type the same password each time."),
)
DJANGO = (
    # Translators: March, in three letters and lower case, for a short date.
    gettext_noop("mar"),
    # Translators: between the things of a list.
    gettext_noop(", "),
    # Translators: Sunday, in three letters, for a short date.
    gettext_noop("Sun"),
    gettext_noop("- Select an option -"),
    gettext_noop("Enter a valid email address."),
    gettext_noop("This field is required."),
    gettext_noop("This password is entirely numeric."),
    gettext_noop("This password is too common."),
    gettext_noop("The password is too similar to the %(verbose_name)s."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be entirely numeric."),
    gettext_noop(
        "Your password can’t be too similar to your other personal information."
    ),
)
DJANGO_PLURALS = (
    ngettext_lazy(
        "Ensure this value has at least %(limit_value)d character (it has "
        "%(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has "
        "%(show_value)d).",
        "limit_value",
    ),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has "
        "%(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has "
        "%(show_value)d).",
        "limit_value",
    ),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        "min_length",
    ),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
)
