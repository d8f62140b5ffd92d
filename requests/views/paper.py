"""The form to print, fill in by hand and post: `…/request/paper/`. It knows nobody."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import Establishment
from rights.choices import Channel, Relation
from rights.offers import Offer, offer
from rights.views.pages import place_or_404, public_page
from rulebook.rows import IdentityFact


@dataclass(frozen=True)
class FactAsked:
    """One thing the policy asks for; `wishes` is empty where it always does."""

    label: str
    help: str
    wishes: tuple[str, ...]


@require_safe
@login_not_required
def paper(request: HttpRequest, controller: str, country: str) -> HttpResponse:
    """What this policy asks of a person who writes, and no more."""
    place = place_or_404(controller, country)
    offered = offer(place)
    age = offered.book.minors(place.controller.slug, place.country).adult_age
    context = {
        "offer": offered,
        "facts": facts_on_paper(place, offered),
        "relations": [
            row for row in Relation.choices if age or row[0] != Relation.MINOR
        ],
        "adult_age": age,
        "contact_points": place.contact_points.exclude(value=""),
    }
    return public_page(
        request, "requests/public/paper.html", context, establishment=place
    )


def facts_on_paper(place: Establishment, offered: Offer) -> list[FactAsked]:
    """The facts of the written route, each once, with the wishes that need it."""
    asked: dict[str, IdentityFact] = {}
    wishes: dict[str, list[str]] = {}
    for option in offered.options:
        route = offered.book.identity_route(
            place.controller.slug, place.country, option.right, Channel.LETTER
        )
        for fact in route.with_request:
            asked[fact.code] = fact
            wishes.setdefault(fact.code, []).append(option.label)
    language = get_language() or "en"
    every = len(offered.options)
    return [
        FactAsked(
            label=fact.label_in(language),
            help=fact.help_in(language),
            wishes=() if len(wishes[code]) == every else tuple(wishes[code]),
        )
        for code, fact in asked.items()
    ]
