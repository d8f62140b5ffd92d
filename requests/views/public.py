"""The privacy home of a company and the four pages of questions (UX.md 4, Public)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.collation import sort_key
from accounts.models import Controller, Establishment
from accounts.places import country_name
from policies.versions import in_force
from rights import drafts, grants
from rights.drafts import STEPS, Draft
from rights.forms.public import STEP_FORMS, Filled, filled
from rights.guards import TRAP
from rights.offers import offer
from rights.unspoken import unspoken
from rights.views.pages import args_of, home_url, place_or_404, public_page


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """The companies this portal answers for."""
    controllers = Controller.objects.filter(is_active=True).order_by("name")
    return public_page(
        request, "requests/public/index.html", {"controllers": controllers}
    )


@require_safe
@login_not_required
def home(request: HttpRequest, controller: str) -> HttpResponse:
    """The company's one country, or the choice between several."""
    return _choose_country(request, controller, to="public:country-home")


@require_safe
@login_not_required
def request_anywhere(request: HttpRequest, controller: str) -> HttpResponse:
    return _choose_country(request, controller, to="public:request")


@require_safe
@login_not_required
def country_home(request: HttpRequest, controller: str, country: str) -> HttpResponse:
    """Who decides about your data there, and how to use your rights."""
    place = place_or_404(controller, country)
    policy = in_force(place.controller_id, timezone.now())
    context = {
        "offer": offer(place),
        "policy": policy,
        "policy_url": reverse("archive:current", args=[controller, policy.policy.slug])
        if policy
        else "",
        "contact_points": place.contact_points.exclude(value=""),
        "request_url": reverse("public:request", args=args_of(place)),
        "unspoken": unspoken(place),
        "preferences_url": reverse("public:preferences", args=args_of(place)),
    }
    return public_page(
        request, "requests/public/home.html", context, establishment=place
    )


@require_safe
@login_not_required
def start(request: HttpRequest, controller: str, country: str) -> HttpResponse:
    """To the first page that still waits for an answer."""
    place = place_or_404(controller, country)
    draft = drafts.find_open(request.session, place)
    return _go(place, filled(draft, place, offer(place)).missing or "check")


@login_not_required
def step(
    request: HttpRequest, controller: str, country: str, step: str
) -> HttpResponse:
    """One page of questions; what was answered before is still there."""
    place = place_or_404(controller, country)
    draft = drafts.find_open(request.session, place)
    offered = offer(place)
    so_far = filled(draft, place, offered)
    if _stands_before(so_far.missing, step):
        if request.method == "POST" and not draft.done:
            messages.info(
                request,
                _(
                    "Your answers are no longer here: they are kept for a day, in the "
                    "browser that gave them. Please start again."
                ),
            )
        return _go(place, so_far.missing)
    is_posted = request.method == "POST"
    form = STEP_FORMS[step](
        request.POST if is_posted else None,
        establishment=place,
        offer=offered,
        answers=draft.answers,
    )
    if is_posted and form.is_valid():
        draft.answer(step, form.cleaned_data)
        draft.is_trapped = draft.is_trapped or bool(request.POST.get(TRAP))
        keep_draft(request, place, draft)
        return _onward(request, place, step, filled(draft, place, offered))
    context = {
        "form": form,
        "offer": offered,
        "chosen": offered.chosen(draft.answers.get("right", ())),
        "number": STEPS.index(step) + 1,
        "total": len(STEPS) + 1,
        "back_url": _back(request, place, step),
        "trap": TRAP,
    }
    template = f"requests/public/{step}.html"
    return public_page(request, template, context, establishment=place)


def keep_draft(request: HttpRequest, place: Establishment, draft: Draft) -> None:
    """Keep the draft for a day, also where the sessions of the office end sooner.

    The browser gets its key with the first answer: two presses of the last button would
    each make one, and the code would fit the one that is forgotten.
    """
    drafts.keep(request.session, place, draft)
    grants.browser_key(request.session)
    if not request.user.is_authenticated:
        request.session.set_expiry(drafts.LASTS)


def _choose_country(request: HttpRequest, slug: str, *, to: str) -> HttpResponse:
    controller = get_object_or_404(Controller, slug=slug, is_active=True)
    places = list(controller.establishments.select_related("controller"))
    if len(places) == 1:
        return redirect(to, *args_of(places[0]))
    rows = [
        {
            "name": country_name(place.country),
            "url": reverse(to, args=args_of(place)),
        }
        for place in places
    ]
    language = get_language() or "en"
    rows.sort(key=lambda row: sort_key(row["name"], language))
    context: dict[str, Any] = {"controller": controller, "rows": rows}
    return public_page(request, "requests/public/countries.html", context)


def _stands_before(missing: str, step: str) -> bool:
    return bool(missing) and STEPS.index(missing) < STEPS.index(step)


def _onward(
    request: HttpRequest, place: Establishment, step: str, so_far: Filled
) -> HttpResponse:
    """The next page; after a change, back to the check unless more is asked now."""
    if request.GET.get("then") == "check":
        return _go(place, so_far.missing or "check", then_check=bool(so_far.missing))
    following = STEPS.index(step) + 1
    return _go(place, STEPS[following] if following < len(STEPS) else "check")


def _back(request: HttpRequest, place: Establishment, step: str) -> str:
    if request.GET.get("then") == "check":
        return reverse("public:check", args=args_of(place))
    number = STEPS.index(step)
    if number == 0:
        return home_url(place)
    return reverse("public:step", args=[*args_of(place), STEPS[number - 1]])


def _go(place: Establishment, page: str, *, then_check: bool = False) -> HttpResponse:
    if page == "check":
        return redirect("public:check", *args_of(place))
    url = reverse("public:step", args=[*args_of(place), page])
    return redirect(f"{url}?then=check" if then_check else url)
