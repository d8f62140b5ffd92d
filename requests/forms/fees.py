"""The fee of a request: proposed on a page of its own, looked at, settled."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from rights import charging
from rights.forms.desk import LINES, StepForm
from rights.forms.fields import Words, for_person


class FeeForm(StepForm):
    slot = "fee"

    amount = forms.DecimalField(
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy("What this request costs the office, and no more."),
        min_value=Decimal("0.01"),
        max_digits=9,
        decimal_places=2,
        error_messages={"required": gettext_lazy("Type the amount.")},
    )
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=gettext_lazy("Currency"),
        help_text=gettext_lazy("Three letters, like MYR."),
        error_messages={
            "required": gettext_lazy("Type the currency."),
            "invalid": gettext_lazy("Three letters, like MYR."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 3}),
    )
    reason = Words(
        label=gettext_lazy("Why is this repeat beyond reason?"),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Give the reason in words the person understands."),
    )
    how_to_pay = Words(
        label=gettext_lazy("How can it be paid?"),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Say how it can be paid."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("reason", "how_to_pay"):
            for_person(self, name, self.rights_request.language)

    def words(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        version = given.pop("version")
        given.pop("seen", None)
        return {"terms": charging.Terms(**given), "version": version}


class FeeBackForm(StepForm):
    slot = "fee_back"

    because = forms.CharField(
        label=gettext_lazy("Why should no fee be asked?"),
        widget=forms.Textarea(attrs=LINES),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Say why no fee should be asked.")},
    )


class FeeSettledForm(StepForm):
    slot = "fee_settled"

    is_paid = forms.TypedChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=[("yes", gettext_lazy("Paid")), ("no", gettext_lazy("Waived"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether it was paid.")},
    )
    because = forms.CharField(
        label=gettext_lazy("What shows it, or why is it waived?"),
        help_text=gettext_lazy("Kept with the fee. The letter says how it ended."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2_000,
        error_messages={
            "required": gettext_lazy("Say what shows it, or why it is waived.")
        },
    )
