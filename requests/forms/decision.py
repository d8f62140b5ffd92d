"""The decision as a form: what is granted, what is kept, on which ground, and why."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from processing.models import Activity
from rights import restricting
from rights.choices import Outcome
from rights.deciding import Proposal
from rights.explaining import cited
from rights.forms.data_sets import DataSetsForm
from rights.forms.desk import LINES, StepForm
from rights.grounds import UNPROVEN
from rulebook.rows import Ground

PROPOSED = ("outcome", "granted", "kept", "restricted_on", "ground", "reason")


class DecisionForm(DataSetsForm, StepForm):
    slot = "decision"

    outcome = forms.ChoiceField(
        label=gettext_lazy("What do you decide?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you decide.")},
    )
    granted = forms.CharField(
        label=gettext_lazy("What is granted"),
        help_text=gettext_lazy("One line for each item; the letter lists them."),
        widget=forms.Textarea(attrs=LINES),
        max_length=5_000,
        required=False,
    )
    kept = forms.CharField(
        label=gettext_lazy("What is not done, or not yet"),
        help_text=gettext_lazy("One line for each item. Left out of a full grant."),
        widget=forms.Textarea(attrs=LINES),
        max_length=5_000,
        required=False,
    )
    restricted_on = forms.ChoiceField(
        label=gettext_lazy("Why is the data restricted?"),
        help_text=gettext_lazy(
            "Granted, it is restricted in the register of people in the same step."
        ),
        required=False,
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        help_text=gettext_lazy("Only the grounds the rulebook has for this right."),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason, in everyday words"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5_000,
        required=False,
    )

    HINTS: ClassVar = {
        Outcome.GRANTED: gettext_lazy("The answer can be sent at once."),
        Outcome.PARTLY_GRANTED: gettext_lazy(
            "Another person looks at it before it is sent. Name the ground and the "
            "reason."
        ),
        Outcome.REFUSED: gettext_lazy(
            "Another person looks at it before it is sent. The letter names the ground "
            "and says how to complain."
        ),
    }
    EFFECTS: ClassVar = {
        "may": gettext_lazy("We may refuse"),
        "must_not_answer": gettext_lazy("We must not answer"),
        "limits": gettext_lazy("The right does not reach this far"),
        "defer": gettext_lazy("Later, when the obstacle is gone"),
    }

    def __init__(
        self,
        *args: Any,
        grounds: Sequence[Ground],
        person_language: str,
        activities: Sequence[Activity] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        unproven = [found.code for found in grounds] == [UNPROVEN.code]
        self.offer(() if unproven else activities, grounds, self._grouped(grounds))
        self._offer_restriction()
        outcome = cast(forms.ChoiceField, self.fields["outcome"])
        ground = cast(forms.ChoiceField, self.fields["ground"])
        outcome.hints = self.HINTS  # type: ignore[attr-defined]
        ground.choices = [
            ("", _("Choose where something is refused")),
            *self._grouped(grounds),
        ]
        if not grounds:
            outcome.choices = [(Outcome.GRANTED, Outcome.GRANTED.label)]
            outcome.help_text = _(
                "The rulebook has no ground to refuse this right here, so it can only "
                "be granted."
            )
            for name in ("kept", "ground", "reason"):
                del self.fields[name]
        if unproven:
            outcome.choices = [(Outcome.REFUSED, Outcome.REFUSED.label)]
            outcome.help_text = _(
                "The identity is not proven, so this request can only be refused."
            )
            for name in ("granted", "kept"):
                del self.fields[name]
        for name in ("granted", "kept", "reason", "until"):
            if name in self.fields:
                self.fields[name].widget.attrs["lang"] = self.rights_request.language
        for name in ("granted", "kept"):
            if name in self.fields:
                write_in = _("The person reads it: write in %(language)s.") % {
                    "language": person_language
                }
                self.fields[
                    name
                ].help_text = f"{self.fields[name].help_text} {write_in}"
        if grounds:
            self.fields["reason"].help_text = _(
                "For a refusal, in whole or in part. The person reads it: write in "
                "%(language)s."
            ) % {"language": person_language}

    def _offer_restriction(self) -> None:
        """On which grounds the company restricts, where that is what was asked."""
        grounds = restricting.offered(self.rights_request)
        if not grounds:
            del self.fields["restricted_on"]
            return
        field = cast(forms.ChoiceField, self.fields["restricted_on"])
        field.choices = [(ground.code, str(ground)) for ground in grounds]
        field.initial = restricting.OFFICE

    def _grouped(
        self, grounds: Sequence[Ground]
    ) -> list[tuple[str, list[tuple[str, str]]]]:
        language = get_language() or "en"
        groups: dict[str, list[tuple[str, str]]] = {}
        for ground in grounds:
            group = str(self.EFFECTS.get(ground.effect, ground.effect))
            label = ground.label_in(language)
            label += f" ({cited(ground.source_kind, ground.clause)})"
            groups.setdefault(group, []).append((ground.code, label))
        return list(groups.items())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") in {Outcome.REFUSED, Outcome.PARTLY_GRANTED}:
            if not cleaned.get("ground") and not any(s.ground for s in self.sets):
                self.add_error("ground", _("Choose the ground."))
            if not (cleaned.get("reason") or "").strip():
                self.add_error(
                    "reason", _("Give the reason in words the person can understand.")
                )
        self.check_sets()
        return cleaned

    @property
    def proposal(self) -> Proposal:
        words = {k: v for k, v in self.cleaned_data.items() if k in PROPOSED}
        return Proposal(**words, sets=self.sets, until=self.later)

    def words(self) -> dict[str, Any]:
        return {"proposal": self.proposal, "version": self.cleaned_data["version"]}


class SendBackForm(StepForm):
    slot = "back"

    because = forms.CharField(
        label=gettext_lazy("What should be decided differently?"),
        widget=forms.Textarea(attrs=LINES),
        max_length=2_000,
        error_messages={
            "required": gettext_lazy("Say what should be decided differently.")
        },
    )
