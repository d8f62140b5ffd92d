"""Text and days as people may type them: any script, a limited length, readable."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rights.desk_words import language_name


def readable(value: str) -> None:
    """Refuse control characters: no keyboard types them, no letter carries them."""
    if any(
        unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\r\t" for c in value
    ):
        raise ValidationError(
            _("There is a character here that we cannot read. Type the text again.")
        )


def one_line(value: str) -> None:
    if "\n" in value or "\r" in value:
        raise ValidationError(_("Write this on one line."))


class Words(forms.CharField):
    """Text in any script, of a limited length, without control characters."""

    def __init__(
        self, *, needed: Any = "", max_length: int, long: bool = False, **kwargs: Any
    ) -> None:
        kwargs.setdefault("required", bool(needed))
        if long:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 6}))
        super().__init__(
            max_length=max_length,
            error_messages={
                "required": needed,
                "max_length": gettext_lazy(
                    "This is too long: write at most %(limit_value)d characters."
                ),
            },
            **kwargs,
        )
        self.validators = [
            check
            for check in self.validators
            if not isinstance(check, ProhibitNullCharactersValidator)
        ] + ([readable] if long else [readable, one_line])


def for_person(form: forms.Form, name: str, language: str) -> None:
    field = form.fields[name]
    field.widget.attrs["lang"] = language
    field.help_text = _("The person reads it: write in %(language)s.") % {
        "language": language_name(language)
    }


def day_field(label: Any, needed: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": needed},
    )
