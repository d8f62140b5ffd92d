"""`/api/v1/notices`: what a company's app has to show, and what people did with it.

    GET  /api/v1/notices?app=SLUG            anonymous: what is announced
    GET  /api/v1/notices                     Authorization: Bearer <token>: one person's
    POST /api/v1/notices/<id>/seen|ack       the person saw it, pressed "I have read it"
    POST /api/v1/notices/<id>/accept|decline only with a token of the company's server

The token stands in the header alone, never in an address (tokens.py).
"""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from correspondence import escalating, notice_links
from correspondence.models import Delivery
from policies.models import Acknowledgement, Campaign, NoticeApp
from policies.telling import answering, tokens, wording
from policies.telling.answering import Channel, Kind, Shown
from policies.telling.audience import best_of
from policies.telling.plans import languages_of
from policies.telling.tokens import Bearer, TokenRefused
from subjects.models import DataSubject, Identifier

ACTS = {
    "seen": Kind.SEEN,
    "ack": Kind.ACKNOWLEDGED,
    "accept": Kind.ACCEPTED,
    "decline": Kind.DECLINED,
}
METHODS = "GET, POST, OPTIONS"
UNSIGNED = "Send the token of your server in the header Authorization."
type View = Callable[..., HttpResponse]


class Refused(Exception):
    """An answer that is no success: its status and one sentence for the developer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def endpoint(*methods: str) -> Callable[[View], View]:
    """No cookie counts here, so no CSRF either; other sites are let in by app."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def answered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.method == "OPTIONS":
                return _cors(request, HttpResponse(status=204), _any_app(request))
            app: NoticeApp | None = None
            try:
                if request.method not in methods:
                    raise Refused(405, f"Use {', '.join(methods)}.")
                bearer = _bearer(request)
                if bearer is None and request.method == "POST":
                    raise Refused(401, UNSIGNED)
                app = bearer.app if bearer else _named_app(request)
                response = view(request, app=app, bearer=bearer, **kwargs)
            except Refused as error:
                response = JsonResponse({"error": str(error)}, status=error.status)
            return _cors(request, response, app)

        return answered

    return decorate


@endpoint("GET")
def notices(
    request: HttpRequest, *, app: NoticeApp, bearer: Bearer | None
) -> HttpResponse:
    """All that this person, or anyone, has to be shown now; newest first."""
    now = timezone.now()
    person = _person(bearer) if bearer else None
    language = request.GET.get("lang", "")[:12]
    shown = Campaign.objects.shown(now).filter(
        version__policy__controller=app.controller_id
    )
    rows = list(shown.select_related("version__policy__controller").order_by("-pk"))
    if bearer is not None:
        mine = _rows_of(person, rows) if person else {}
        rows = [row for row in rows if row.pk in mine]
        for row in rows:
            if mine[row.pk].channel == Delivery.Channel.APP:
                escalating.note_fetched(mine[row.pk], at=now)
    else:
        mine = {}
    found = [_described(row, person, mine.get(row.pk), language) for row in rows]
    unread = sum(bool(one["unread"]) for one in found)
    return _tagged(request, {"unread": unread, "notices": found})


@endpoint("POST")
def act(
    request: HttpRequest,
    *,
    app: NoticeApp,
    bearer: Bearer,
    pk: int,
    what: str,
) -> HttpResponse:
    """Keep what the person did. Doing it twice keeps it once."""
    kind = ACTS.get(what)
    if kind is None:
        raise Refused(404, "There is no such act.")
    if kind in answering.ANSWERS and (
        not bearer.may_answer or request.headers.get("Origin")
    ):
        raise Refused(
            403,
            "Agreeing and saying no come from your server, with a token of scope "
            "answer, or from the person's own page after a code by e-mail.",
        )
    person = _person(bearer)
    campaign = (
        Campaign.objects.shown(timezone.now())
        .filter(pk=pk, version__policy__controller=app.controller_id)
        .select_related("version__policy__controller")
        .first()
    )
    row = _rows_of(person, [campaign]).get(pk) if person and campaign else None
    if person is None or campaign is None or row is None:
        raise Refused(404, "There is no such notice for this person.")
    shown = Shown(Channel.APP, row.letter.language, _sentence(request))
    answering.note(person, campaign.version, kind, shown)
    return JsonResponse({"kept": what})


