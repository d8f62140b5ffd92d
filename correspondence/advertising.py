"""Letters that advertise: written and sent only to who agreed, with a way to stop.

Every other letter is about a person's rights, their orders or a policy, and is never
held back here.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from correspondence import deliveries, letters, links
from correspondence.models import Delivery, Letter, LinkToken
from subjects import marketing
from subjects.errors import MarketingStopped
from subjects.models import ConsentPurpose, DataSubject

STOP = "stop-marketing"  # the purpose of the link
LASTS = timedelta(days=3 * 365)  # and it is heeded even later


def write(
    name: str,
    *,
    kind: str,
    person: DataSubject,
    purpose: ConsentPurpose,
    language: str,
    to_email: str,
    context: Mapping[str, Any],
    at: datetime | None = None,
) -> Letter:
    """Write an advertising letter. Its wording shows `/u/[link]/`, the way to stop.

    Raises MarketingStopped where the person never agreed, said no, or has restricted
    data; LetterNotWritten as `letters.write`.
    """
    now = at or timezone.now()
    if code := marketing.why_not(person, purpose):
        raise MarketingStopped(
            _("Nothing may be advertised to this person (%(code)s).") % {"code": code}
        )
    return letters.write(
        name,
        kind=kind,
        controller=person.controller,
        language=language,
        to_email=to_email,
        to_name=person.name,
        context=context,
        link=links.issue(STOP, about_id=person.pk, valid_for=LASTS, at=now),
        advertises=(person, purpose),
        at=now,
    )


def _why_not(letter: Letter) -> str:
    person, purpose = letter.advertises_to, letter.advertises_for
    if person is None or purpose is None:
        return ""
    return marketing.why_not(person, purpose)


def suppress(person: DataSubject, at: datetime) -> None:
    """Take back at once what waits in the outbox and may not leave any more."""
    waiting = Delivery.objects.filter(
        state__in=Delivery.State.waiting(),
        letter__advertises_to__in=person.record_ids(),
    ).select_related("letter__advertises_to", "letter__advertises_for")
    for delivery in waiting.select_for_update(of=("self",)):
        if code := _why_not(delivery.letter):
            deliveries.suppress(delivery, at=at, detail=code)


def person_of(token: str) -> DataSubject | None:
    """Whose advertising this link stops; None for an address that was never sent."""
    link: LinkToken | None = links.find(STOP, token)
    if link is None:
        return None
    people = DataSubject.objects.select_related("controller", "merged_into__controller")
    found = people.filter(pk=link.about_id).first()
    return found.standing() if found else None
