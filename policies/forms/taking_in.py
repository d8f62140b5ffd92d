"""A file that becomes a version, and what the file does not say itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.drafting import Facts
from policies.importing import KINDS
from policies.naming import language_name

LANGUAGES = ("en", "ms", "zh-hans", "th", "id", "vi", "es", "pt-br", "ru", "kk", "km")


def day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=False)


class FactsForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of the text"))
    is_imported = forms.BooleanField(
        label=_("It was published before it came here"),
        help_text=_("It is then final at once, under its own dates."),
        required=False,
    )
    label = forms.CharField(
        label=_("Version, as printed"),
        help_text=_("Of a version that is here: the file becomes its text there."),
        required=False,
        max_length=60,
    )
    released_on = day(_("Released on"))
    effective_on = day(_("In force from"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(code, language_name(code)) for code in LANGUAGES]
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label, choices=choices
        )

    def facts(self) -> Facts:
        return Facts(**self.cleaned_data)


class FileForm(FactsForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("Text, HTML, Markdown or Word (DOCX), up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
    )
    field_order = ("file",)

    def facts(self) -> Facts:
        given = {name: self.cleaned_data[name] for name in FactsForm.base_fields}
        return Facts(**given)
