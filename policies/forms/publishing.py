"""How a version is announced: ways, days, reasons; and when it is taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.channels import Way
from policies.models import PolicyVersion


class PlanForm(forms.Form):
    planned_channels = forms.MultipleChoiceField(
        label=_("How people are told"),
        choices=Way.choices,
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


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        help_text=_("The trail keeps it; people read only that it was withdrawn."),
        max_length=1000,
    )
