"""The letters of a case: which one, to whom, saying what."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from correspondence import letters
from correspondence.models import Letter, OneTimeCode
from rights import grounds
from rights.choices import SourceKind
from rights.explaining import owed, wish
from rights.models import Decision, RightsRequest
from rulebook.authorities import authority

KIND_ANSWER = "answer"
FOLDER = "requests/letters"


def status_url(rights_request: RightsRequest) -> str:
    """The page of the request, in the language of the letter that names it."""
    path = reverse("status:page", args=[rights_request.ref])
    return f"{settings.SITE_URL}{path}?lang={rights_request.language}"


def code(
    rights_request: RightsRequest, *, code: OneTimeCode, name: str, at: datetime
) -> Letter:
    """A one-time code; the digits come to be when the worker sends it."""
    return _write(rights_request, f"code_{name}", kind="code", code=code, at=at)


def receipt(rights_request: RightsRequest, *, at: datetime) -> Letter:
    """Reference, every date owed and what happens next."""
    return _write(rights_request, "receipt", kind="receipt", at=at)


def message_waiting(rights_request: RightsRequest, *, at: datetime) -> Letter:
    """Says that a message waits on the status page; its words stay there."""
    return _write(rights_request, "message_waiting", kind="message", at=at)


def withdrawn(rights_request: RightsRequest, *, at: datetime) -> Letter:
    return _write(rights_request, "withdrawn", kind="withdrawn", at=at)


def closed(rights_request: RightsRequest, *, at: datetime) -> Letter:
    """Says that everything the answer announced has been done."""
    return _write(rights_request, "closed", kind="closed", at=at)


def answer(
    rights_request: RightsRequest, decision: Decision, *, at: datetime
) -> Letter:
    """The decision, with its ground, its reason and where to complain."""
    return _write(rights_request, "answer", kind=KIND_ANSWER, at=at, decision=decision)


def preview_answer(
    rights_request: RightsRequest, decision: Decision
) -> tuple[str, str]:
    """Subject and body of the answer as it would go out now; nothing is stored."""
    return letters.preview(
        f"{FOLDER}/answer",
        language=rights_request.language,
        context=_context(rights_request, decision),
        time_zone=rights_request.establishment.time_zone,
    )


def _write(
    rights_request: RightsRequest,
    name: str,
    *,
    kind: str,
    at: datetime,
    code: OneTimeCode | None = None,
    decision: Decision | None = None,
) -> Letter:
    claimant = rights_request.claimant
    return letters.write(
        f"{FOLDER}/{name}",
        kind=kind,
        controller=rights_request.controller,
        language=rights_request.language,
        to_email=claimant.email,
        to_name=claimant.name,
        context=_context(rights_request, decision),
        case_id=rights_request.pk,
        case_ref=rights_request.ref,
        code=code,
        at=at,
        time_zone=rights_request.establishment.time_zone,
    )


def _context(
    rights_request: RightsRequest, decision: Decision | None
) -> dict[str, Any]:
    """What the templates may say, in the person's language."""
    language = rights_request.language
    establishment = rights_request.establishment
    dates_owed = owed(rights_request, language=language)
    with translation.override(language):
        context: dict[str, Any] = {
            "rights_request": rights_request,
            "right_asked": wish(rights_request.right),
            "received_at": rights_request.received_at,
            "claimant": rights_request.claimant,
            "establishment": establishment,
            "dates_owed": dates_owed,
            "open_dates": [date for date in dates_owed if date.is_owed_after_answer],
            "status_url": status_url(rights_request),
            "site_url": settings.SITE_URL,
            "home_path": reverse(
                "public:country-home",
                args=[rights_request.controller.slug, establishment.country.lower()],
            ),
        }
        if decision is not None:
            context |= _decided(rights_request, decision)
    return context


def _decided(rights_request: RightsRequest, decision: Decision) -> dict[str, Any]:
    ground = grounds.named(rights_request, decision.ground)
    return {
        "decision": decision,
        "granted": decision.granted.splitlines(),
        "kept": decision.kept.splitlines(),
        "ground_label": ground.label_in(rights_request.language) if ground else "",
        "ground_source": SourceKind(decision.ground_source).label if ground else "",
        "authority": authority(
            rights_request.establishment.country, rights_request.language
        ),
    }
