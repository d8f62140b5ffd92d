"""Words of this room for its templates."""

from django import template

from subjects import grounds, naming
from subjects.erasing_shown import kept_words
from subjects.models import DataHeld
from subjects.models.legal_hold import Field

register = template.Library()


@register.filter
def set_title(row: DataHeld) -> str:
    return naming.set_title(row)


@register.filter
def ground_words(code: str) -> str:
    return grounds.words(code)


@register.filter
def field_labels(codes: list[str]) -> str:
    """The fields that a duty to keep names, in the reader's language."""
    return ", ".join(str(Field(code).label) for code in codes)


@register.filter
def kept_in_words(kept: list[list[str]]) -> list[str]:
    """What an act of erasing left, and why; a case that goes later is no part of it."""
    return kept_words(one for one in kept if one[1] != "case")
