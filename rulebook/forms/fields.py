"""A moment as a place's own clock shows it."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rulebook.case_files import YEARS


class LocalMoment(forms.CharField):
    """Date and time without a zone: whoever asks knows the place. Minutes suffice."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}
        )
        options.setdefault("widget", widget)
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(str(text))
        except ValueError:
            raise ValidationError(
                _("Write a date and a time, as in 2026-03-12 10:24.")
            ) from None
        if moment.tzinfo is not None:
            raise ValidationError(
                _("Write the time of the place, without a difference from UTC.")
            )
        if moment.year not in YEARS:
            raise ValidationError(
                _("The year must lie between %(first)s and %(last)s.")
                % {"first": YEARS[0], "last": YEARS[-1]}
            )
        return moment

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.replace(tzinfo=None)
        return value
