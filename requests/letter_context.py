"""What the letters of a case may say: names, dates, decision, and the ways on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rights import grounds, told
from rights.choices import Right
from rights.explaining import (
    ANSWER,
    CARRY_OUT,
    REPLY,
    DateOwed,
    cited,
    in_words,
    wish,
)
from rights.followed import day_format
from rights.models import Clock, Decision, RightsRequest
from rulebook.remedies import Remedy, remedies


def status_url(rights_request: RightsRequest) -> str:
    """The page of the request, in the language of the letter that names it."""
    path = reverse("status:page", args=[rights_request.ref])
    return f"{settings.SITE_URL}{path}?lang={rights_request.language}"


def context(
    rights_request: RightsRequest,
    decision: Decision | None,
    named: Sequence[Clock] | None = None,
) -> dict[str, Any]:
    """What the templates may say, in the person's language.

    `named` are the clocks whose dates the letter names, where the caller knows them.
    """
    language = rights_request.language
    establishment = rights_request.establishment
    if named is None:
        # Clocks start with the code; the letter that brings it names none.
        begun = rights_request.confirmed_at is not None
        named = told.named(rights_request) if begun else ()
    dates_owed = in_words(named, language=language)
    with translation.override(language):
        found: dict[str, Any] = {
            "rights_request": rights_request,
            "right_asked": wish(rights_request.right),
            "received_at": rights_request.received_at,
            "claimant": rights_request.claimant,
            "establishment": establishment,
            "dates_owed": dates_owed,
            "open_dates": [
                _or_late(date) for date in dates_owed if date.is_owed_after_answer
            ],
            "answer": _first(dates_owed, ANSWER),
            "carrying_out": _first(dates_owed, CARRY_OUT),
            "reply": _first(dates_owed, REPLY),
            "status_url": status_url(rights_request),
            "site_url": settings.SITE_URL,
            "home_path": reverse(
                "public:country-home",
                args=[rights_request.controller.slug, establishment.country.lower()],
            ),
        }
        if decision is not None:
            found |= _decided(rights_request, decision)
    return found


def _or_late(date: DateOwed) -> DateOwed:
    """A date that is over is not promised once more: the letter says that it is."""
    if date.due_at is None or date.due_at > timezone.now():
        return date
    day = date_format(date.due_at, day_format())
    late = _("this was due on %(day)s; we are late, and do it now") % {"day": day}
    return replace(date, due_at=None, standstill=late)


def _first(dates: list[DateOwed], kind: str) -> DateOwed | None:
    return next((date for date in dates if date.kind == kind), None)


def _by_data_set(
    rights_request: RightsRequest, decision: Decision
) -> dict[str, list[tuple[str, str]]]:
    """The data sets under what was decided for each, with the ground in words."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in decision.data_sets:
        ground = grounds.named(rights_request, row.ground)
        label = ground.label_in(rights_request.language) if ground else ""
        found.setdefault(f"sets_{row.outcome}", []).append((row.label, label))
    return found


def _decided(rights_request: RightsRequest, decision: Decision) -> dict[str, Any]:
    ground = grounds.named(rights_request, decision.ground)
    return {
        "decision": decision,
        "granted": decision.granted.splitlines(),
        "kept": decision.kept.splitlines(),
        **_by_data_set(rights_request, decision),
        "ground_label": ground.label_in(rights_request.language) if ground else "",
        "ground_cited": (
            cited(decision.ground_source, decision.ground_clause) if ground else ""
        ),
        "ground_effect": ground.effect if ground else "",
        "remedies": ways_on(rights_request),
    }


def ways_on(rights_request: RightsRequest) -> list[Remedy]:
    """Where the person can go who does not agree, in their language."""
    return remedies(
        rights_request.controller.slug,
        rights_request.establishment.country,
        rights_request.language,
        is_complaint=rights_request.right == Right.COMPLAINT,
    )
