"""Fields that several forms of this room have."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

CHOOSE = ("", gettext_lazy("Choose"))


def day(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def words(label: Any, *, longest: int = 300, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, **options)


def lines(label: Any, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, widget=widget, max_length=4000, **options)


def ticks(label: Any, **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, widget=forms.CheckboxSelectMultiple, required=False, **options
    )


def capital(choices: type[TextChoices]) -> Callable[[], list[tuple[str, str]]]:
    """Choices whose words begin with a capital, in the language of each reader."""
    return lambda: [(code, capfirst(str(label))) for code, label in choices.choices]


def with_none(choices: type[TextChoices]) -> Callable[[], list[tuple[str, Any]]]:
    return lambda: [CHOOSE, *capital(choices)()]
