"""The true moment of receipt, on the clock of the office that received it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rights.taking_in import LONG_AGO, OLDEST


class ReceiptForm(forms.Form):
    """Day and time; one of long ago is asked for twice. `zone` is the office's."""

    zone: ZoneInfo
    is_asked_again = False

    received_on = forms.DateField(
        label=gettext_lazy("Date it was received"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Give the date on which the request came in."),
            "invalid": gettext_lazy("Write the date like 2026-05-18."),
        },
    )

    received_time = forms.TimeField(
        label=gettext_lazy("Time it was received"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Give the time at which the request came in."),
            "invalid": gettext_lazy("Write the time like 09:30."),
        },
    )

    is_long_ago = forms.BooleanField(
        label=gettext_lazy("Yes, it was received that long ago"), required=False
    )

    @property
    def received_at(self) -> datetime:
        """The true moment of receipt, as the clock of the establishment showed it."""
        words = self.cleaned_data
        moment = datetime.combine(words["received_on"], words["received_time"])
        return moment.replace(tzinfo=self.zone)

    def _check_receipt(self) -> None:
        received_at, now = self.received_at, timezone.now()
        if received_at.astimezone(ZoneInfo("UTC")).astimezone(self.zone).replace(
            tzinfo=None
        ) != received_at.replace(tzinfo=None):
            self.add_error(
                "received_time", _("The clocks there skipped this time that day.")
            )
        elif received_at > now:
            name = "received_on"
            if received_at.date() == now.astimezone(self.zone).date():
                name = "received_time"
            self.add_error(name, _("This lies in the future there."))
        elif now - received_at > OLDEST:
            self.add_error("received_on", _("This is more than ten years ago."))
        elif now - received_at > LONG_AGO and not self.cleaned_data["is_long_ago"]:
            self._ask_again((now - received_at).days)

    def _ask_again(self, days: int) -> None:
        self.is_asked_again = True
        self.fields["is_long_ago"].widget = forms.CheckboxInput()
        self.add_error(
            "is_long_ago",
            ngettext(
                "That was %(days)d day ago, and the clocks count from then. Check the "
                "date; if it is right, tick this.",
                "That was %(days)d days ago, and the clocks count from then. Check the "
                "date; if it is right, tick this.",
                days,
            )
            % {"days": days},
        )
