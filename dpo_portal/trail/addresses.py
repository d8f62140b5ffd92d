"""Addresses that keep the filters: of other pages, and without one of them."""

from typing import Any

from django.http import HttpRequest

PLACES = ("before", "after")  # where in the list; gone once the filters change


def address(request: HttpRequest, *, without: str = "", **more: Any) -> str:
    query = request.GET.copy()
    for name in {*PLACES, without} & set(query):
        del query[name]
    query.update({name: str(value) for name, value in more.items()})
    return f"?{query.urlencode()}"


def kept(request: HttpRequest, *names: str) -> list[tuple[str, str]]:
    """What a form of the page sends along, as hidden fields."""
    return [
        (name, request.GET[name])
        for name in names
        if request.GET.get(name) and name not in PLACES
    ]
