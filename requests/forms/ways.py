"""The forms of the steps that have a page of their own (rights.ways)."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rights.forms.desk import StepForm
from rights.forms.fields import Words, day_field, for_person
from rights.models import RightsRequest


class QuestionForm(StepForm):
    slot = "question"

    body = Words(
        label=gettext_lazy("What do you need from the person?"),
        max_length=10_000,
        long=True,
        needed=gettext_lazy("Write what you need."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for_person(self, "body", self.rights_request.language)


class CompleteForm(StepForm):
    slot = "complete"

    body = Words(
        label=gettext_lazy("How do you know that nothing is missing?"),
        help_text=gettext_lazy("Kept as an internal note. Nothing is sent."),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Say how you know."),
    )


class FlagForm(StepForm):
    """Nothing to fill in: the button is the whole answer."""

    slot = "flag"


class ReasonForPersonForm(StepForm):
    slot = "extend"

    reason = Words(
        label=gettext_lazy("Why is more time needed?"),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Give the reason in words the person can understand."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for_person(self, "reason", self.rights_request.language)


class NotOursForm(StepForm):
    slot = "not-ours"

    reason = Words(
        label=gettext_lazy("Why does another office have to answer?"),
        help_text=gettext_lazy("Kept as an internal note. Nothing is sent."),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Say why this is not ours."),
    )


class ForwardForm(StepForm):
    slot = "forward"

    to = Words(
        label=gettext_lazy("To whom was it passed on?"),
        max_length=200,
        needed=gettext_lazy("Say to whom the request was passed on."),
    )
    body = Words(
        label=gettext_lazy("How can the person reach that office?"),
        max_length=2_000,
        long=True,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for_person(self, "body", self.rights_request.language)


class DuplicateForm(StepForm):
    slot = "duplicate"

    of = Words(
        label=gettext_lazy("Reference of the first request"),
        help_text=gettext_lazy("The same person asked for the same thing there."),
        max_length=40,
        needed=gettext_lazy("Name the first request."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(
        self, *args: Any, visible: QuerySet[RightsRequest], **options: Any
    ) -> None:
        """`visible` are the requests that this user may see."""
        super().__init__(*args, **options)
        self.visible = visible

    def clean_of(self) -> RightsRequest:
        ref = "".join(self.cleaned_data["of"].split()).upper()
        found = self.visible.select_related("claimant").filter(ref=ref).first()
        if found is None:
            raise forms.ValidationError(
                _("There is no request %(ref)s that you may see.") % {"ref": ref}
            )
        return found


class AbandonForm(StepForm):
    slot = "abandon"

    reason = Words(
        label=gettext_lazy("Why can the request not go on without the reply?"),
        help_text=gettext_lazy(
            "Kept as an internal note. The letter says that it is closed."
        ),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Give a reason."),
    )


class ReopenForm(StepForm):
    slot = "reopen"

    reason = Words(
        label=gettext_lazy("Why is it opened again?"),
        help_text=gettext_lazy(
            "Kept as an internal note. The letter says that we look into it again."
        ),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Give a reason."),
    )


class KeepForm(StepForm):
    """One file longer than its period."""

    slot = "keep"

    until = day_field(
        gettext_lazy("Until the end of which day?"),
        gettext_lazy("Say until when it is kept."),
    )
    because = Words(
        label=gettext_lazy("Why is it kept longer?"),
        help_text=gettext_lazy("A court case, for example. The person is not told."),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Say why the file is kept longer."),
    )
