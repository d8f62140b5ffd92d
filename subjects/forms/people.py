"""Who a person is; looking for people; why their details are shown."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from accounts.models import Controller, User
from accounts.places import country_name
from processing.terms import SubjectCategory
from subjects.forms.fields import CHOOSE, capital, day, ticks, with_none, words
from subjects.models import DataSubject, Identifier


class PersonForm(forms.Form):
    """A person's name, kinds, country, language."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = words(gettext_lazy("Name"), help_text=gettext_lazy("In any script."))
    kinds = ticks(gettext_lazy("Role"), choices=capital(SubjectCategory))
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=lambda: settings.LANGUAGES
    )
    since = day(gettext_lazy("Known since"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        controller: Controller,
        person: DataSubject | None = None,
    ) -> None:
        super().__init__(data)
        codes = controller.establishments.values_list("country", flat=True)
        named = sorted((country_name(code), code) for code in codes)
        field: Any = self.fields["country"]
        field.choices = [CHOOSE, *((code, name) for name, code in named)]
        if person is not None:
            if person.country and person.country not in codes:
                here = country_name(person.country)
                field.choices = [*field.choices, (person.country, here)]
            self.initial = {
                name: getattr(person, name)
                for name in ("name", "kinds", "country", "language", "since")
            } | {"revision": person.revision}


class NewPersonForm(PersonForm):
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    phone = words(gettext_lazy("Phone"), longest=40, required=False)

    def identifiers(self) -> list[tuple[str, str]]:
        found = ((kind, self.cleaned_data[kind]) for kind in ("email", "phone"))
        return [(kind, value) for kind, value in found if value]


class CompanyForm(forms.Form):
    """For whom; shown where somebody works for several companies."""

    controller = forms.ModelChoiceField(
        Controller.objects.none(),
        label=gettext_lazy("Controller"),
        to_field_name="slug",
        empty_label=gettext_lazy("Choose"),
    )

    def __init__(self, data: Any = None, *, user: User, permission: str) -> None:
        super().__init__(data)
        field: Any = self.fields["controller"]
        field.queryset = Controller.objects.where_may(user, permission).order_by("name")


class IdentifierForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=with_none(Identifier.Kind)
    )
    value = words(gettext_lazy("Value"), longest=320)


class RevealForm(forms.Form):
    """Why hidden details are shown; kept in the access log."""

    REASONS = (
        ("request", gettext_lazy("A request of this person is worked on")),
        ("identity", gettext_lazy("It is checked who somebody is")),
        ("upkeep", gettext_lazy("What is held is brought up to date")),
        ("complaint", gettext_lazy("A complaint or an enquiry is looked into")),
        ("sample", gettext_lazy("A sample is checked")),
        ("authority", gettext_lazy("An authority asks")),
    )

    reason = forms.ChoiceField(
        label=gettext_lazy("Why do you need them?"),
        choices=[CHOOSE, *REASONS],
        error_messages={"required": gettext_lazy("Choose why you need them.")},
    )
