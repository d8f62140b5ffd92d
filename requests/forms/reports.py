"""The filters of the reports, as GET forms."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Establishment, User
from accounts.places import country_name
from accounts.querysets import controllers_of
from rights.choices import Right
from rights.models import Clock, RightsRequest

EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)
MOST_YEARS = 5

DUTIES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "answer": (
        gettext_lazy("Answering"),
        (
            Clock.Kind.PROMISE_RESPONSE,
            Clock.Kind.STATUTE_RESPONSE,
            Clock.Kind.OPERATOR_RESPONSE,
        ),
    ),
    "carry_out": (
        gettext_lazy("Carrying out"),
        (
            Clock.Kind.PROMISE_FULFILMENT,
            Clock.Kind.STATUTE_FULFILMENT,
            Clock.Kind.OPERATOR_FULFILMENT,
        ),
    ),
    "other": (
        gettext_lazy("Steps between"),
        (
            Clock.Kind.ACKNOWLEDGE,
            Clock.Kind.IDENTITY_CHECK,
            Clock.Kind.CLARIFICATION_REQUEST,
            Clock.Kind.CLAIM_FLAG,
            Clock.Kind.TRANSFER_FORWARD,
            Clock.Kind.COMPLAINT_ANSWER,
        ),
    ),
}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=DayInput(),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )


class ReportFilters(forms.Form):
    """Whose requests, and received when: what every report asks.

    A choice that is none is left out rather than refused, since a link may be old; a
    date that is none is refused at the field.
    """

    controller = forms.ChoiceField(label=gettext_lazy("Controller"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    right = forms.ChoiceField(label=gettext_lazy("Right"), required=False)
    since = day_field(gettext_lazy("Received from"))
    until = day_field(gettext_lazy("Received until"))

    def __init__(self, query: QueryDict, *, user: User, today: date) -> None:
        self.user, self.today = user, today
        places = Establishment.objects.filter(
            controller__in=controllers_of(user, "requests.report")
        ).values_list("controller__slug", "controller__name", "country")
        companies = {slug: name for slug, name, _country in places}
        self.companies = frozenset(companies)  # on which this person may report
        countries = {code: country_name(code) for _slug, _name, code in places}
        super().__init__(self._known(query, companies, countries), auto_id="filter-%s")
        self._offer("controller", companies)
        self._offer("country", countries)
        self._offer("right", {one.value: str(one.label) for one in Right}, keep=True)

    def _known(
        self, query: QueryDict, companies: dict[str, str], countries: dict[str, str]
    ) -> dict[str, Any]:
        given: dict[str, Any] = {**self.defaults(), **query.dict()}
        known = {"controller": companies, "country": countries, "right": set(Right)}
        for name, values in known.items():
            if given.get(name) not in values:
                given[name] = ""
        return given

    def defaults(self) -> dict[str, Any]:
        """The last twelve months, this one included."""
        first = self.today.replace(day=1)
        since = first.replace(year=first.year - 1, month=first.month % 12 + 1)
        if first.month == 12:
            since = first.replace(month=1)
        return {"since": since.isoformat(), "until": self.today.isoformat()}

    def _offer(self, name: str, values: dict[str, str], keep: bool = False) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        ordered = sorted(values.items(), key=lambda one: one[1])
        field.choices = [("", _("Any")), *ordered]
        if len(values) < 2 and not keep:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if "since" not in self.errors and since is None:
            since = data["since"] = date.fromisoformat(self.defaults()["since"])
        if "until" not in self.errors and until is None:
            until = data["until"] = self.today
        if since and until and since > until:
            self.add_error("until", _("This day lies before the first one."))
        elif since and until and (until - since).days > 366 * MOST_YEARS:
            self.add_error(
                "since",
                _("A report covers at most %(years)d years.") % {"years": MOST_YEARS},
            )
        return data

    def requests(self) -> QuerySet[RightsRequest]:
        """The requests this user may report on, kept to the choices."""
        found: QuerySet[RightsRequest] = RightsRequest.objects.filter(
            controller__in=controllers_of(self.user, "requests.report")
        )
        paths = {
            "controller": "controller__slug",
            "country": "establishment__country",
            "right": "right",
        }
        for name, path in paths.items():
            if value := self.cleaned_data.get(name):
                found = found.filter(**{path: value})
        return found

    def labels(self) -> dict[str, str]:
        """The choices that hold, in words, for the tags that remove them."""
        held = {}
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if isinstance(field, forms.ChoiceField) and value:
                words = dict(cast(Any, field).choices)[value]
                held[name] = _("%(filter)s: %(value)s") % {
                    "filter": field.label,
                    "value": words,
                }
        return held


class KeptFilters(ReportFilters):
    duty = forms.ChoiceField(label=gettext_lazy("Duty"), required=False)
    clause = forms.CharField(
        label=gettext_lazy("Paragraph"), required=False, max_length=60
    )

    field_order = ("controller", "country", "right", "duty", "since", "until", "clause")

    def __init__(self, query: QueryDict, *, user: User, today: date) -> None:
        super().__init__(query, user=user, today=today)
        field = cast(forms.ChoiceField, self.fields["duty"])
        field.choices = [
            ("", _("Any")),
            *((code, str(label)) for code, (label, _kinds) in DUTIES.items()),
        ]

    def _known(self, query: QueryDict, *known: Any) -> dict[str, Any]:
        given = super()._known(query, *known)
        if given.get("duty") not in DUTIES:
            given["duty"] = "" if "duty" in query else "answer"
        return given

    def clean_clause(self) -> str:
        clause = str(self.cleaned_data["clause"])
        if not clause.isprintable():
            raise ValidationError(_("Write a paragraph as it is numbered, such as 21."))
        return clause

    def kinds(self) -> tuple[str, ...]:
        """The clock kinds of the chosen duty; none for all."""
        duty = self.cleaned_data.get("duty")
        return DUTIES[duty][1] if duty else ()


class ClaimsFilters(forms.Form):
    """Which half-year; one that is none is taken for the last that ended."""

    half = forms.ChoiceField(label=gettext_lazy("Half-year"), required=False)

    def __init__(self, query: QueryDict, *, halves: list[tuple[str, str]]) -> None:
        given = query.get("half", "")
        codes = [code for code, _label in halves]
        half = given if given in codes else codes[1]
        super().__init__({"half": half}, auto_id="filter-%s")
        cast(forms.ChoiceField, self.fields["half"]).choices = halves
