"""The filters of the register's lists, as GET forms."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Establishment, User
from accounts.places import country_name
from accounts.querysets import controllers_of
from processing.terms import SubjectCategory


class RegisterFilters(forms.Form):
    """Whose register, and for which country.

    A choice that is none is left out rather than refused, since a link may be old;
    another company's slug is such a value.
    """

    controller = forms.ChoiceField(label=gettext_lazy("Controller"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)

    def __init__(self, query: QueryDict, *, user: User) -> None:
        offered = self.offered(user)
        given = {
            name: query.get(name, "") if query.get(name, "") in choices else ""
            for name, choices in offered.items()
        }
        super().__init__(given, auto_id="filter-%s")
        for name, choices in offered.items():
            if len(choices) < 2:
                del self.fields[name]
                continue
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [("", _("Any")), *choices.items()]
        self.is_valid()

    def offered(self, user: User) -> dict[str, dict[str, str]]:
        """The choices of each field: a code and its words."""
        places = list(
            Establishment.objects.filter(
                controller__in=controllers_of(user, "processing.view")
            ).values_list("controller__slug", "controller__name", "country")
        )
        return {
            "controller": _by_words({slug: name for slug, name, _code in places}),
            "country": _by_words({code: country_name(code) for *_who, code in places}),
        }

    def chosen(self) -> dict[str, str]:
        """The filters that hold, by name."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def applied(self) -> list[tuple[str, str]]:
        """Each filter that holds in words, with the link that removes it."""
        tags = []
        for name, value in self.chosen().items():
            field = cast(Any, self.fields[name])
            words = _("%(filter)s: %(value)s") % {
                "filter": field.label,
                "value": dict(field.choices)[value],
            }
            rest = QueryDict(mutable=True)
            rest.update({k: v for k, v in self.chosen().items() if k != name})
            tags.append((words, f"?{rest.urlencode()}"))
        return tags

    def query(self) -> str:
        """What the links of the pager carry."""
        held = QueryDict(mutable=True)
        held.update(self.chosen())
        return f"{held.urlencode()}&" if held else ""

    def of(self, rows: QuerySet[Any]) -> Any:
        """`rows`, kept to the choices."""
        if slug := self.cleaned_data.get("controller"):
            rows = rows.filter(controller__slug=slug)
        return cast(Any, rows).in_country(self.cleaned_data.get("country", ""))


class PlaceFilters(RegisterFilters):
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def offered(self, user: User) -> dict[str, dict[str, str]]:
        states = {"in_use": _("In use"), "retired": _("Retired")}
        return {**super().offered(user), "state": states}

    def of(self, rows: QuerySet[Any]) -> Any:
        rows = super().of(rows)
        if state := self.cleaned_data.get("state"):
            rows = rows.filter(retired_on__isnull=state == "in_use")
        return rows


class ActivityFilters(RegisterFilters):
    subject = forms.ChoiceField(label=gettext_lazy("Data subjects"), required=False)

    def offered(self, user: User) -> dict[str, dict[str, str]]:
        subjects = {code: str(words) for code, words in SubjectCategory.choices}
        return {**super().offered(user), "subject": _by_words(subjects)}

    def of(self, rows: QuerySet[Any]) -> Any:
        return super().of(rows).about(self.cleaned_data.get("subject", ""))


def _by_words(choices: dict[str, str]) -> dict[str, str]:
    return dict(sorted(choices.items(), key=lambda pair: pair[1]))
