"""`/.well-known/`: what programs ask of a site: privacy signals, whom to tell of holes.

The portal follows nobody, so its answer to Do Not Track is `N` for every page.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

GPC_SINCE = "2026-11-30"  # when the portal began to heed it
EXPIRES = timedelta(days=180)  # RFC 9116: under a year


@require_safe
@login_not_required
def gpc(request: HttpRequest) -> JsonResponse:
    """Global Privacy Control is heeded here."""
    return JsonResponse({"gpc": True, "lastUpdate": GPC_SINCE})


@require_safe
@login_not_required
def dnt(request: HttpRequest) -> HttpResponse:
    """The site-wide tracking status (W3C Tracking Preference Expression)."""
    return JsonResponse(
        {"tracking": "N"}, content_type="application/tracking-status+json"
    )


@require_safe
@login_not_required
def security(request: HttpRequest) -> HttpResponse:
    """security.txt (RFC 9116), made of the settings."""
    expires = timezone.now().replace(microsecond=0) + EXPIRES
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
    ]
    return HttpResponse(
        "\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"
    )
