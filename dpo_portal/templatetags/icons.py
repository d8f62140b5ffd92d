"""`{% icon "clock" %}`: one symbol of the sprite, as decoration beside words."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, css: str = "") -> SafeString:
    """The icon called `name` in `static/icons.svg`, hidden from screen readers."""
    return format_html(
        '<svg class="ico{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        static("icons.svg"),
        name,
    )
