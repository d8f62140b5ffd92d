"""What people type of a system or a recipient; the verbs judge what it means."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, ClassVar, cast

from babel import Locale
from django import forms
from django.db.models import QuerySet, TextChoices
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.collation import sort_key
from accounts.models import Controller, User
from accounts.places import country_name
from processing.models import Activity, Place
from processing.models.row import RegisterRow
from processing.terms import (
    ErasureMethod,
    RecipientKind,
    Safeguard,
    SystemKind,
    Told,
    ToldAfter,
)

LINES = {"rows": 3}


def day_field(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def ticks(label: Any, **options: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=label, widget=widget, required=False, **options
    )


def capital(words: type[TextChoices]) -> Callable[[], list[tuple[str, str]]]:
    """Choices whose words begin with a capital, in the language of each reader."""
    return lambda: [(code, capfirst(str(label))) for code, label in words.choices]


class RevisedForm(forms.Form):
    """Carries the revision of the row it began from."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def is_current_again(self, row: RegisterRow) -> None:
        """Draw it anew with all that was typed, on what the row is now."""
        data = cast(QueryDict, self.data).copy()
        data["revision"] = str(row.revision)
        self.data = data


class PlaceForm(RevisedForm):
    """The fields that systems and recipients share."""

    ORDER: ClassVar[tuple[str, ...]] = ()

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    countries = ticks(
        gettext_lazy("Countries"), help_text=gettext_lazy("None ticked means all.")
    )
    activities = ticks(
        gettext_lazy("For which activities"),
        help_text=gettext_lazy("The rows of the register whose data is there."),
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Owner"),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
        help_text=gettext_lazy("Who looks after it and reviews it."),
    )
    active_from = day_field(gettext_lazy("In use from"), required=False)
    reviewed_on = day_field(gettext_lazy("Reviewed on"), required=False)
    next_review_on = day_field(gettext_lazy("Next review on"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=LINES),
        help_text=gettext_lazy("Name no person whose data it is about."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        controller: Controller,
        people: QuerySet[User],
        row: Any = None,
    ) -> None:
        super().__init__(data)
        self.order_fields(self.ORDER)
        if row is not None:
            self.initial = {name: getattr(row, name) for name in self.ORDER}
            self.initial |= {"owner": row.owner_id, "revision": row.revision}
        cast("forms.ModelChoiceField[User]", self.fields["owner"]).queryset = people
        places = controller.establishments.values_list("country", flat=True)
        self._offer("countries", sorted((country_name(c), c) for c in places))
        activities = list(Activity.objects.of(controller))
        self._offer("activities", [(str(one), one.code) for one in activities])
        self.fields["activities"].hints = {  # type: ignore[attr-defined]
            one.code: f"{one.where} · {one.code}" for one in activities
        }
        if len(places) < 2:
            del self.fields["countries"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = cast(forms.MultipleChoiceField, self.fields[name])
        field.choices = [(code, words) for words, code in choices]

    def words(self) -> dict[str, Any]:
        """What the verb takes."""
        return {k: v for k, v in self.cleaned_data.items() if k != "revision"}

    def says(self, row: Place) -> bool:
        """Whether the row says already what was typed: the button pressed twice."""
        return all(getattr(row, k) == v for k, v in self.words().items())


class SystemForm(PlaceForm):
    ORDER = (
        *("name", "kind", "team", "owner", "erasure", "erasure_steps"),
        *("backup_days", "active_from", "reviewed_on", "next_review_on", "note"),
        *("countries", "activities"),
    )

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=capital(SystemKind))
    team = forms.CharField(
        label=gettext_lazy("Team"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Who runs it, if that is nobody who signs in here."),
    )
    erasure = forms.ChoiceField(
        label=gettext_lazy("How data is erased"), choices=capital(ErasureMethod)
    )
    erasure_steps = forms.CharField(
        label=gettext_lazy("Steps of the erasure"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=LINES),
    )
    backup_days = forms.IntegerField(
        label=gettext_lazy("Days until the last backup is gone"),
        required=False,
        min_value=0,
        help_text=gettext_lazy("0: there are no backups. Empty: nobody has said yet."),
    )


class RecipientForm(PlaceForm):
    ORDER = (
        *("name", "kind", "role", "passed_on", "contact", "country", "safeguard"),
        *("agreement", "told", "told_after", "owner", "active_from"),
        *("reviewed_on", "next_review_on", "note", "countries", "activities"),
    )

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=capital(RecipientKind))
    role = forms.CharField(
        label=gettext_lazy("What it does"), required=False, max_length=300
    )
    passed_on = forms.CharField(
        label=gettext_lazy("What is passed on"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=LINES),
    )
    contact = forms.CharField(
        label=gettext_lazy("Contact"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Where a request to erase is sent."),
    )
    country = forms.ChoiceField(label=gettext_lazy("Where it sits"), required=False)
    safeguard = forms.ChoiceField(
        label=gettext_lazy("What protects data abroad"), required=False
    )
    agreement = forms.CharField(
        label=gettext_lazy("Agreement"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Its reference or where it is kept."),
    )
    told = forms.ChoiceField(
        label=gettext_lazy("Told when data was erased"), choices=capital(Told)
    )
    told_after = ticks(gettext_lazy("Told after"), choices=ToldAfter)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        country = cast(forms.ChoiceField, self.fields["country"])
        country.choices = [("", _("Not known")), *_countries(get_language() or "en")]
        safeguard = cast(forms.ChoiceField, self.fields["safeguard"])
        safeguard.choices = [("", _("Nothing named")), *capital(Safeguard)()]


class RetireForm(RevisedForm):
    on = day_field(gettext_lazy("Not used from"))
    because = forms.CharField(
        label=gettext_lazy("Why it is retired"),
        max_length=500,
        widget=forms.Textarea(attrs=LINES),
    )

    def __init__(self, data: Any = None, *, row: Place, today: date) -> None:
        super().__init__(data)
        self.initial = {"on": today, "revision": row.revision}


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    """Every country by name, in the reader's language."""
    every = map(str, Locale("en").territories)
    codes = [code for code in every if len(code) == 2 and code.isalpha()]
    left_out = {"EU", "EZ", "UN", "XA", "XB", "ZZ"}
    named = [(code, country_name(code, language)) for code in codes]
    kept = (country for country in named if country[0] not in left_out)
    return tuple(sorted(kept, key=lambda country: sort_key(country[1], language)))
