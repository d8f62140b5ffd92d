"""A matter before an authority as forms: noted, ordered, ended."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from rights import authority_matters
from rights.forms.desk import StepForm
from rights.forms.fields import Words, day_field
from rights.models import AuthorityMatter
from rulebook.authorities import authority


class AuthorityForm(StepForm):
    """What an authority wrote; its name is the one of the country until changed."""

    slot = "authority"

    authority = Words(
        label=gettext_lazy("Which authority?"),
        max_length=160,
        needed=gettext_lazy("Name the authority."),
    )
    reference = Words(
        label=gettext_lazy("Its reference"),
        help_text=gettext_lazy("As on its letter. Leave it out where it gave none."),
        max_length=80,
        required=False,
    )
    received_on = day_field(
        gettext_lazy("When did it write to us?"),
        gettext_lazy("Say when its letter came."),
    )
    about = Words(
        label=gettext_lazy("What does it ask?"),
        help_text=gettext_lazy("Kept with the case. The person does not see it."),
        max_length=5_000,
        long=True,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        country = self.rights_request.establishment.country
        if known := authority(country, get_language() or "en"):
            self.initial.setdefault("authority", known.name)

    def words(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        version, _seen = given.pop("version"), given.pop("seen")
        return {"told": authority_matters.Told(**given), "version": version}


class OrderForm(StepForm):
    """What the authority orders, and its own last day."""

    slot = "order"

    order = Words(
        label=gettext_lazy("What does the authority order?"),
        max_length=5_000,
        long=True,
        needed=gettext_lazy("Write what the authority orders."),
    )
    ordered_on = day_field(
        gettext_lazy("When was it ordered?"), gettext_lazy("Say when it was ordered.")
    )
    due_on = day_field(
        gettext_lazy("Until the end of which day?"),
        gettext_lazy("Say until when it has to be done."),
    )

    def words(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        version, _seen = given.pop("version"), given.pop("seen")
        return {"order": authority_matters.Order(**given), "version": version}


class EndForm(StepForm):
    """How the matter ended before the authority."""

    slot = "end"

    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=AuthorityMatter.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it ended.")},
    )
    decided_on = day_field(
        gettext_lazy("On which day?"), gettext_lazy("Say on which day it ended.")
    )
