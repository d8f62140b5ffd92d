"""Company and country of the list of rules, as a GET form."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.places import country_name
from rulebook.scope import Scope, companies


class ScopeForm(forms.Form):
    """Shows what is chosen; a single company is no choice and left out."""

    controller = forms.ChoiceField(label=_("Controller"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *, scope: Scope) -> None:
        chosen = {"controller": scope.controller.slug, "country": scope.country}
        super().__init__(initial=chosen, auto_id="filter-%s")
        mine = companies(scope)
        self._offer("controller", [(one.slug, one.name) for one in mine])
        countries = {
            one.country: country_name(one.country) for one in scope.establishments
        }
        self._offer("country", sorted(countries.items(), key=lambda pair: pair[1]))
        for name in ("controller", "country"):
            if len(self._choices(name)) < 2:
                del self.fields[name]

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _choices(self, name: str) -> list[Any]:
        return [*cast(Any, self.fields[name]).choices]
