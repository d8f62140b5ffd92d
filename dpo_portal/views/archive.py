"""The public archive of a policy: what holds, what held, what changed; for everyone.

Every page says which language it is in and which address is its lasting one.
"""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import Establishment
from policies import archive
from policies.models import Policy, PolicyVersion
from rights.offers import offer
from rights.views.pages import public_page


@require_safe
@login_not_required
def current(request: HttpRequest, controller: str, slug: str) -> HttpResponse:
    """The text in force today."""
    policy = _policy(controller, slug)
    version = policy.versions.in_force(timezone.now()).first()
    if version is None:
        raise Http404
    return _show(request, policy, version)


@require_safe
@login_not_required
def version(
    request: HttpRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    policy = _policy(controller, slug)
    return _show(request, policy, _version(policy, number))


@require_safe
@login_not_required
def on(request: HttpRequest, controller: str, slug: str, day: date) -> HttpResponse:
    """The text that held when this day ended."""
    policy = _policy(controller, slug)
    if day > timezone.localdate():
        raise Http404
    found = archive.on_day(policy, day)
    if found is None:
        raise Http404
    return _show(request, policy, found, day=day)


@require_safe
@login_not_required
def versions(request: HttpRequest, controller: str, slug: str) -> HttpResponse:
    """Every version, and the comparison of any two."""
    policy = _policy(controller, slug)
    rows = _rows(policy)
    with_text = [row for row in rows if row["url"]]
    chosen = [request.GET.get(name, "") for name in ("from", "to")]
    if all(one.isdecimal() for one in chosen):
        return redirect("archive:compare", controller, slug, *map(int, chosen))
    context = {
        "policy": policy,
        "title": archive.title_of(policy, get_language() or "en", timezone.now()),
        "rows": rows,
        "with_text": with_text,
        "current_url": reverse("archive:current", args=[controller, slug]),
        "feeds": _feeds(policy),
    }
    return _page(request, policy, "policies/public/versions.html", context)


@require_safe
@login_not_required
def compare(
    request: HttpRequest, controller: str, slug: str, old: int, new: int
) -> HttpResponse:
    """What changed from one version to another, word by word."""
    policy = _policy(controller, slug)
    before, after = _version(policy, old), _version(policy, new)
    language = _language(request)
    changes = archive.differences(before, after, language)
    reading = archive.read(after, language)
    context = {
        "policy": policy,
        "title": archive.title_of(policy, get_language() or "en", timezone.now()),
        "before": archive.named(before),
        "after": archive.named(after),
        "changes": changes,
        "language": reading.text.language if reading else "",
        "versions_url": reverse("archive:versions", args=[controller, slug]),
        "canonical": request.build_absolute_uri(request.path),
    }
    return _page(request, policy, "policies/public/compare.html", context)


@require_safe
@login_not_required
def text(request: HttpRequest, controller: str, slug: str, number: int) -> HttpResponse:
    """The words as a plain text to keep."""
    reading = _reading(request, controller, slug, number)
    name = f"{controller}-{slug}-v{number}-{reading.text.language}.txt"
    response = HttpResponse(
        archive.as_text(reading), content_type="text/plain; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Language"] = reading.text.language
    return response


@require_safe
@login_not_required
def proof(
    request: HttpRequest, controller: str, slug: str, number: int
) -> JsonResponse:
    """Words and hashes as JSON, with the rule to work the hashes out again."""
    reading = _reading(request, controller, slug, number)
    return JsonResponse(
        archive.proof(reading), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


def _policy(controller: str, slug: str) -> Policy:
    return get_object_or_404(
        Policy.objects.select_related("controller"),
        controller__slug=controller,
        controller__is_active=True,
        slug=slug,
    )


def _version(policy: Policy, number: int) -> PolicyVersion:
    for found in archive.published(policy, timezone.now()):
        if found.number == number:
            return found
    raise Http404


def _reading(
    request: HttpRequest, controller: str, slug: str, number: int
) -> archive.Reading:
    found = _version(_policy(controller, slug), number)
    reading = archive.read(found, _language(request))
    if reading is None:
        raise Http404
    return reading


def _language(request: HttpRequest) -> str:
    """Of the text: the one asked for, else that of the page."""
    return request.GET.get("in", "")[:12] or get_language() or "en"


def _rows(policy: Policy) -> list[dict[str, Any]]:
    now = timezone.now()
    args = [policy.controller.slug, policy.slug]
    rows = []
    for one in archive.published(policy, now):
        has_text = bool(one.sha256)
        rows.append(
            {
                "version": one,
                "name": archive.named(one),
                "standing": one.standing(now),
                "url": reverse("archive:version", args=[*args, one.number])
                if has_text
                else "",
            }
        )
    return rows


def _feeds(policy: Policy) -> dict[str, str]:
    args = [policy.controller.slug, policy.slug]
    return {
        "all": reverse("archive:feed", args=args),
        "material": reverse("archive:feed-material", args=args),
    }


def _show(
    request: HttpRequest,
    policy: Policy,
    found: PolicyVersion,
    *,
    day: date | None = None,
) -> HttpResponse:
    now = timezone.now()
    args = [policy.controller.slug, policy.slug]
    reading = archive.read(found, _language(request))
    own = reverse("archive:version", args=[*args, found.number])
    holds = policy.versions.in_force(now).first()
    upcoming = policy.versions.upcoming(now).first() if found == holds else None
    context: dict[str, Any] = {
        "policy": policy,
        "version": found,
        "name": archive.named(found),
        "reading": reading,
        "day": day,
        "standing": found.standing(now),
        "upcoming": upcoming,
        "changes_url": reverse(
            "archive:compare", args=[*args, found.number, upcoming.number]
        )
        if upcoming and upcoming.sha256 and found.sha256
        else "",
        "own_url": own,
        "text_url": reverse("archive:text", args=[*args, found.number]),
        "proof_url": reverse("archive:proof", args=[*args, found.number]),
        "current_url": reverse("archive:current", args=args),
        "material": upcoming.changes.confirmed().count() if upcoming else 0,
        **_reply_time(policy),
        "versions_url": reverse("archive:versions", args=args),
        "rights_url": reverse("public:home", args=[policy.controller.slug]),
        "rows": _rows(policy)[:4],
        "feeds": _feeds(policy),
    }
    if reading is not None:
        language = reading.text.language
        context["language"] = language
        is_page = language == get_language()
        address = own if is_page else f"{own}?in={language}"
        context["canonical"] = request.build_absolute_uri(address)
    response = _page(request, policy, "policies/public/version.html", context)
    if reading is not None:
        response["Content-Language"] = reading.text.language
    return response


def _reply_time(policy: Policy) -> dict[str, Any]:
    """How soon the company answers: one period for all, or one for each wish."""
    homes = Establishment.objects.select_related("controller")
    found = list(homes.filter(controller=policy.controller)[:2])
    if len(found) != 1:  # each country has its own
        return {}
    offered = offer(found[0])
    return {"answer": offered.answer, "answers_differ": offered.periods_differ}


def _page(
    request: HttpRequest, policy: Policy, template: str, context: dict[str, Any]
) -> HttpResponse:
    home = (
        Establishment.objects.select_related("controller")
        .filter(controller=policy.controller)
        .order_by("pk")
    )
    spoken = home.first()
    return public_page(
        request,
        template,
        context,
        establishment=spoken if home.count() == 1 else None,
    )
