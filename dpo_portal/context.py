"""What the frame of every page needs: sidebar, theme, ribbon (UX.md 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

from django.conf import settings
from django.db.models import Count, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_from_path
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.roles import PERMISSIONS
from dpo_portal.session_end import session_end
from policies.models import Campaign
from rights.models import RightsRequest


@dataclass(frozen=True, eq=False)
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


WORK = [
    Place("desk:home", "house", _("Home")),
    Place("requests:queue", "inbox", _("Requests"), "requests.view"),
    Place("subjects:list", "users", _("Subjects"), "subjects.view"),
    Place("policies:list", "file-text", _("Policies"), "policies.view"),
    Place("notices:list", "send", _("Notices"), "policies.view"),
    Place("incidents:list", "triangle-alert", _("Breaches"), "incidents.view"),
]
REGISTER = [
    Place("processing:list", "list-tree", _("Processing"), "processing.view"),
    Place("processing:systems", "database", _("Systems"), "processing.view"),
    Place("processing:recipients", "share-2", _("Recipients"), "processing.view"),
    Place(
        "processing:assessments", "search-check", _("Assessments"), "processing.view"
    ),
    Place("ledger:told", "send", _("Recipients told"), "requests.view"),
    Place("ledger:backups", "calendar-clock", _("Backups"), "requests.view"),
    Place("retention:files", "eraser", _("Case files"), "requests.view"),
    Place("processing:transfers", "globe", _("Transfers"), "processing.view"),
    Place("ending:due", "hourglass", _("Retention"), "subjects.view"),
]
TRAIL = [
    Place("audit:changes", "history", _("Change history"), "audit.view"),
    Place("audit:access", "eye", _("Access log"), "audit.view"),
    Place("audit:integrity", "shield-check", _("Integrity"), "audit.view"),
    Place("audit:exports", "download", _("Exports"), "audit.export"),
]
OVERSIGHT = [
    Place("promises:ledger", "book-open", _("Promises"), "rulebook.view"),
    Place("team:load", "users", _("Load"), "requests.view_team"),
    Place("reports:index", "chart-column", _("Reports"), "requests.report"),
    Place("rulebook:rules", "scale", _("Rulebook"), "rulebook.view"),
    Place("accounts:team", "id-card", _("Team"), "accounts.manage_team"),
    Place("notice-apps:list", "smartphone", _("Apps"), "policies.manage_apps"),
    Place("accounts:settings", "settings", _("Settings"), "rulebook.view"),
]
PLACES: list[tuple[Any, list[Place]]] = [
    ("", WORK),
    (_("Register"), REGISTER),
    (_("Oversight"), [*TRAIL, *OVERSIGHT]),
]
# Whoever only audits comes for the trail, and reads the rest (UX.md 3, PNG 04).
AUDITORS_PLACES: list[tuple[Any, list[Place]]] = [
    ("", TRAIL),
    (_("Read only"), WORK),
    (_("Register"), REGISTER),
    (_("Oversight"), OVERSIGHT),
]
ACCOUNT_PLACES = [
    Place("accounts:profile", "user", _("Profile")),
    Place("account_change_password", "lock", _("Password")),
    Place("mfa_index", "key-round", _("Two-step sign-in")),
    Place("usersessions_list", "monitor", _("Sessions")),
]

NAMED = ("/desk/", "/audit/", "/r/")  # roots whose addresses are no keys


COUNTED = ("requests:queue", "notices:list")


def figures(user: User) -> dict[str, int]:
    """The figures behind entries, by URL name: one statement for all."""
    requests = RightsRequest.objects.visible_to(user).open()
    notices = Campaign.objects.visible_to(user).under_way()
    first, *more = (
        rows.order_by().values(place=Value(name)).annotate(count=Count("pk"))
        for name, rows in zip(COUNTED, (requests, notices), strict=True)
    )
    counted = first.union(*more, all=True).values_list("place", "count")
    return {**dict.fromkeys(COUNTED, 0), **dict(counted)}


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Context processor; nothing is read from the database unless a template asks."""
    roles = SimpleLazyObject(partial(_roles, request))  # one query for all below
    return {
        "demo": settings.DEMO,
        "theme": _theme(request),
        "printed": SimpleLazyObject(partial(_printed, request)),
        "nav": SimpleLazyObject(partial(sidebar, request, roles)),
        "me": SimpleLazyObject(partial(_me, request, roles)),
        "role_label": SimpleLazyObject(partial(_role_label, roles)),
        "home_url": url_or_nothing(settings.LOGIN_REDIRECT_URL) or "/",
        "search_url": SimpleLazyObject(partial(_search_url, roles)),
        "new_request_url": SimpleLazyObject(partial(_new_request_url, roles)),
        "session_end": SimpleLazyObject(partial(session_end, request)),
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
    only_audits = set(roles) == {Membership.Role.AUDITOR}
    sections = (
        Section(str(label), _entries(request, places, granted))
        for label, places in (AUDITORS_PLACES if only_audits else PLACES)
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
    request: HttpRequest, places: Iterable[Place], granted: Iterable[str] | None
) -> tuple[Entry, ...]:
    path = request.path
    offered = _offered(
        tuple(places),
        None if granted is None else frozenset(granted),
        get_language() or "",
        get_urlconf() or settings.ROOT_URLCONF,
    )
    # "Settings" is current on each of its pages, but for those that stand beside it.
    within = [
        url for url, *_rest, exact in offered if not exact and path.startswith(url)
    ]
    nearest = max(within, key=len, default="")
    return tuple(
        Entry(
            url,
            icon,
            label,
            url == (path if exact else nearest),
            _figure(request, url_name),
        )
        for url, icon, label, url_name, exact in offered
    )


@lru_cache(maxsize=256)  # roles, languages: few, and every page asks
def _offered(
    places: tuple[Place, ...],
    granted: frozenset[str] | None,
    _language: str,
    urlconf: str,
) -> tuple[tuple[str, str, str, str, bool], ...]:
    """The places with a page that the role allows: URL, icon, label, name, exact."""
    found = ((place, _url(place.url_name, urlconf)) for place in places)
    return tuple(
        (
            url,
            place.icon,
            str(place.label),
            place.url_name,
            place.url_name in {"mfa_index", "desk:home"},
        )
        for place, url in found
        if url and (granted is None or not _barred(place, granted))
    )


def _figure(request: HttpRequest, url_name: str) -> int | None:
    """How many wait behind an entry; a page that counted them says so itself."""
    if url_name not in COUNTED:
        return None
    known: dict[str, int] | None = getattr(request, "figures", None)
    if known is None and (user := _user(request)) is not None:
        known = request.figures = figures(user)  # type: ignore[attr-defined]
    return None if known is None else known.get(url_name)


def _barred(place: Place, granted: frozenset[str]) -> bool:
    return bool(place.permission) and place.permission not in granted


def _search_url(roles: Iterable[str]) -> str:
    if "requests.view" in _granted(roles):
        return url_or_nothing("requests:search")
    return ""


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


def _printed(request: HttpRequest) -> str:
    """What the foot of each page on paper says: where it is from, and when (UX.md 11).

    An address names references, never people; where it can be a key, it is left out.
    """
    local = timezone.localtime()
    moment = f"{local:%Y-%m-%d %H:%M} UTC{local:%:z}"
    if request.path.startswith(NAMED) or get_language_from_path(request.path):
        return f"{request.get_host()}{request.path} · {moment}"
    return moment


def _theme(request: HttpRequest) -> str:
    """`light`, `dark`, or nothing: the device decides, on public pages always."""
    user = getattr(request, "user", None)
    if request.path.startswith(("/desk/", "/audit/", "/accounts/")) and isinstance(
        user, User
    ):
        return "" if user.theme == User.Theme.SYSTEM else user.theme
    return ""
