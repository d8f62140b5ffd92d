"""Small pieces that look the same whenever they are given the same: drawn once.

A list draws the same few chips, names and dates in each of its lines. What is kept here
is a pure function of language and parameters; nothing that depends on who looks may be.
"""

from collections.abc import Hashable
from copy import copy
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page, Paginator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


def draw(fragment: str, /, **values: Hashable) -> SafeString:
    """The template `fragment` with these values; they must be immutable."""
    return _drawn(fragment, get_language() or "", tuple(values.items()))


@lru_cache(maxsize=4096)
def _drawn(
    fragment: str, language: str, values: tuple[tuple[str, Hashable], ...]
) -> SafeString:
    return render_to_string(fragment, dict(values))


@register.simple_tag
def owner(name: str) -> SafeString:
    """Who works on it: name, or nobody yet."""
    return draw("components/owner.html", name=name)


@register.simple_tag
def fragment(name: str, **values: Hashable) -> SafeString:
    """`{% fragment "components/views.html" items=tabs %}`: an include, drawn once."""
    return draw(name, **values)


@register.simple_tag
def pager(page: Page[Any], query: str) -> SafeString:
    """The links to the other pages of a list; nothing where there is one page."""
    paginator = page.paginator
    return _pager(
        paginator.count, paginator.per_page, page.number, query, get_language() or ""
    )


@lru_cache(maxsize=1024)
def _pager(
    count: int, per_page: int, number: int, query: str, _language: str
) -> SafeString:
    page = Paginator(range(count), per_page).page(number)
    return render_to_string("components/pager.html", {"page": page, "query": query})


@register.simple_tag
def signed_in(me: Hashable, component: str) -> SafeString:
    """Who is signed in ("me"), or only the pages of their account ("account_links")."""
    # The context holds it lazily; what is kept must be the value and not the request.
    return draw(f"components/{component}.html", me=copy(me) if me else None)


@register.simple_tag
def navigation(sections: tuple[Hashable, ...]) -> SafeString:
    """The links of the sidebar, drawn again in the menu of a phone."""
    return draw("components/nav.html", nav=tuple(sections))
