"""The steps of a case as forms: the shape of input, one form for each verb."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from rights.choices import Outcome, State
from rights.deciding import Proposal
from rights.grounds import UNPROVEN
from rights.models import FulfilmentTask, IdentityCheck, IdentityFinding, RightsRequest
from rulebook.rows import Ground, IdentityFact

LINES = {"rows": 3}
PROPOSED = ("outcome", "granted", "kept", "ground", "reason")


class StepForm(forms.Form):
    """Carries what the page showed when it was drawn.

    That is the version of the request and the last event on its timeline, so that an
    edit on stale data can be refused and told what changed.
    """

    slot: ClassVar[str]  # which form of a page this is; also the prefix of its ids

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        rights_request: RightsRequest,
        seen: int | None = None,
        **options: Any,
    ) -> None:
        """`seen` is the newest event's key, where the page knows it already."""
        self.rights_request = rights_request
        options.setdefault("auto_id", f"{self.slot}-%s")
        super().__init__(data, **options)
        if not self.is_bound:
            newest = last_event(rights_request) if seen is None else seen
            self.initial["version"] = rights_request.version
            self.initial["seen"] = newest

    def words(self) -> dict[str, Any]:
        """What the verb takes: the cleaned values without what only the page needs."""
        return {k: v for k, v in self.cleaned_data.items() if k != "seen"}

    def is_current_again(self) -> None:
        """Draw the form anew with all that was typed, on what the request is now."""
        now = {
            "version": str(self.rights_request.version),
            "seen": str(last_event(self.rights_request)),
        }
        self.data = {**cast(QueryDict, self.data).dict(), **now}


def last_event(rights_request: RightsRequest) -> int:
    newest = rights_request.events.order_by("-pk").values_list("pk", flat=True)
    return newest.first() or 0


class PlainStep(StepForm):
    """A button without a field: start the check, approve, send, close."""

    slot = "step"


class AssignForm(StepForm):
    slot = "assign"

    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Owner"),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ModelChoiceField[User]", self.fields["owner"]).queryset = people
        self.initial.setdefault("owner", self.rights_request.owner_id)


