"""Who takes over what a colleague leaves behind."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import User


class HandOverForm(forms.Form):
    to = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Who takes them over?"),
        help_text=gettext_lazy(
            "Several colleagues get about as many each, the nearest date first. Nobody "
            "gets a request of a controller where they do not work."
        ),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one colleague.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)  # how many the page named

    def __init__(self, *args: Any, people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast("forms.ModelMultipleChoiceField[User]", self.fields["to"])
        field.queryset = people
