"""What every public page needs: its place, its languages, no copy in a cache."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import get_script_prefix, reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, get_language_from_path

from accounts.models import Establishment
from policies.versions import code_in_force


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
            "paper_form_url": reverse("public:paper", args=args_of(establishment)),
        }
        if "policy_url" not in context:
            context["policy_url"] = policy_url(establishment)
    context["languages"] = _languages(request, establishment)
    context["help_url"] = ""  # the staff's help is not theirs
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def speak(request: HttpRequest, *otherwise: str) -> None:
    """Speak as the person chose, else in the first of `otherwise` that we speak.

    For the pages without a language in their address. What was pressed just now
    (`?lang=ms`) counts before what this browser chose earlier; middleware keeps it.
    """
    known = dict(settings.LANGUAGES)
    asked = request.GET.get("lang", "")
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    wanted = (asked, kept, *otherwise, get_language() or "")
    language = next((code for code in wanted if code in known), settings.LANGUAGE_CODE)
    # Left active: LocaleMiddleware sets the next request's language anew.
    translation.activate(language)
    request.LANGUAGE_CODE = language


def home_url(establishment: Establishment) -> str:
    return reverse("public:country-home", args=args_of(establishment))


def policy_url(establishment: Establishment) -> str:
    """Where the policy in force is read; blank while none is."""
    code = code_in_force(establishment.controller, timezone.now())
    if not code:
        return ""
    _controller, slug = code.partition("@")[0].split("/")
    return policy_url_of(establishment, slug)


def policy_url_of(establishment: Establishment, slug: str) -> str:
    return reverse("archive:current", args=[establishment.controller.slug, slug])


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
    """This page in `code`; the parameter says that the person chose it.

    The address changes in its first part alone; `translate_url` would load the words
    and the address table of every language for that, some 6 MB.
    """
    asked = request.GET.copy()
    asked["lang"] = code
    path = request.path
    if get_language_from_path(request.path_info):
        _, _, rest = request.path_info.removeprefix("/").partition("/")
        path = f"{get_script_prefix()}{code}/{rest}"
    return f"{path}?{asked.urlencode()}"
