"""The steps of a case as forms: the shape of input, one form for each verb."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from rights import (
    asking_facts,
    sent_proofs,
)
from rights.fact_words import desk_label
from rights.forms.fields import Words, for_person
from rights.forms.uploads import FilesField
from rights.models import IdentityCheck, IdentityFinding, RightsRequest, Tag
from rulebook.rows import IdentityFact

LINES = {"rows": 3}


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
        files: Any = None,
        *,
        rights_request: RightsRequest,
        seen: int | None = None,
        **options: Any,
    ) -> None:
        """`seen` is the newest event's key, where the page knows it already."""
        self.rights_request = rights_request
        options.setdefault("auto_id", f"{self.slot}-%s")
        super().__init__(data, files, **options)
        if not self.is_bound:
            newest = last_event(rights_request) if seen is None else seen
            self.initial["version"] = rights_request.version
            self.initial["seen"] = newest

    def words(self) -> dict[str, Any]:
        """What the verb takes: the cleaned values without what only the page needs."""
        return {k: v for k, v in self.cleaned_data.items() if k != "seen"}

    def is_current_again(self) -> None:
        """Draw the form anew with all that was typed, on what the request is now."""
        typed = cast(QueryDict, self.data).copy()  # a field may have several values
        typed["version"] = str(self.rights_request.version)
        typed["seen"] = str(last_event(self.rights_request))
        self.data = typed


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

    def __init__(
        self, *args: Any, people: QuerySet[User] | list[User], **options: Any
    ) -> None:
        """`people` is a list where a page draws the form and has read them."""
        super().__init__(*args, **options)
        field = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        if isinstance(people, list):
            nobody = ("", field.empty_label or "")
            field.choices = [nobody, *((one.pk, str(one)) for one in people)]
        else:
            field.queryset = people
        self.initial.setdefault("owner", self.rights_request.owner_id)


class MessageForm(StepForm):
    slot = "message"

    body = forms.CharField(
        label=gettext_lazy("Message to the person"),
        widget=forms.Textarea(attrs=LINES),
        max_length=10_000,
        error_messages={"required": gettext_lazy("Write the message first.")},
    )
    attached = FilesField(label=gettext_lazy("Files for the person"), by_staff=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"].widget.attrs["lang"] = self.rights_request.language


class NoteForm(StepForm):
    slot = "note"

    body = forms.CharField(
        label=gettext_lazy("Internal note"),
        widget=forms.Textarea(attrs=LINES),
        max_length=10_000,
        error_messages={"required": gettext_lazy("Write the note first.")},
    )
    attached = FilesField(label=gettext_lazy("Files for the office"), by_staff=True)


class SpamForm(StepForm):
    slot = "spam"

    reason = forms.CharField(
        label=gettext_lazy("Why is this no request?"),
        help_text=gettext_lazy("Kept as an internal note. Nothing is sent."),
        widget=forms.Textarea(attrs=LINES),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Say why this is no request.")},
    )


class TagForm(StepForm):
    """A word of the company; one of the same name is the same tag."""

    slot = "tag"

    name = Words(
        label=gettext_lazy("Tag"),
        help_text=gettext_lazy("A word of your work, never a person's name."),
        max_length=Tag.LONGEST,
        needed=gettext_lazy("Name the tag."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class FactsForm(StepForm):
    """Which facts the person is asked for: those of the register, no other."""

    slot = "facts"

    facts = forms.MultipleChoiceField(
        label=gettext_lazy("What is the person asked for?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose what the person is asked for.")
        },
    )
    body = Words(label=gettext_lazy("Words of your own"), max_length=2_000, long=True)

    def __init__(
        self, *args: Any, facts: Sequence[IdentityFact], **options: Any
    ) -> None:
        super().__init__(*args, auto_id="ask-%s", **options)
        field = cast(forms.MultipleChoiceField, self.fields["facts"])
        field.choices = [(fact.code, desk_label(fact)) for fact in facts]
        self.initial.setdefault("facts", asking_facts.missing(self.rights_request))
        for_person(self, "body", self.rights_request.language)


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

    sent = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Copies of documents among what the person sent"),
        help_text=gettext_lazy(
            "Ticked ones are erased with the result, and so is the mail that brought "
            "one. Their fingerprint stays as the proof."
        ),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, facts: Sequence[IdentityFact], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._offer_what_was_sent()
        for fact in facts:
            self.fields[f"fact-{fact.code}"] = forms.ChoiceField(
                label=desk_label(fact),
                choices=[("", _("Choose")), *IdentityFinding.Result.choices],
                error_messages={
                    "required": _("Say what this fact showed: %(fact)s.")
                    % {"fact": desk_label(fact)}
                },
            )
        field = self.fields["is_verified"]
        field.hints = {  # type: ignore[attr-defined]
            "yes": _("The request goes on and is linked to this person."),
            "no": _("The request waits here. Nothing is sent by itself."),
        }
        self.order_fields([name for name in self.fields if name != "is_verified"])

    def _offer_what_was_sent(self) -> None:
        check = getattr(self.rights_request, "identity_check", None)
        came = list(sent_proofs.sent(self.rights_request)) if check else []
        if check is None or not came:
            del self.fields["sent"]
            return
        field = cast(forms.TypedMultipleChoiceField, self.fields["sent"])
        field.choices = [(file.pk, file.name) for file in came]
        self.initial["sent"] = sent_proofs.likely(check)

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
            "sent": self.cleaned_data.get("sent", []),
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
