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
    versions = _versions(controller, slug)
    found = versions.in_force(timezone.now())
    if found is None:
        raise Http404
    return _show(request, versions, found)


@require_safe
@login_not_required
def version(
    request: HttpRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    versions = _versions(controller, slug)
    return _show(request, versions, _numbered(versions, number))


@require_safe
@login_not_required
def on(request: HttpRequest, controller: str, slug: str, day: date) -> HttpResponse:
    """The text that held when this day ended."""
    versions = _versions(controller, slug)
    if day > timezone.localdate():
        raise Http404
    found = versions.on_day(day)
    if found is None:
        raise Http404
    return _show(request, versions, found, day=day)


@require_safe
@login_not_required
def versions(request: HttpRequest, controller: str, slug: str) -> HttpResponse:
    """Every version, and the comparison of any two."""
    known = _versions(controller, slug)
    policy = known.policy
    rows = _rows(known)
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
    template = "policies/public/versions.html"
    return _page(request, template, context, _only_home(policy))


@require_safe
@login_not_required
def compare(
    request: HttpRequest, controller: str, slug: str, old: int, new: int
) -> HttpResponse:
    """What changed from one version to another, word by word."""
    versions = _versions(controller, slug)
    policy = versions.policy
    before, after = (_numbered(versions, number) for number in (old, new))
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
    template = "policies/public/compare.html"
    return _page(request, template, context, _only_home(policy))


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


def _versions(controller: str, slug: str) -> archive.Versions:
    policy = get_object_or_404(
        Policy.objects.select_related("controller"),
        controller__slug=controller,
        controller__is_active=True,
        slug=slug,
    )
    return archive.Versions(policy)


def _numbered(versions: archive.Versions, number: int) -> PolicyVersion:
    for found in versions.shown(timezone.now()):
        if found.number == number:
            return found
    raise Http404


def _reading(
    request: HttpRequest, controller: str, slug: str, number: int
) -> archive.Reading:
    found = _numbered(_versions(controller, slug), number)
    reading = archive.read(found, _language(request))
    if reading is None:
        raise Http404
    return reading


def _language(request: HttpRequest) -> str:
    """Of the text: the one asked for, else that of the page."""
    return request.GET.get("in", "")[:12] or get_language() or "en"


def _rows(versions: archive.Versions) -> list[dict[str, Any]]:
    now, policy = timezone.now(), versions.policy
    args = [policy.controller.slug, policy.slug]
    rows = []
    for one in versions.shown(now):
        has_text = bool(one.sha256)
        rows.append(
            {
                "version": one,
                "name": archive.named(one),
                "standing": versions.standing(one, now),
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
    versions: archive.Versions,
    found: PolicyVersion,
    *,
    day: date | None = None,
) -> HttpResponse:
    now, policy = timezone.now(), versions.policy
    home = _only_home(policy)
    args = [policy.controller.slug, policy.slug]
    reading = archive.read(found, _language(request))
    own = reverse("archive:version", args=[*args, found.number])
    is_held = found == versions.in_force(now)
    upcoming = versions.upcoming(now) if is_held else None
    context: dict[str, Any] = {
        "policy": policy,
        "version": found,
        "name": archive.named(found),
        "reading": reading,
        "day": day,
        "standing": versions.standing(found, now),
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
        **_reply_time(home),
        "versions_url": reverse("archive:versions", args=args),
        "rights_url": reverse("public:home", args=[policy.controller.slug]),
        "rows": _rows(versions)[:4],
        "feeds": _feeds(policy),
    }
    if reading is not None:
        language = reading.text.language
        context["language"] = language
        is_page = language == get_language()
        address = own if is_page else f"{own}?in={language}"
        context["canonical"] = request.build_absolute_uri(address)
    response = _page(request, "policies/public/version.html", context, home)
    if reading is not None:
        response["Content-Language"] = reading.text.language
    return response


def _only_home(policy: Policy) -> Establishment | None:
    """Where the company is, if that is one country; else the page is no country's."""
    homes = Establishment.objects.select_related("controller")
    found = list(homes.filter(controller=policy.controller)[:2])
    return found[0] if len(found) == 1 else None


def _reply_time(home: Establishment | None) -> dict[str, Any]:
    """How soon the company answers: one period for all, or one for each wish."""
    if home is None:  # each country has its own
        return {}
    offered = offer(home)
    return {"answer": offered.answer, "answers_differ": offered.periods_differ}


def _page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    home: Establishment | None,
) -> HttpResponse:
    return public_page(request, template, context, establishment=home)
