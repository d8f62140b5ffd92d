"""A document for the identity check: a copy, or that it was shown."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rights.file_kinds import FILE_LIMIT
from rights.forms.desk import StepForm
from rights.proving import Shown


class DocumentForm(StepForm):
    """A document for the identity check: a copy, or that it was shown."""

    slot = "document"

    shows = forms.ChoiceField(
        label=gettext_lazy("What does it show?"),
        error_messages={"required": gettext_lazy("Say what the document shows.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Copy of the document"),
        help_text=gettext_lazy(
            "PDF, JPEG or PNG, at most 10 MB. Leave it empty if it was only shown: "
            "then no copy is kept at all."
        ),
        required=False,
        allow_empty_file=True,
    )

    def __init__(
        self, *args: Any, shows: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field = cast(forms.ChoiceField, self.fields["shows"])
        field.choices = [("", _("Choose")), *shows]

    def words(self) -> dict[str, Any]:
        upload = self.cleaned_data["file"]
        content = None if upload is None else upload.read(FILE_LIMIT + 1)
        shown = Shown(self.cleaned_data["shows"], content)
        return {"shown": shown, "version": self.cleaned_data["version"]}
