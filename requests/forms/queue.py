"""The filters of the queue, as a GET form."""

from functools import lru_cache
from operator import itemgetter
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.places import country_name
from rights.choices import Right, Stage
from rights.queue import OPEN_STAGES, Scope

type Choices = list[tuple[str, str]]

DUE = [
    ("overdue", gettext_lazy("Overdue")),
    ("soon", gettext_lazy("In 72 hours")),
    ("week", gettext_lazy("In 7 days")),
]


class PlainSelect(forms.Select):
    """A list drawn in one go: a template for each of a hundred options costs more than
    the whole page.
    """

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> SafeString:
        ident = (attrs or {}).get("id", "")
        return _drawn(name, ident, str(value or ""), tuple(cast(Choices, self.choices)))


@lru_cache(maxsize=512)
def _drawn(
    name: str, ident: str, chosen: str, choices: tuple[tuple[str, str], ...]
) -> SafeString:
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (code, mark_safe(" selected") if code == chosen else "", label)
            for code, label in choices
        ),
    )
    select = '<select name="{}" id="{}">{}</select>'
    return format_html(select, name, ident, options)


class QueueFilters(forms.Form):
    """A value that is no choice is left out rather than refused: a link may be old."""

    controller = forms.ChoiceField(
        label=gettext_lazy("Controller"), required=False, widget=PlainSelect
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), required=False, widget=PlainSelect
    )
    right = forms.ChoiceField(
        label=gettext_lazy("Right"), required=False, widget=PlainSelect
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), required=False, widget=PlainSelect
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Owner"), required=False, widget=PlainSelect
    )
    due = forms.ChoiceField(
        label=gettext_lazy("Due"), required=False, widget=PlainSelect
    )

    def __init__(self, query: QueryDict, *, scope: Scope) -> None:
        super().__init__(query, auto_id="filter-%s")
        countries = {
            place.country: country_name(place.country)
            for place in scope.places.values()
            if place.country
        }
        self._offer("controller", sorted(scope.controllers.values(), key=itemgetter(1)))
        self._offer("country", sorted(countries.items(), key=itemgetter(1)))
        self._offer("right", [(r.value, str(r.label)) for r in Right])
        self._offer("stage", [(s.value, str(Stage(s).label)) for s in OPEN_STAGES])
        others = [
            (str(pk), name) for pk, name in scope.owners.items() if pk != scope.user.pk
        ]
        ours = [("me", _("Me")), ("nobody", _("Nobody yet"))]
        self._offer("owner", [*ours, *others], anything=_("Anyone"))
        self._offer("due", [(value, str(label)) for value, label in DUE])
        for name in ("controller", "country"):
            if len(self._choices(name)) < 3:  # "Any" and one: nothing to choose
                del self.fields[name]

    def _offer(self, name: str, choices: Choices, anything: str = "") -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = [("", anything or _("Any")), *choices]

    def _choices(self, name: str) -> Choices:
        field = cast(forms.ChoiceField, self.fields[name])
        return [*cast(Choices, field.choices)]

    def chosen(self) -> dict[str, str]:
        """The filters that hold, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def labels(self) -> dict[str, str]:
        """The filters that hold, in words: “Stage: New”."""
        return {
            name: _("%(filter)s: %(value)s")
            % {
                "filter": self.fields[name].label,
                "value": dict(self._choices(name))[value],
            }
            for name, value in self.chosen().items()
        }
