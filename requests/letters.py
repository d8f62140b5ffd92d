"""The letters of a case: which one, to whom, saying what."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from correspondence import letters
from correspondence.models import Letter, OneTimeCode
from rights import grounds, told
from rights.explaining import (
    ANSWER,
    cited,
    in_words,
    wish,
)
from rights.letter_context import context, status_url, ways_on
from rights.models import Clock, Decision, Fee, Hold, RightsRequest

KIND_ANSWER = "answer"
FOLDER = "requests/letters"


def code(
    rights_request: RightsRequest, *, code: OneTimeCode, name: str, at: datetime
) -> Letter:
    """A one-time code; the digits come to be when the worker sends it."""
    return _write(rights_request, f"code_{name}", kind="code", code=code, at=at)


def receipt(
    rights_request: RightsRequest,
    *,
    begun: Sequence[Clock],
    also: Sequence[RightsRequest] = (),
    at: datetime,
) -> Letter:
    """Reference, the dates that count and what happens next.

    `begun` are the request's clocks, which have just been started. `also` are the other
    requests of the same act: each stands with its own reference and dates. On paper it
    carries a one-time secret, made when it is printed (printed_secret.py).
    """
    name = "receipt_paper" if rights_request.claimant.goes_by_post else "receipt"
    every = (rights_request, *also) if also else ()
    more = {"together": [_named(one) for one in every]}
    named = told.named_of(begun)
    return _write(rights_request, name, kind="receipt", at=at, named=named, more=more)


def _named(rights_request: RightsRequest) -> dict[str, Any]:
    """One of several requests as a receipt names it."""
    language = rights_request.language
    with translation.override(language):
        asked = wish(rights_request.right)
    return {
        "ref": rights_request.ref,
        "right_asked": asked,
        "dates_owed": in_words(told.named(rights_request), language=language),
    }


def asked(rights_request: RightsRequest, *, at: datetime) -> Letter:
    """Says that we need something, until when, and what our own date does meanwhile."""
    return _dated(rights_request, "asked", at=at)


def reply_received(rights_request: RightsRequest, *, at: datetime) -> Letter:
    """Says that the reply is here and which date counts now."""
    return _dated(rights_request, "reply_received", at=at)


def extended(rights_request: RightsRequest, *, reason: str, at: datetime) -> Letter:
    """More time, by law: why, and until when; beside a promise that stays earlier."""
    moved = Clock.objects.filter(rights_request=rights_request, status="running")
    dates = [*told.named(rights_request), *(c for c in moved if c.was_extended)]
    clocks = list(dict.fromkeys(dates))
    told_dates = in_words(clocks, language=rights_request.language)
    with translation.override(rights_request.language):
        by_law = _("The law asks for our answer")
    return _dated(
        rights_request,
        "extended",
        at=at,
        clocks=clocks,
        reason=reason,
        dates_owed=[
            replace(date, what=by_law) if number and date.kind == ANSWER else date
            for number, date in enumerate(told_dates)
        ],
    )


def held(rights_request: RightsRequest, hold: Hold, *, at: datetime) -> Letter:
    """Carrying out waits: on which ground, until what; the answer does not wait."""
    ground = grounds.named(rights_request, hold.ground)
    language = rights_request.language
    label = ground.label_in(language) if ground else hold.ground
    with translation.override(language):
        cited_as = cited(hold.ground_source, hold.ground_clause)
    return _dated(
        rights_request,
        "held",
        at=at,
        hold=hold,
        ground_label=label,
        hold_source=cited_as,
    )


def released(rights_request: RightsRequest, *, at: datetime) -> Letter:
    """The hold is lifted; until when it is carried out now."""
    return _dated(rights_request, "released", at=at)


def forwarded(
    rights_request: RightsRequest, *, to: str, how: str, at: datetime
) -> Letter:
    """Another office answers: which, and how to reach it."""
    return _write(
        rights_request,
        "forwarded",
        kind="forwarded",
        at=at,
        more={"to": to, "how": how},
    )


def duplicate(
    rights_request: RightsRequest, of: RightsRequest, *, at: datetime
) -> Letter:
    """The same was asked before; its reference, which goes on."""
    more = {"of": of, "first_url": status_url(of)}
    return _write(rights_request, "duplicate", kind="duplicate", at=at, more=more)


def abandoned(rights_request: RightsRequest, *, at: datetime) -> Letter:
    """Closed as no reply came; how to go on all the same."""
    return _write(rights_request, "abandoned", kind="abandoned", at=at)


def reopened(rights_request: RightsRequest, *, at: datetime) -> Letter:
    """We look into it again; the dates that count now."""
    return _dated(rights_request, "reopened", at=at)


def guardian_noted(rights_request: RightsRequest, *, at: datetime) -> Letter:
    """To the guardian of a minor who asked: we write to you from now on."""
    return _dated(rights_request, "guardian_noted", at=at)


def acts_alone(rights_request: RightsRequest, *, at: datetime) -> Letter:
    """To a person for whom somebody acted: we write to you from now on."""
    return _dated(rights_request, "acts_alone", at=at)


def fee(rights_request: RightsRequest, asked: Fee, *, at: datetime) -> Letter:
    """What the repeat costs, why, by which paragraph, and that no date waits for it."""
    return _dated(rights_request, "fee", at=at, fee=asked)


def fee_settled(rights_request: RightsRequest, settled: Fee, *, at: datetime) -> Letter:
    """The fee was paid, or is not asked any more."""
    more = {"fee": settled, "is_paid": settled.state == Fee.State.PAID}
    return _write(rights_request, "fee_settled", kind="fee_settled", at=at, more=more)


def message_waiting(
    rights_request: RightsRequest, *, at: datetime, files: int = 0
) -> Letter:
    """Says that a message waits on the status page; words and files stay there."""
    more = {"files": files}
    return _write(rights_request, "message_waiting", kind="message", at=at, more=more)


def facts_asked(
    rights_request: RightsRequest, facts: Sequence[str], *, at: datetime
) -> Letter:
    """Which facts show that it is them: names of facts, never what was given."""
    more = {"facts": facts}
    return _write(rights_request, "facts_asked", kind="facts_asked", at=at, more=more)


def withdrawn(rights_request: RightsRequest, *, at: datetime) -> Letter:
    return _write(rights_request, "withdrawn", kind="withdrawn", at=at)


def closed(rights_request: RightsRequest, *, left: list[str], at: datetime) -> Letter:
    """Says that everything the answer announced has been done, or what was `left`."""
    return _write(rights_request, "closed", kind="closed", at=at, more={"left": left})


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
        context=context(rights_request, decision),
        time_zone=rights_request.establishment.time_zone,
    )


def _dated(
    rights_request: RightsRequest,
    name: str,
    *,
    at: datetime,
    clocks: list[Clock] | None = None,
    **more: Any,
) -> Letter:
    """A letter that names the dates of now; the clocks keep that it did (2.9)."""
    named = told.named(rights_request) if clocks is None else clocks
    told.keep(named, at)
    language = rights_request.language
    words = {
        "remedies": ways_on(rights_request),
        "dates_owed": in_words(named, language=language),
        **more,
    }
    known = named if clocks is None else None
    return _write(rights_request, name, kind=name, at=at, named=known, more=words)


def _write(
    rights_request: RightsRequest,
    name: str,
    *,
    kind: str,
    at: datetime,
    named: Sequence[Clock] | None = None,
    code: OneTimeCode | None = None,
    decision: Decision | None = None,
    more: Mapping[str, Any] | None = None,
) -> Letter:
    claimant = rights_request.claimant
    return letters.write(
        f"{FOLDER}/{name}",
        kind=kind,
        controller=rights_request.controller,
        language=rights_request.language,
        to_email=claimant.email,
        to_name=claimant.name,
        by_post=claimant.goes_by_post,
        context={**context(rights_request, decision, named), **(more or {})},
        case_id=rights_request.pk,
        case_ref=rights_request.ref,
        code=code,
        at=at,
        time_zone=rights_request.establishment.time_zone,
    )
