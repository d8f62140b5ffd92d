"""The filters of the queue, as a GET form."""

from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.places import country_name
from rights.choices import Right, Stage
from rights.queue import OPEN_STAGES, colleagues, establishments

type Choices = list[tuple[str, str]]

DUE = [
    ("overdue", gettext_lazy("Overdue")),
    ("soon", gettext_lazy("In 72 hours")),
    ("week", gettext_lazy("In 7 days")),
]


class QueueFilters(forms.Form):
    """A value that is no choice is left out rather than refused: a link may be old."""

    controller = forms.ChoiceField(label=gettext_lazy("Controller"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    right = forms.ChoiceField(label=gettext_lazy("Right"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    due = forms.ChoiceField(label=gettext_lazy("Due"), required=False)

    def __init__(self, query: QueryDict, *, user: User) -> None:
        super().__init__(query, auto_id="filter-%s")
        places = list(establishments(user))
        controllers = {p.controller.slug: p.controller.name for p in places}
        countries = {p.country: country_name(p.country) for p in places}
        self._offer("controller", list(controllers.items()))
        self._offer("country", sorted(countries.items(), key=lambda pair: pair[1]))
        self._offer("right", [(r.value, str(r.label)) for r in Right])
        self._offer("stage", [(s.value, str(Stage(s).label)) for s in OPEN_STAGES])
        people = [(str(c.pk), c.full_name) for c in colleagues(user) if c != user]
        ours = [("me", _("Me")), ("nobody", _("Nobody yet"))]
        self._offer("owner", [*ours, *people], anything=_("Anyone"))
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
