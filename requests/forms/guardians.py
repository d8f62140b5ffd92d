"""Who acts for a person, and that they act alone, as forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rights import representing
from rights.choices import Relation
from rights.forms.desk import StepForm
from rights.forms.fields import Words


class GuardianForm(StepForm):
    """Who acts and what showed it; asks only what this case needs."""

    slot = "guardian"

    name = Words(
        label=gettext_lazy("Name of the parent or guardian"),
        max_length=200,
        needed=gettext_lazy("Type the name of the guardian."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail of the parent or guardian"),
        help_text=gettext_lazy("All letters go there from now on."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Type the e-mail of the guardian."),
            "invalid": gettext_lazy(
                "This is not a whole e-mail address. It looks like name@example.com."
            ),
        },
    )
    of_age_on = forms.DateField(
        label=gettext_lazy("Day on which the person comes of age"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Give the day on which the person comes of age."),
            "invalid": gettext_lazy("Write the date like 2026-05-18."),
        },
    )
    evidence = Words(
        label=gettext_lazy("What showed that they may act?"),
        help_text=gettext_lazy(
            "For example: birth certificate, shown at the counter. Keep no copy here."
        ),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Say what showed the authority to act."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        claimant = self.rights_request.claimant
        if claimant.relation in representing.UNDER_AGE:
            self.initial.update(
                name=claimant.guardian_name, email=claimant.guardian_email
            )
            self.fields["email"].required = bool(claimant.email)
        else:
            del self.fields["name"], self.fields["email"]
        age = representing.ages(self.rights_request).adult_age
        if claimant.relation == Relation.REPRESENTATIVE or age is None:
            del self.fields["of_age_on"]
        else:
            self.fields["of_age_on"].help_text = _(
                "The day on which the person turns %(age)d. The date of birth itself "
                "is not kept."
            ) % {"age": age}

    def words(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        version = given.pop("version")
        given.pop("seen", None)
        return {"authority": representing.Authority(**given), "version": version}


class OfAgeForm(StepForm):
    slot = "of-age"

    email = forms.EmailField(
        label=gettext_lazy("The person's own e-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "invalid": gettext_lazy(
                "This is not a whole e-mail address. It looks like name@example.com."
            )
        },
    )
    because = Words(
        label=gettext_lazy("How do you know?"),
        help_text=gettext_lazy("Kept with the guardian who acted until now."),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Say how you know."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("email", self.rights_request.claimant.person_email)
