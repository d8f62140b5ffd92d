"""A request while it is being filled in: kept in the session, on the server, for a day.

One draft for each controller and country, so that two tabs of one browser fill in the
same one. It becomes a case only when the person sends it from the last page.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from accounts.models import Establishment
from rights.choices import Channel, Relation, Right
from rights.filing import Asked, Wish
from rights.offers import Offer

LASTS = timedelta(hours=24)
STEPS = ("who", "what", "details", "contact")  # the fifth page checks them all
DRAFTS = "drafts"  # the session's key
FACT = "fact_"  # an answer to the rulebook's identity fact of that code
DETAILS = "details_"  # what the person says of the right of that name


@dataclass
class Draft:
    """The answers so far, flat, and what became of them."""

    submission: str = field(default_factory=lambda: str(uuid.uuid4()))
    started_at: str = field(default_factory=lambda: timezone.now().isoformat())
    kept_at: str = field(default_factory=lambda: timezone.now().isoformat())
    answers: dict[str, Any] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    is_sent: bool = False
    filed: str = ""  # the reference; blank where a machine was only made to believe it
    is_confirmed: bool = False
    is_trapped: bool = False  # something filled in the field no person sees

    def answer(self, step: str, answers: Mapping[str, Any]) -> None:
        """Take the answers of one page; other words than those sent are a new case."""
        changed = any(self.answers.get(key) != value for key, value in answers.items())
        self.answers.update(answers)
        if step not in self.done:
            self.done.append(step)
        if changed and self.is_sent:
            self.submission = str(uuid.uuid4())
            self.filed, self.is_sent = "", False

    @property
    def digest(self) -> str:
        """Changes with every answer: what the person saw is what is sent."""
        words = json.dumps([self.submission, self.answers], sort_keys=True)
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    @property
    def age(self) -> timedelta:
        return timezone.now() - datetime.fromisoformat(self.started_at)

    @property
    def is_expired(self) -> bool:
        return timezone.now() - datetime.fromisoformat(self.kept_at) > LASTS


def find(session: SessionBase, establishment: Establishment) -> Draft | None:
    """The draft of this browser for this place, unless a day has gone by."""
    kept: dict[str, Any] = session.get(DRAFTS, {}).get(_place(establishment), {})
    draft = Draft(**kept) if kept else None
    return None if draft is None or draft.is_expired else draft


def find_open(session: SessionBase, establishment: Establishment) -> Draft:
    """The draft to go on with; a new one after the last was sent and confirmed."""
    draft = find(session, establishment)
    return Draft() if draft is None or draft.is_confirmed else draft


def keep(session: SessionBase, establishment: Establishment, draft: Draft) -> None:
    draft.kept_at = timezone.now().isoformat()
    drafts = dict(session.get(DRAFTS, {}))
    drafts[_place(establishment)] = asdict(draft)
    session[DRAFTS] = drafts


def finish(session: SessionBase, establishment: Establishment, draft: Draft) -> None:
    """The request is confirmed: its words live in the case now, not here as well."""
    draft.answers = {}
    draft.is_confirmed = True
    keep(session, establishment, draft)


def rights_in(answers: Mapping[str, Any]) -> list[Right]:
    """The rights that were chosen, in the order in which they were offered."""
    return [Right(value) for value in answers.get("right", ())]


def asked(
    answers: Mapping[str, Any],
    establishment: Establishment,
    *,
    offered: Offer,
    language: str,
) -> Asked:
    """The finished answers in the words of the verb that files them."""
    first, *others = [
        _wish(right, answers, establishment, offered) for right in rights_in(answers)
    ]
    return Asked(
        establishment=establishment,
        right=first.right,
        granted_by=first.granted_by,
        details=first.details,
        facts=first.facts,
        also=tuple(others),
        relation=Relation(answers["relation"]),
        name=answers["name"],
        person_name=answers.get("person_name", ""),
        email=answers["email"],
        guardian_name=answers.get("guardian_name", ""),
        guardian_email=answers.get("guardian_email", ""),
        language=language,
    )


def _wish(
    right: Right, answers: Mapping[str, Any], place: Establishment, offered: Offer
) -> Wish:
    """One right with its own details, and only the facts that its route asks for."""
    route = offered.book.identity_route(
        place.controller.slug, place.country, right, Channel.WEB_FORM
    )
    given = {fact.code: answers.get(FACT + fact.code, "") for fact in route.facts}
    return Wish(
        right=right,
        granted_by=offered.granted_by(right),
        details=answers.get(DETAILS + right, ""),
        facts={code: value for code, value in given.items() if value},
    )


def _place(establishment: Establishment) -> str:
    return f"{establishment.controller.slug}/{establishment.country}"
