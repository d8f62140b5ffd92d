"""What people type of an impact assessment; the verbs judge what it means."""

from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Controller, User
from accounts.places import country_name
from processing.forms.filters import RegisterFilters
from processing.forms.places import RevisedForm, capital, day_field, ticks
from processing.models import Activity, DataItem, ImpactAssessment
from processing.terms import Outcome


def _lines(label: Any, rows: int = 5, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, max_length=10_000, **options)


class AssessmentForm(RevisedForm):
    ORDER: ClassVar[tuple[str, ...]] = (
        *("title", "activities", "items", "countries", "description", "necessity"),
        *("risks", "measures", "owner", "next_review_on"),
    )

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    activities = forms.MultipleChoiceField(
        label=gettext_lazy("Which activities"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The rows of the register it is about."),
    )
    items = ticks(
        gettext_lazy("Which items in particular"),
        help_text=gettext_lazy("None ticked means all items of those activities."),
    )
    countries = ticks(
        gettext_lazy("Countries"), help_text=gettext_lazy("None ticked means all.")
    )
    description = _lines(
        gettext_lazy("What is done, how and for what purpose"),
        help_text=gettext_lazy("Name no person whose data it is about."),
    )
    necessity = _lines(
        gettext_lazy("Why it is needed, and why no less would do"), required=False
    )
    risks = _lines(
        gettext_lazy("What may happen to people, and how likely and how grave it is"),
        required=False,
    )
    measures = _lines(gettext_lazy("What is done against it"), required=False)
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Owner"),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )
    next_review_on = day_field(gettext_lazy("Next review on"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        controller: Controller,
        people: QuerySet[User],
        row: ImpactAssessment | None = None,
    ) -> None:
        super().__init__(data)
        self.order_fields(self.ORDER)
        if row is not None:
            self.initial = {name: getattr(row, name) for name in self.ORDER}
            self.initial |= {"owner": row.owner_id, "revision": row.revision}
        cast("forms.ModelChoiceField[User]", self.fields["owner"]).queryset = people
        activities = list(Activity.objects.of(controller))
        self._offer("activities", [(one.code, str(one)) for one in activities])
        self.fields["activities"].hints = {  # type: ignore[attr-defined]
            one.code: f"{one.where} · {one.code}" for one in activities
        }
        items = DataItem.objects.of(controller)
        self._offer("items", sorted(((i.code, str(i)) for i in items), key=_words))
        places = controller.establishments.values_list("country", flat=True)
        self._offer(
            "countries", sorted(((c, country_name(c)) for c in places), key=_words)
        )
        if len(places) < 2:
            del self.fields["countries"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.MultipleChoiceField, self.fields[name]).choices = choices

    def words(self) -> dict[str, Any]:
        """What the verb takes."""
        return {k: v for k, v in self.cleaned_data.items() if k != "revision"}

    def says(self, row: ImpactAssessment) -> bool:
        """Whether the row says already what was typed: the button pressed twice."""
        return all(getattr(row, k) == v for k, v in self.words().items())


class ConclusionForm(RevisedForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What it comes to"),
        widget=forms.RadioSelect,
        choices=capital(Outcome),
    )
    because = forms.CharField(
        label=gettext_lazy("Why, in a sentence or two"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, row: ImpactAssessment) -> None:
        super().__init__(data)
        self.initial = {"revision": row.revision}
        self.fields["outcome"].hints = {  # type: ignore[attr-defined]
            Outcome.LOW: _("Nothing is announced."),
            Outcome.REDUCED: _(
                "Where the policy promises to announce it, the next version has to "
                "decide on it, even if no word changes."
            ),
            Outcome.HIGH: _(
                "The same, and the authority is asked before the processing begins, "
                "where the law wants it."
            ),
        }


class SecondLookForm(RevisedForm):
    answer = forms.ChoiceField(
        label=gettext_lazy("Do you confirm the outcome?"),
        widget=forms.RadioSelect,
        choices=(
            ("confirm", gettext_lazy("Yes, I confirm it")),
            ("send_back", gettext_lazy("No, it goes back as a draft")),
        ),
    )
    because = forms.CharField(
        label=gettext_lazy("If it goes back: why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, row: ImpactAssessment) -> None:
        super().__init__(data)
        self.initial = {"revision": row.revision}


class AssessmentFilters(RegisterFilters):
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def offered(self, user: User) -> dict[str, dict[str, str]]:
        states = {
            "draft": _("Draft"),
            "concluded": _("Waits for a second person"),
            "confirmed": _("Confirmed"),
            "high": _("Shows a high risk"),
        }
        return {**super().offered(user), "state": states}

    def of(self, rows: QuerySet[Any]) -> Any:
        found = super().of(rows)
        return found.in_state(self.cleaned_data.get("state", ""))


def _words(choice: tuple[str, str]) -> str:
    return choice[1]