def _described(
    row: Campaign, person: DataSubject | None, mine: Delivery | None, language: str
) -> dict[str, Any]:
    version = row.version
    spoken = language or (mine.letter.language if mine else "")
    language = best_of(
        spoken or version.policy.default_language,
        languages_of(version) or [version.language],
        version.policy.default_language,
    )
    changes = list(version.changes.filter(state="confirmed").order_by("pk"))
    is_asked = any(one.gate == "explicit_consent" for one in changes)
    last = answering.answer_of(person, version) if person else None
    with translation.override(language):
        summary = [one.summary_in(language) for one in changes]
    return {
        "id": row.pk,
        "policy": version.policy.slug,
        "version": version.number,
        "kind": row.kind,
        "severity": "consent" if is_asked else "material",
        "title": wording.title_of(version, language),
        "language": language,
        "summary": summary,
        "effective_on": version.effective_on and version.effective_on.isoformat(),
        "diff_url": _diff_url(row, mine),
        "gate": "explicit_consent" if is_asked else "notice",
        "shows": row.shows,
        "unread": _is_unread(person, row) if person else True,
        "answer": last.kind if last else None,
    }


def _diff_url(row: Campaign, mine: Delivery | None) -> str:
    if mine is not None:
        return notice_links.url_of(notice_links.token_of(mine.pk))
    path = reverse(
        "public:announcement", args=[row.version.policy.controller.slug, row.pk]
    )
    return f"{settings.SITE_URL}{path}"


def _is_unread(person: DataSubject, row: Campaign) -> bool:
    return not Acknowledgement.objects.filter(
        version=row.version, data_subject__in=person.record_ids()
    ).exists()


def _rows_of(person: DataSubject, campaigns: list[Campaign]) -> dict[int, Delivery]:
    """This person's own message of each campaign that tells them."""
    rows = Delivery.objects.filter(
        campaign_id__in=[one.pk for one in campaigns],
        person__in=person.record_ids(),
    ).select_related("letter")
    return {row.campaign_id or 0: row for row in rows.order_by("pk")}


def _person(bearer: Bearer) -> DataSubject | None:
    known = (
        Identifier.objects.select_related("data_subject__merged_into")
        .filter(
            controller=bearer.app.controller_id,
            kind=Identifier.Kind.ACCOUNT,
            value=bearer.account,
        )
        .first()
    )
    return known.data_subject.standing() if known else None


def _bearer(request: HttpRequest) -> Bearer | None:
    said = request.headers.get("Authorization", "")
    if not said:
        return None
    scheme, _, token = said.partition(" ")
    if scheme.casefold() != "bearer":
        raise Refused(401, "Send “Authorization: Bearer <token>”.")
    try:
        return tokens.read(token.strip(), at=timezone.now())
    except TokenRefused as error:
        raise Refused(401, str(error)) from None


def _named_app(request: HttpRequest) -> NoticeApp:
    app = _any_app(request)
    if app is None:
        raise Refused(404, "Name an app of ours: ?app=…")
    return app


def _any_app(request: HttpRequest) -> NoticeApp | None:
    """The app that the address names, or on a preflight the one of its origin."""
    active = NoticeApp.objects.filter(is_active=True)
    if slug := request.GET.get("app"):
        return active.filter(slug=slug).first()
    origin = request.headers.get("Origin", "")
    return next((one for one in active if origin in one.origins), None)


def _cors(
    request: HttpRequest, response: HttpResponse, app: NoticeApp | None
) -> HttpResponse:
    origin = request.headers.get("Origin", "")
    if app is not None and origin and origin in app.origins:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response["Access-Control-Allow-Methods"] = METHODS
        response["Access-Control-Expose-Headers"] = "ETag"
        response["Access-Control-Max-Age"] = "600"
    response["Vary"] = "Origin, Authorization"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _tagged(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    """The answer with its ETag; 304 and nothing where the app has it already."""
    body = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def _sentence(request: HttpRequest) -> str:
    """The words beside the button, as the app says it showed them."""
    if request.content_type != "application/json":
        return ""
    try:
        said = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise Refused(400, "The body is no JSON.") from None
    words = said.get("shown", "") if isinstance(said, dict) else ""
    return str(words)[:1000]
