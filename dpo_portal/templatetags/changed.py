"""What changed of a value, marked; drawn by hand.

A page of the change history holds some hundred values, and a template for each side of
each was a third of the time that the page takes.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from policies.diff_page import Part

register = template.Library()

DELETED = '<del><span class="vh">{} </span>{}</del>'
INSERTED = '<ins><span class="vh">{} </span>{}</ins>'


@register.filter
def deleted(parts: "Iterable[Part]", said: str) -> SafeString:
    """The side before; `said` is the word for who hears the page."""
    return _marked(DELETED, parts, said)


@register.filter
def inserted(parts: "Iterable[Part]", said: str) -> SafeString:
    """The side after."""
    return _marked(INSERTED, parts, said)


def _marked(pattern: str, parts: "Iterable[Part]", said: str) -> SafeString:
    drawn = (
        format_html(pattern, said, part.text)
        if part.mark
        else conditional_escape(part.text)
        for part in parts
    )
    return SafeString("".join(drawn))
