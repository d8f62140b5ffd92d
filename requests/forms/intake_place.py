"""Where a request was made and how it came: the first thing staff say of it."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Establishment
from rights.choices import Channel
from rights.taking_in import CHANNELS

HOW = {
    Channel.EMAIL: gettext_lazy("By e-mail"),
    Channel.LETTER: gettext_lazy("By letter"),
    Channel.IN_PERSON: gettext_lazy("In person"),
    Channel.PHONE: gettext_lazy("By phone"),
    Channel.IN_APP: gettext_lazy("In the app"),
}


class PlaceForm(forms.Form):
    """Where a request was made and how it came; a GET form that decides nothing yet."""

    place = forms.ChoiceField(
        label=gettext_lazy("Controller and country"),
        error_messages={
            "required": gettext_lazy("Choose the controller and the country."),
            "invalid_choice": gettext_lazy("Choose the controller and the country."),
        },
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How did it come?"),
        choices=[(channel.value, HOW[channel]) for channel in CHANNELS],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how the request came."),
            "invalid_choice": gettext_lazy("Choose how the request came."),
        },
    )

    def __init__(self, data: Any = None, *, places: Sequence[Establishment]) -> None:
        super().__init__(data)
        self.places = {str(place.pk): place for place in places}
        field = cast(forms.ChoiceField, self.fields["place"])
        field.choices = [("", _("Choose")), *self._grouped(places)]
        if len(places) == 1:
            self.initial["place"] = str(places[0].pk)

    def chosen(self) -> tuple[Establishment, Channel]:
        words = self.cleaned_data
        return self.places[words["place"]], Channel(words["channel"])

    @staticmethod
    def _grouped(
        places: Sequence[Establishment],
    ) -> list[tuple[str, list[tuple[str, str]]]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for place in places:
            own = groups.setdefault(place.controller.name, [])
            # The name says the company and the country once the list is shut again.
            own.append((str(place.pk), place.name))
        return [
            (name, sorted(own, key=lambda row: row[1]))
            for name, own in sorted(groups.items())
        ]
