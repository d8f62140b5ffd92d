"""Writing a letter: its text is frozen and its delivery queued in one transaction."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.models import Controller
from correspondence.errors import LetterNotWritten
from correspondence.models import (
    CODE_PLACE,
    LINK_PLACE,
    Delivery,
    Letter,
    LinkToken,
    OneTimeCode,
)
from correspondence.proof import Kind, prove
from correspondence.wording import one_line, render, shortened
from subjects.models import ConsentPurpose, DataSubject


def write(
    name: str,
    *,
    kind: str,
    controller: Controller | None,
    language: str,
    to_email: str,
    to_name: str = "",
    context: Mapping[str, Any],
    case_id: int | None = None,
    case_ref: str = "",
    code: OneTimeCode | None = None,
    link: LinkToken | None = None,
    at: datetime | None = None,
    time_zone: str = "",
    by_post: bool = False,
    advertises: tuple[DataSubject, ConsentPurpose] | None = None,
) -> Letter:
    """Write the letter `templates/<name>.<language>.txt` and put it into the outbox.

    Runs in the caller's transaction, so a verb and its letter happen together or not at
    all; the worker takes it up within a second of the commit. With a `code`, the
    wording must show `[code]` (or `{{ code }}`, the same), where the worker puts the
    digits; a `link` stands as `[link]` in the address of its page. `time_zone` is the
    one in which the wording's moments are shown. `by_post` is for a person without an
    e-mail address: somebody prints and posts it. `advertises` comes from
    advertising.write alone.

    Raises LetterNotWritten for a missing wording, an address that cannot be one, or a
    code or link without its place; TransactionManagementError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "A letter is written inside the transaction of the verb that sends it."
        )
    now = at or timezone.now()
    if not by_post:
        _need_address(to_email)
    rendered = render(name, language=language, context=context, time_zone=time_zone)
    places = {CODE_PLACE: code, LINK_PLACE: link}
    _need_places(name, rendered.body, [p for p, one in places.items() if one])
    letter = Letter(
        controller=controller,
        kind=kind,
        language=rendered.language,
        subject=rendered.subject,
        body=rendered.body,
        body_sha256=hashlib.sha256(rendered.body.encode()).hexdigest(),
        to_email=to_email,
        to_name=shortened(one_line(to_name), 200),
        case_id=case_id,
        case_ref=case_ref,
        created_at=now,
        advertises_to=advertises[0] if advertises else None,
        advertises_for=advertises[1] if advertises else None,
    )
    letter.save()
    channel = Delivery.Channel.POST if by_post else Delivery.Channel.EMAIL
    _queue(letter, channel, code, link)
    return letter


def _need_address(to_email: str) -> None:
    try:
        validate_email(to_email)
    except ValidationError as error:
        raise LetterNotWritten("The letter has no e-mail address to go to.") from error


def _need_places(name: str, body: str, places: Iterable[str]) -> None:
    for place in places:
        if place not in body:
            raise LetterNotWritten(f"{name} has no {place} where it could stand.")


def _queue(
    letter: Letter, channel: str, code: OneTimeCode | None, link: LinkToken | None
) -> None:
    """Put it into the outbox, due at once even if it is dated on."""
    at = letter.created_at
    delivery = Delivery.objects.create(
        letter=letter,
        channel=channel,
        code=code,
        link=link,
        queued_at=at,
        next_attempt_at=min(at, timezone.now()),
    )
    prove(delivery, Kind.QUEUED, at)


def preview(
    name: str,
    *,
    language: str,
    context: Mapping[str, Any],
    time_zone: str = "",
    **_as_for_write: Any,
) -> tuple[str, str]:
    """Subject and body exactly as `write` would store them; nothing is stored.

    Takes the same arguments as `write`, so that one dictionary serves both.
    """
    rendered = render(name, language=language, context=context, time_zone=time_zone)
    return rendered.subject, rendered.body
