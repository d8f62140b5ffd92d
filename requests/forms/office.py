"""The forms of the office's settings: days of a calendar, reminders."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from rights.forms.fields import Words

OFF, WORKING = "off", "working"
FIRST_YEAR, LAST_YEAR = 2000, 2099  # what the holiday calendars can be trusted with


class DayForm(forms.Form):
    """A day over the holiday calendar: which, what it is, and why."""

    on = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Give the date."),
            "invalid": gettext_lazy("Write the date like 2026-05-18."),
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is here"),
        choices=[
            (OFF, gettext_lazy("A day off")),
            (WORKING, gettext_lazy("A working day")),
        ],
        widget=forms.RadioSelect,
        initial=OFF,
    )
    name = Words(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("As it is called, such as “State election”."),
        max_length=80,
        needed=gettext_lazy("Give the day a name."),
    )
    reason = Words(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "Where it was announced, or who decided it. It stays with the day."
        ),
        max_length=500,
        long=True,
        needed=gettext_lazy("Say why this day is entered."),
    )

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not FIRST_YEAR <= on.year <= LAST_YEAR:
            raise ValidationError(
                _("The date must lie between %(first)s and %(last)s.")
                % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return on

    def day(self) -> dict[str, Any]:
        """What the verb takes."""
        words = self.cleaned_data
        return {
            "on": words["on"],
            "is_working": words["kind"] == WORKING,
            "name": words["name"],
            "reason": words["reason"],
        }


class RemoveDayForm(forms.Form):
    reason = Words(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The day stays on the list as taken out."),
        max_length=500,
        long=True,
        needed=gettext_lazy("Say why this day is taken out."),
    )


POINTS = (
    (336, gettext_lazy("14 days")),
    (168, gettext_lazy("7 days")),
    (120, gettext_lazy("5 days")),
    (72, gettext_lazy("72 hours")),
    (48, gettext_lazy("48 hours")),
    (24, gettext_lazy("24 hours")),
    (12, gettext_lazy("12 hours")),
    (4, gettext_lazy("4 hours")),
)


RECIPIENT_DAYS = [
    (days, ngettext_lazy("%(days)d day", "%(days)d days", "days") % {"days": days})
    for days in (3, 7, 14, 21, 28)
]
LONGEST_SILENCE = 90  # days: later nobody would know what was asked


class ReminderForm(forms.Form):
    """When the colleagues of one company, and recipients outside, are reminded."""

    before_hours = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Remind before a date is due"),
        choices=POINTS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    digest_at = forms.TimeField(
        label=gettext_lazy("Time of the daily digest"),
        help_text=gettext_lazy(
            "In the time zone of each colleague. Who works for several controllers "
            "gets one digest, at the earliest of their times."
        ),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Give the time of the digest."),
            "invalid": gettext_lazy("Write the time like 07:30."),
        },
    )
    hours_at_once = forms.BooleanField(
        label=gettext_lazy("Mail at once for periods in hours"),
        help_text=gettext_lazy("At each point above, and when the period is over."),
        required=False,
    )
    last_day_at_once = forms.BooleanField(
        label=gettext_lazy("Mail at once when less than 24 hours are left"),
        help_text=gettext_lazy("Of any period, and when it is over."),
        required=False,
    )
    recipient_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Remind a recipient outside that does not answer after"),
        choices=RECIPIENT_DAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    silence_days = forms.IntegerField(
        label=gettext_lazy("Report its silence to the owner of the request after"),
        help_text=gettext_lazy("Days since it was asked."),
        min_value=1,
        max_value=LONGEST_SILENCE,
        error_messages={
            "required": gettext_lazy("Say after how many days."),
            "invalid": gettext_lazy("Write a number of days, such as 21."),
            "min_value": gettext_lazy("Write a number of days, such as 21."),
            "max_value": gettext_lazy("Write at most %(limit_value)d days."),
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        last = max(cleaned.get("recipient_days") or [0])
        if "silence_days" in cleaned and cleaned["silence_days"] <= last:
            self.add_error(
                "silence_days", _("The report comes later than the last reminder.")
            )
        return cleaned
