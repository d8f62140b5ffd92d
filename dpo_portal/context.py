"""What the frame of every page needs: sidebar, theme, ribbon (UX.md 3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.roles import PERMISSIONS
from rights.models import RightsRequest


@dataclass(frozen=True)
class Place:
    """A page of the sidebar; shown once its URL exists and the role allows it."""

    url_name: str
    icon: str
    label: Any
    permission: str = ""


@dataclass(frozen=True)
class Entry:
    url: str
    icon: str
    label: str
    current: bool
    count: int | None = None
    hot: bool = False


@dataclass(frozen=True)
class Me:
    """Who is signed in, as the frame shows it, and the pages of their account."""

    full_name: str
    email: str
    role_label: str
    pages: tuple[Entry, ...]


@dataclass(frozen=True)
class Section:
    label: str
    entries: tuple[Entry, ...]


# Home joins when `/desk/` shows more than the way to the work.
PLACES: list[tuple[Any, list[Place]]] = [
    (
        "",
        [
            Place("requests:queue", "inbox", _("Requests"), "requests.view"),
            Place("subjects:list", "users", _("Subjects"), "subjects.view"),
            Place("policies:list", "file-text", _("Policies"), "policies.view"),
            Place("policies:notices", "send", _("Notices"), "policies.view"),
            Place("incidents:list", "triangle-alert", _("Breaches"), "incidents.view"),
        ],
    ),
    (
        _("Register"),
        [
            Place("processing:list", "list-tree", _("Processing"), "processing.view"),
            Place(
                "processing:recipients", "share-2", _("Recipients"), "processing.view"
            ),
            Place("processing:transfers", "globe", _("Transfers"), "processing.view"),
            Place(
                "processing:retention", "hourglass", _("Retention"), "processing.view"
            ),
        ],
    ),
    (
        _("Oversight"),
        [
            Place("audit:changes", "history", _("Change history"), "audit.view"),
            Place("audit:access", "eye", _("Access log"), "audit.view"),
            Place("desk:reports", "chart-column", _("Reports"), "requests.view"),
            Place("rulebook:rules", "scale", _("Rulebook"), "rulebook.view"),
            Place("accounts:team", "settings", _("Team"), "accounts.manage_team"),
            Place(
                "accounts:controllers",
                "building-2",
                _("Controllers"),
                "accounts.view_controllers",
            ),
        ],
    ),
]
ACCOUNT_PLACES = [
    Place("accounts:profile", "user", _("Profile")),
    Place("account_change_password", "lock", _("Password")),
    Place("mfa_index", "key-round", _("Two-step sign-in")),
    Place("usersessions_list", "monitor", _("Sessions")),
]


def open_requests(user: User) -> int:
    return RightsRequest.objects.visible_to(user).open().count()


# The figure behind an entry, by url name.
COUNTS: dict[str, Callable[[User], int]] = {"requests:queue": open_requests}


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Context processor; nothing is read from the database unless a template asks."""
    roles = SimpleLazyObject(partial(_roles, request))  # one query for all below
    return {
        "demo": settings.DEMO,
        "theme": _theme(request),
        "nav": SimpleLazyObject(partial(sidebar, request, roles)),
        "me": SimpleLazyObject(partial(_me, request, roles)),
        "role_label": SimpleLazyObject(partial(_role_label, roles)),
        "home_url": url_or_nothing(settings.LOGIN_REDIRECT_URL) or "/",
        "search_url": url_or_nothing("requests:search"),
        "new_request_url": SimpleLazyObject(partial(_new_request_url, roles)),
        "help_url": url_or_nothing("desk:help"),
    }


def url_or_nothing(url_name: str) -> str:
    """Where `url_name` leads, or an empty string while that page is not built."""
    return _url(url_name, get_urlconf() or settings.ROOT_URLCONF)


@cache
def _url(url_name: str, urlconf: str) -> str:
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:
        return ""


def sidebar(request: HttpRequest, roles: Iterable[str]) -> list[Section]:
    """The sections of the sidebar a person with these roles may use."""
    if not _user(request):
        return []
    granted = _granted(roles)
    sections = (
        Section(str(label), _entries(request, places, granted))
        for label, places in PLACES
    )
    return [section for section in sections if section.entries]


def _granted(roles: Iterable[str]) -> set[str]:
    """Permissions held somewhere. For display only: views ask the backend again."""
    return {verb for role in roles for verb in PERMISSIONS[role]}


def _user(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, User) and user.is_active else None


def _roles(request: HttpRequest) -> list[str]:
    known: set[str] | None = getattr(request, "roles", None)
    user = _user(request)
    if known is not None or user is None:
        return list(known or ())
    return list(user.memberships.values_list("role", flat=True).distinct())


def _entries(
    request: HttpRequest, places: list[Place], granted: set[str] | None
) -> tuple[Entry, ...]:
    shown = []
    for place in places:
        url = url_or_nothing(place.url_name)
        if not url or (granted is not None and _barred(place, granted)):
            continue
        current = request.path == url
        if place.url_name not in {"mfa_index"}:
            current = request.path.startswith(url)
        number = _figure(request, place.url_name)
        shown.append(Entry(url, place.icon, str(place.label), current, number))
    return tuple(shown)


def _figure(request: HttpRequest, url_name: str) -> int | None:
    """How many wait behind an entry; a page that counted them says so itself."""
    known: dict[str, int] = getattr(request, "figures", {})
    if url_name in known:
        return known[url_name]
    count, user = COUNTS.get(url_name), _user(request)
    return count(user) if count and user else None


def _barred(place: Place, granted: set[str]) -> bool:
    return bool(place.permission) and place.permission not in granted


def _new_request_url(roles: Iterable[str]) -> str:
    if "requests.triage" in _granted(roles):
        return url_or_nothing("requests:new")
    return ""


def _me(request: HttpRequest, roles: Iterable[str]) -> Me | None:
    user = _user(request)
    if user is None:
        return None
    pages = _entries(request, ACCOUNT_PLACES, None)
    return Me(user.full_name, user.email, _role_label(roles), pages)


def _role_label(roles: Iterable[str]) -> str:
    held = set(roles)
    return ", ".join(str(role.label) for role in Membership.Role if role in held)


def _theme(request: HttpRequest) -> str:
    """`light`, `dark`, or nothing: the device decides, on public pages always."""
    user = getattr(request, "user", None)
    if request.path.startswith(("/desk/", "/audit/", "/accounts/")) and isinstance(
        user, User
    ):
        return "" if user.theme == User.Theme.SYSTEM else user.theme
    return ""
