"""The part of the decision's form that goes data set by data set."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from processing.models import Activity
from rights import holding
from rights.data_sets import SetDecision
from rights.forms.fields import Words
from rights.models import DecidedSet, Matter
from rulebook.rows import Ground, label_in

APART = gettext_lazy("Not decided apart")
DEFERRED = DecidedSet.Outcome.DEFERRED
LATER = ("until", "review_on", "ends_on", "matter", "reference")


class DataSetsForm(forms.Form):
    """For each data set what is decided and on which ground; and until when.

    Until when holds for all that is put off: a request has one hold.
    """

    until = Words(
        label=gettext_lazy("Until what happens is it put off?"),
        max_length=200,
        required=False,
    )
    review_on = forms.DateField(
        label=gettext_lazy("Look at it again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the date like 2026-05-18.")},
        required=False,
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Ends by itself on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the date like 2026-05-18.")},
        required=False,
    )
    matter = forms.ChoiceField(
        label=gettext_lazy("Ends by itself when this is settled"),
        choices=[("", gettext_lazy("Nothing in particular")), *Matter.Kind.choices],
        required=False,
    )
    reference = Words(
        label=gettext_lazy("Its reference in your books"),
        max_length=80,
        required=False,
    )

    def offer(
        self, activities: Sequence[Activity], grounds: Sequence[Ground], groups: Any
    ) -> None:
        """Add the fields of each data set; none where nothing could be refused."""
        self.activities = list(activities) if grounds else []
        if not any(ground.effect == "defer" for ground in grounds):
            for name in LATER:
                del self.fields[name]
        language = get_language() or "en"
        for number, activity in enumerate(self.activities):
            name = label_in(activity.label, language)
            outcomes = [
                (code, label)
                for code, label in DecidedSet.Outcome.choices
                if code != DEFERRED or "until" in self.fields
            ]
            self.fields[f"set-{number}"] = forms.ChoiceField(
                label=name, choices=[("", APART), *outcomes], required=False
            )
            self.fields[f"set-{number}-ground"] = forms.ChoiceField(
                label=_("Ground for “%(data)s”") % {"data": name},
                choices=[("", _("Choose")), *groups],
                required=False,
            )

    @property
    def set_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [
            (self[f"set-{number}"], self[f"set-{number}-ground"])
            for number in range(len(self.activities))
        ]

    @property
    def later_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in LATER if name in self.fields]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [
            field
            for field in self.visible_fields()
            if field.name not in LATER and not field.name.startswith("set-")
        ]

    @property
    def has_sets(self) -> bool:
        """Whether something is chosen for a data set, or wrong: then they unfold."""
        return any(
            field.value() or field.errors or ground.errors
            for field, ground in self.set_fields
        )

    @property
    def sets(self) -> tuple[SetDecision, ...]:
        found = []
        for number, activity in enumerate(self.activities):
            outcome = self.cleaned_data.get(f"set-{number}")
            if outcome:
                ground = self.cleaned_data.get(f"set-{number}-ground") or ""
                found.append(SetDecision(activity.code, outcome, ground))
        return tuple(found)

    @property
    def later(self) -> holding.Reason | None:
        """Until when what is put off waits; None where nothing is."""
        ground = next((s.ground for s in self.sets if s.outcome == DEFERRED), None)
        if ground is None:
            return None
        words = {name: self.cleaned_data.get(name) for name in LATER}
        return holding.Reason(ground=ground, **cast(dict[str, Any], words))

    def check_sets(self) -> None:
        """Say what is missing at the field that misses it."""
        for number, _activity in enumerate(self.activities):
            outcome = self.cleaned_data.get(f"set-{number}")
            rests = outcome and outcome != DecidedSet.Outcome.GRANTED
            if rests and not self.cleaned_data.get(f"set-{number}-ground"):
                self.add_error(f"set-{number}-ground", _("Choose the ground."))
        if not any(one.outcome == DEFERRED for one in self.sets):
            return
        if not self.cleaned_data.get("until"):
            self.add_error("until", _("Say until what happens it is put off."))
        if not self.cleaned_data.get("review_on") and "review_on" not in self.errors:
            self.add_error("review_on", _("Say when to look at it again."))
        if bool(self.cleaned_data.get("matter")) != bool(
            self.cleaned_data.get("reference")
        ):
            self.add_error("reference", _("Name what it waits for with its reference."))
        day = self.cleaned_data.get("ends_on")
        if day and day <= timezone.localdate():
            self.add_error("ends_on", _("This day is not in the future."))
