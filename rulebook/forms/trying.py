"""Try a date: one moment, read in the zone of the establishment."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from rulebook.forms.fields import LocalMoment


class TryForm(forms.Form):
    at = LocalMoment(
        label=_("Date and time"),
        error_messages={"required": _("Write the date and the time of receipt.")},
    )

    def __init__(
        self, data: Any = None, *, zone: str, now: datetime, **options: Any
    ) -> None:
        self.zone = ZoneInfo(zone)
        super().__init__(data, **options)
        self.initial.setdefault("at", now.astimezone(self.zone))

    @property
    def moment(self) -> datetime | None:
        """The moment to count from: as typed, or now while nothing was typed."""
        if not self.is_bound:
            now: datetime = self.initial["at"]
            return now.replace(second=0, microsecond=0)
        if not self.is_valid():
            return None
        local: datetime = self.cleaned_data["at"]
        return local.replace(tzinfo=self.zone)
