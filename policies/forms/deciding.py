"""What a person says of a change: material or not, in which category, and why."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.categories import LABELS
from policies.classifying import REVIEW
from policies.models import Policy
from policies.naming import language_name
from policies.promised_effects import Offer

YES, NO = "yes", "no"


def category_choices() -> list[tuple[str, str]]:
    """The promised six by their number, then the four of the law."""
    return [
        (code, f"{code[1:]}. {words}" if len(code) == 2 else str(words))
        for code, words in LABELS.items()
        if code != REVIEW
    ]


class _Decided(forms.Form):
    is_material = forms.ChoiceField(
        label=gettext_lazy("Do people have to be told about this change?"),
        widget=forms.RadioSelect,
        choices=(
            (YES, gettext_lazy("Yes, it is material")),
            (NO, gettext_lazy("No, the meaning stays the same")),
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why, in one sentence"), max_length=1000
    )

    def __init__(self, data: Any, *, languages: Sequence[str], **options: Any) -> None:
        super().__init__(data, **options)
        self.languages = languages
        for language in languages:
            self.fields[f"summary_{language}"] = forms.CharField(
                label=_("Told to people as (%(language)s)")
                % {"language": language_name(language)},
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
            )

    @property
    def summary_fields(self) -> list[forms.BoundField]:
        return [self[f"summary_{language}"] for language in self.languages]

    @property
    def is_told(self) -> bool:
        return bool(self.cleaned_data["is_material"] == YES)

    @property
    def summary(self) -> dict[str, str]:
        return {
            language: self.cleaned_data[f"summary_{language}"]
            for language in self.languages
        }


class DecisionForm(_Decided):
    """About a change of words. `mark` names it as the page showed it."""

    mark = forms.CharField(widget=forms.HiddenInput, max_length=64)
    category = forms.ChoiceField(
        label=gettext_lazy("Category in the policy"), required=False
    )
    also = forms.ChoiceField(
        label=gettext_lazy("And, if it is about two things"), required=False
    )
    rights_reduced = forms.BooleanField(
        label=gettext_lazy("A right gets smaller, later or dearer"), required=False
    )
    new_use = forms.BooleanField(
        label=gettext_lazy("Data serves something new"), required=False
    )
    follows = forms.MultipleChoiceField(
        label=gettext_lazy("The rulebook follows"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        policy: Policy,
        languages: Sequence[str],
        offers: Sequence[Offer] = (),
        **options: Any,
    ) -> None:
        super().__init__(data, languages=languages, **options)
        self._ask_of_new_use(policy)
        fields: Any = self.fields
        fields["category"].choices = [("", _("Choose")), *category_choices()]
        fields["also"].choices = [("", _("Only this one")), *category_choices()]
        fields["follows"].choices = [(one.rule.code, one.sentence) for one in offers]
        fields["follows"].hints = {one.rule.code: one.consequence for one in offers}
        if not offers:
            del self.fields["follows"]

    def _ask_of_new_use(self, policy: Policy) -> None:
        """Only where the policy promised consent for it, with what that leads to."""
        if not policy.consent_for_new_use:
            del self.fields["new_use"]
            return
        cited = policy.clause_of("consent_for_new_use")
        self.fields["new_use"].help_text = _(
            "Each person is asked first, and keeps the older text until they agree "
            "(%(clause)s)."
        ) % {"clause": cited.get("clause") or _("the policy")}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("is_material") == YES and not given.get("category"):
            self.add_error("category", _("Choose the category people are told of."))
        return given

    @property
    def categories(self) -> list[str]:
        if not self.is_told:
            return []
        given = (self.cleaned_data["category"], self.cleaned_data["also"])
        return [one for one in given if one]


class AssessmentDecisionForm(_Decided):
    """About an impact assessment that shows a high risk."""

    assessment = forms.CharField(widget=forms.HiddenInput, max_length=60)


class SignOffForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why nobody has to be told"), max_length=1000
    )