class MessageForm(StepForm):
    slot = "message"

    body = forms.CharField(
        label=gettext_lazy("Message to the person"),
        widget=forms.Textarea(attrs=LINES),
        max_length=10_000,
        error_messages={"required": gettext_lazy("Write the message first.")},
    )
    awaits_reply = forms.BooleanField(
        label=gettext_lazy("We wait for an answer"), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        body = self.fields["body"]
        body.widget.attrs["lang"] = self.rights_request.language
        if self.rights_request.state != State.IN_PROGRESS:
            del self.fields["awaits_reply"]


class NoteForm(StepForm):
    slot = "note"

    body = forms.CharField(
        label=gettext_lazy("Internal note"),
        widget=forms.Textarea(attrs=LINES),
        max_length=10_000,
        error_messages={"required": gettext_lazy("Write the note first.")},
    )


class SpamForm(StepForm):
    slot = "spam"

    reason = forms.CharField(
        label=gettext_lazy("Why is this no request?"),
        help_text=gettext_lazy("Kept as an internal note. Nothing is sent."),
        widget=forms.Textarea(attrs=LINES),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Say why this is no request.")},
    )


class TaskForm(StepForm):
    slot = "task"

    title = forms.CharField(
        label=gettext_lazy("What is to be done, and where"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say what is to be done.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Where it is done"), choices=FulfilmentTask.Kind.choices
    )
    phase = forms.ChoiceField(
        label=gettext_lazy("When"), choices=FulfilmentTask.Phase.choices
    )
    responsible = forms.CharField(
        label=gettext_lazy("Who does it"), max_length=120, required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        phases = FulfilmentTask.Phase
        decided = self.rights_request.state in {State.DECIDED, State.FULFILLING}
        self.initial.setdefault("phase", phases.CARRY_OUT if decided else phases.ASSESS)


class SettleTaskForm(StepForm):
    slot = "settle"

    state = forms.ChoiceField(
        label=gettext_lazy("How it ended"),
        choices=[
            (state.value, state.label)
            for state in (FulfilmentTask.State.DONE, FulfilmentTask.State.NOT_NEEDED)
        ],
    )
    proof = forms.CharField(
        label=gettext_lazy("What shows it"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2_000,
        error_messages={
            "required": gettext_lazy("Say in a few words what shows that it was done.")
        },
    )

    def __init__(self, *args: Any, task: FulfilmentTask, **options: Any) -> None:
        self.task = task
        options.setdefault("auto_id", f"settle-{task.pk}-%s")
        super().__init__(*args, **options)


class IdentityForm(StepForm):
    """One result for each fact the policy lets us ask, and what follows from them."""

    slot = "identity"

    is_verified = forms.TypedChoiceField(
        label=gettext_lazy("Is this the person?"),
        choices=[
            ("yes", gettext_lazy("Identity confirmed")),
            ("no", gettext_lazy("Not proven")),
        ],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether this is the person.")},
    )

    def __init__(
        self, *args: Any, facts: Sequence[IdentityFact], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        language = get_language() or "en"
        for fact in facts:
            self.fields[f"fact-{fact.code}"] = forms.ChoiceField(
                label=fact.label_in(language),
                choices=[("", _("Choose")), *IdentityFinding.Result.choices],
                error_messages={
                    "required": _("Say what this fact showed: %(fact)s.")
                    % {"fact": fact.label_in(language)}
                },
            )
        field = self.fields["is_verified"]
        field.hints = {  # type: ignore[attr-defined]
            "yes": _("The request goes on and is linked to this person."),
            "no": _("The request waits here. Nothing is sent by itself."),
        }
        self.order_fields([name for name in self.fields if name != "is_verified"])

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("fact-")]

    def words(self) -> dict[str, Any]:
        found = {
            name.removeprefix("fact-"): result
            for name, result in self.cleaned_data.items()
            if name.startswith("fact-")
        }
        return {
            "version": self.cleaned_data["version"],
            "is_verified": self.cleaned_data["is_verified"],
            "findings": found,
        }

    @classmethod
    def drawn(
        cls,
        rights_request: RightsRequest,
        check: IdentityCheck,
        facts: Sequence[IdentityFact],
        seen: int,
    ) -> "IdentityForm":
        """The form with what was found before."""
        results = check.findings.values_list("fact", "result")
        initial = {f"fact-{fact}": result for fact, result in results}
        return cls(
            rights_request=rights_request, facts=facts, seen=seen, initial=initial
        )


class DecisionForm(StepForm):
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
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
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
        if [found.code for found in grounds] == [UNPROVEN.code]:
            outcome.choices = [(Outcome.REFUSED, Outcome.REFUSED.label)]
            outcome.help_text = _(
                "The identity is not proven, so this request can only be refused."
            )
            for name in ("granted", "kept"):
                del self.fields[name]
        for name in ("granted", "kept", "reason"):
            if name in self.fields:
                self.fields[name].widget.attrs["lang"] = self.rights_request.language
        if grounds:
            self.fields["reason"].help_text = _(
                "For a refusal, in whole or in part. The person reads it: write in "
                "%(language)s."
            ) % {"language": person_language}

    def _grouped(
        self, grounds: Sequence[Ground]
    ) -> list[tuple[str, list[tuple[str, str]]]]:
        language = get_language() or "en"
        groups: dict[str, list[tuple[str, str]]] = {}
        for ground in grounds:
            group = str(self.EFFECTS.get(ground.effect, ground.effect))
            label = _("%(ground)s (paragraph %(clause)s)") % {
                "ground": ground.label_in(language),
                "clause": ground.clause,
            }
            groups.setdefault(group, []).append((ground.code, label))
        return list(groups.items())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") in {Outcome.REFUSED, Outcome.PARTLY_GRANTED}:
            if not cleaned.get("ground"):
                self.add_error("ground", _("Choose the ground."))
            if not (cleaned.get("reason") or "").strip():
                self.add_error(
                    "reason", _("Give the reason in words the person can understand.")
                )
        return cleaned

    @property
    def proposal(self) -> Proposal:
        words = {k: v for k, v in self.cleaned_data.items() if k in PROPOSED}
        return Proposal(**words)

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


class RevealForm(forms.Form):
    """Why contact details are shown; asked of those who do not work on the case."""

    REASONS = (
        ("complaint", gettext_lazy("A complaint or an enquiry is looked into")),
        ("sample", gettext_lazy("A sample is checked")),
        ("authority", gettext_lazy("An authority asks")),
    )

    reason = forms.ChoiceField(
        label=gettext_lazy("Why do you need them?"),
        choices=[("", gettext_lazy("Choose")), *REASONS],
        error_messages={"required": gettext_lazy("Choose why you need them.")},
    )
