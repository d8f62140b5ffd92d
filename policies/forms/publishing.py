"""How a version is announced: ways, days, reasons; and when it is taken back."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from policies.channels import Way
from policies.days import day_of, start_of
from policies.models import PolicyVersion


class PlanForm(forms.Form):
    planned_channels = forms.MultipleChoiceField(
        label=_("How people are told"),
        choices=[(way.value, capfirst(way.label)) for way in Way],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    effective_on = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    lead_waiver_reason = forms.CharField(
        label=_("Why it must be sooner than the days of notice"),
        help_text=_("Only where a law or an order asks for it."),
        required=False,
        max_length=1000,
    )
    no_direct_channel_reason = forms.CharField(
        label=_("Why no way reaches each person"),
        help_text=_("Then the change is announced in public."),
        required=False,
        max_length=1000,
    )

    @classmethod
    def of(cls, version: PolicyVersion, data: Any = None) -> "PlanForm":
        names = cls.base_fields
        return cls(data, initial={name: getattr(version, name) for name in names})


class AnnounceForm(forms.Form):
    """When people can read it: now, or from the beginning of a later day."""

    announced_on = forms.DateField(
        label=_("Announce on"),
        help_text=_("Leave it empty to announce now."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )

    def moment(self, version: PolicyVersion, *, now: datetime) -> datetime:
        """The moment that is meant; a day that is over is one in the past."""
        company = version.policy.controller
        day = self.cleaned_data["announced_on"]
        if day is None or day == day_of(now, company):
            return now
        return start_of(day, company)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        help_text=_("The trail keeps it; people read only that it was withdrawn."),
        max_length=1000,
    )
