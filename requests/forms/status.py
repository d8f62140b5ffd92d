"""What a person types on the pages of one request."""

import re
import uuid
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rights.file_kinds import FILE_LIMIT
from rights.forms.fields import Words
from rights.forms.uploads import FilesField
from rights.proving import Shown

MESSAGE_LENGTH = 4000
REFERENCE = re.compile(r"R-\d{4}-\d{4,9}")


class ReferenceForm(forms.Form):
    ref = Words(
        label=gettext_lazy("Reference of your request"),
        help_text=gettext_lazy("It stands in our e-mail and looks like R-2026-0042."),
        max_length=40,
        needed=gettext_lazy("Type the reference of your request."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_ref(self) -> str:
        ref = "".join(self.cleaned_data["ref"].split()).upper()
        if not REFERENCE.fullmatch(ref):
            raise ValidationError(
                _("A reference looks like R-2026-0042. Look it up in our e-mail.")
            )
        return ref


class MessageForm(forms.Form):
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    body = Words(
        label=gettext_lazy("Your message"),
        max_length=MESSAGE_LENGTH,
        needed=gettext_lazy("Write your message first."),
        long=True,
    )
    attached = FilesField(label=gettext_lazy("Files, if you want to send any"))


class ComplaintForm(forms.Form):
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    body = Words(
        label=gettext_lazy("What are you not content with?"),
        max_length=MESSAGE_LENGTH,
        needed=gettext_lazy("Write what you are not content with."),
        long=True,
    )


class WithdrawForm(forms.Form):
    """Nothing to fill in: the button is the whole answer."""


class ShowForm(forms.Form):
    """A copy of a document, for the identity check alone."""

    shows = forms.ChoiceField(
        label=gettext_lazy("What does it show?"),
        error_messages={
            "required": gettext_lazy("Say what the document shows."),
            "invalid_choice": gettext_lazy("Say what the document shows."),
        },
    )
    file = forms.FileField(
        label=gettext_lazy("Copy or photo of the document"),
        help_text=gettext_lazy(
            "PDF, JPEG or PNG, at most 10 MB. Cover what is not asked for."
        ),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose the file.")},
    )

    def __init__(
        self, *data: Any, shows: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*data, **options)
        field = cast(forms.ChoiceField, self.fields["shows"])
        field.choices = list(shows)

    @property
    def shown(self) -> Shown:
        upload = self.cleaned_data["file"]
        return Shown(self.cleaned_data["shows"], upload.read(FILE_LIMIT + 1))
