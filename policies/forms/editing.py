"""What people type while they write: a section, its translation, a scope, a remark."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.places import country_name
from policies.clauses import Clause as Words
from policies.models import Clause, Policy
from policies.section_text import LONGEST
from policies.topic_words import TOPICS
from processing.terms import SubjectCategory


class SeenForm(forms.Form):
    """Carries the hash of what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def is_current_again(self, seen: str) -> None:
        """Draw it anew with all that was typed, on what the text is now."""
        data = cast(Any, self.data).copy()
        data["seen"] = seen
        self.data = data


class SectionForm(SeenForm):
    words = forms.CharField(
        label=gettext_lazy("Text of the section, in Markdown"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        help_text=gettext_lazy(
            "An empty line parts two clauses. ## begins a heading, - an item, | a row "
            "of a table, {KZ} a clause for one country. Numbers stay as you write them."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        shown = str(self.initial.get("words", ""))
        lines = sum(len(line) // 90 + 1 for line in shown.splitlines())
        self.fields["words"].widget.attrs["rows"] = min(32, max(8, lines + 2))


class TranslationForm(SeenForm):
    """A field for each clause of a section, under the key of the original."""

    def __init__(
        self,
        data: Any = None,
        *,
        original: Sequence[Words],
        known: dict[str, str],
        stale: set[str],
        language: str,
        seen: str,
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.keys: dict[str, str] = {}
        for at, clause in enumerate(original):
            name = f"c{at}"
            self.keys[name] = clause.key
            rows = min(12, max(2, len(clause.text) // 60 + 1))
            self.fields[name] = forms.CharField(
                label=_("Translation of %(clause)s")
                % {"clause": clause.number or _in_short(clause.text)},
                required=False,
                initial=known.get(clause.key, ""),
                max_length=20_000,
                widget=forms.Textarea(attrs={"rows": rows, "lang": language}),
            )
            if clause.key in stale:
                self.fields[f"{name}_same"] = forms.BooleanField(
                    label=_("It still says the same"), required=False
                )

    def words(self) -> dict[str, str]:
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}

    def confirmed(self) -> set[str]:
        return {
            key
            for name, key in self.keys.items()
            if self.cleaned_data.get(f"{name}_same")
        }


class ScopeForm(forms.Form):
    topic = forms.ChoiceField(
        label=gettext_lazy("What it is about"),
        required=False,
        help_text=gettext_lazy(
            "Set once; later versions inherit it. It is the strongest sign for what a "
            "change of it means."
        ),
    )
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("For which countries"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked means all."),
    )
    audience = forms.MultipleChoiceField(
        label=gettext_lazy("For which people"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=SubjectCategory,
        help_text=gettext_lazy("None ticked means everyone."),
    )

    def __init__(self, data: Any = None, *, policy: Policy, clause: Clause) -> None:
        super().__init__(
            data,
            initial={
                "topic": clause.topic,
                "countries": clause.countries,
                "audience": clause.audience,
            },
        )
        topics = [("", _("Told from its words")), *TOPICS.items()]
        cast(forms.ChoiceField, self.fields["topic"]).choices = topics
        places = policy.controller.establishments.values_list("country", flat=True)
        named = sorted((country_name(code), code) for code in places)
        offered = [(code, name) for name, code in named]
        cast(forms.MultipleChoiceField, self.fields["countries"]).choices = offered


class CommentForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    clause_key = forms.CharField(
        required=False, max_length=120, widget=forms.HiddenInput
    )
    section = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)


def _in_short(text: str, longest: int = 60) -> str:
    """The first words of a text, never a part of one."""
    if len(text) <= longest:
        return text
    return f"{text[:longest].rsplit(' ', 1)[0]}…"
