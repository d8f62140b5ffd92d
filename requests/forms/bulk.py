"""What is done with a selection of the queue, and the few words each act needs."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rights.many import Chosen
from rights.models import ListExport, Tag


def read(values: Iterable[str]) -> list[Chosen]:
    """`pk.version` as the boxes of the list say it; what is none is left out."""
    found = {}
    for value in values:
        pk, _dot, version = value.partition(".")
        if pk.isdecimal() and version.isdecimal() and len(pk) < 18:
            found[int(pk)] = Chosen(int(pk), int(version))
    return list(found.values())


def written(chosen: Iterable[tuple[int, int | None]]) -> str:
    return ",".join(f"{pk}.{version}" for pk, version in chosen)


def picked(data: QueryDict) -> list[Chosen]:
    """What was chosen on the list: the boxes, or the whole page."""
    if "page" in data.getlist("all"):
        return read(data.get("shown", "").split(","))
    return read(data.getlist("pick"))


class BulkForm(forms.Form):
    """The last word before an act: carries the selection it was shown for."""

    do: ClassVar[str]

    selection = forms.CharField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)  # a double click acts once

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", "bulk-%s")
        super().__init__(*args, **options)
        self.initial.setdefault("key", uuid.uuid4())

    def chosen(self) -> list[Chosen]:
        return read(self.cleaned_data["selection"].split(","))

    @property
    def token(self) -> str:
        return str(self.cleaned_data["key"])


class AssignManyForm(BulkForm):
    do = "assign"
    NOBODY = "nobody"

    owner = forms.ChoiceField(label=gettext_lazy("New owner"))

    def __init__(
        self, *args: Any, people: Mapping[int, str] = {}, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a colleague")),
            *((str(pk), name) for pk, name in people.items()),
            (self.NOBODY, _("Nobody yet")),
        ]


class TagManyForm(BulkForm):
    do = "tag"

    way = forms.ChoiceField(
        label=gettext_lazy("What to do"),
        choices=[
            ("on", gettext_lazy("Put the tag on")),
            ("off", gettext_lazy("Take the tag off")),
        ],
        widget=forms.RadioSelect,
        initial="on",
    )
    name = forms.CharField(
        label=gettext_lazy("Tag"),
        help_text=gettext_lazy(
            "A word for your work, such as “Weekly review”. Never a person's name: "
            "tags stand in lists, files and histories."
        ),
        max_length=Tag.LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "known-tags"}),
    )


class DuplicateManyForm(BulkForm):
    do = "duplicate"

    of = forms.CharField(
        label=gettext_lazy("The request that stays"),
        help_text=gettext_lazy(
            "Its reference. Each of the others is closed beside it, and its person is "
            "told; only requests of one person to one controller can be duplicates."
        ),
        max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_of(self) -> str:
        ref: str = self.cleaned_data["of"].strip().upper()
        return ref


class SpamManyForm(BulkForm):
    do = "spam"

    reason = forms.CharField(
        label=gettext_lazy("Why are these no requests?"),
        help_text=gettext_lazy("Kept as an internal note. Nothing is sent."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
    )


class ExportForm(BulkForm):
    """Of the selection or, where there is none, of the whole list of an address."""

    do = "export"

    selection = forms.CharField(widget=forms.HiddenInput, required=False)
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=ListExport.Format.choices,
        widget=forms.RadioSelect,
        initial=ListExport.Format.CSV,
    )
    why = forms.CharField(
        label=gettext_lazy("What for?"),
        help_text=gettext_lazy(
            "The file holds names. Your reason stands in the change history."
        ),
        max_length=300,
    )


FORMS: dict[str, type[BulkForm]] = {
    form.do: form
    for form in (
        AssignManyForm,
        TagManyForm,
        DuplicateManyForm,
        SpamManyForm,
        ExportForm,
    )
}
