"""What every public page needs: its place, its languages, no copy in a cache."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, translate_url
from django.utils.translation import get_language

from accounts.models import Establishment


def place_or_404(controller: str, country: str) -> Establishment:
    """The establishment of an active controller in a country (`my`), or 404."""
    return get_object_or_404(
        Establishment.objects.select_related("controller"),
        controller__slug=controller,
        controller__is_active=True,
        country=country.upper(),
    )


def public_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    establishment: Establishment | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw a public page with its header, footer and language switch."""
    if establishment is not None:
        context |= {
            "establishment": establishment,
            "zone": establishment.time_zone,
            "home_url": home_url(establishment),
        }
    context["languages"] = _languages(request, establishment)
    context["help_url"] = ""  # the staff's help is not theirs
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def home_url(establishment: Establishment) -> str:
    return reverse("public:country-home", args=args_of(establishment))


def args_of(establishment: Establishment) -> list[str]:
    return [establishment.controller.slug, establishment.country.lower()]


def too_many(
    request: HttpRequest, establishment: Establishment | None = None
) -> HttpResponse:
    """429: this was asked for too often; nothing that was typed is lost."""
    response = public_page(
        request,
        "requests/public/too_many.html",
        {},
        establishment=establishment,
        status=429,
    )
    response["Retry-After"] = "3600"
    return response


def _languages(
    request: HttpRequest, establishment: Establishment | None
) -> list[dict[str, Any]]:
    """The languages of this place, each with the address of this page in it."""
    current = get_language()
    names = dict(settings.LANGUAGES)
    spoken = establishment.languages if establishment else list(names)
    return [
        {
            "code": code,
            "name": names[code],
            "url": _in_language(request, code),
            "current": code == current,
        }
        for code in names
        if code in spoken or code == current
    ]


def _in_language(request: HttpRequest, code: str) -> str:
    path = request.get_full_path()
    translated = translate_url(path, code)
    # Pages that carry no language in their address take it as a parameter.
    return translated if translated != path else f"{request.path}?lang={code}"
