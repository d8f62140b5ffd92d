"""Words of this room for its templates."""

from django import template

from subjects import grounds, naming
from subjects.models import DataHeld

register = template.Library()


@register.filter
def set_title(row: DataHeld) -> str:
    return naming.set_title(row)


@register.filter
def ground_words(code: str) -> str:
    return grounds.words(code)
