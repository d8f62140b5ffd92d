"""Freezing the words and the list of a notice, and finding them unchanged later."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from correspondence import frozen
from policies.errors import NotPossible
from policies.models import Campaign, CampaignText
from policies.telling import audience, plans, wording


def freeze_words(row: Campaign, people: Any, at: datetime) -> None:
    for language, spoken in _served(row, people):
        for variant, whose in audience.variants_of(row.version):
            count = people.filter(whose, language__in=spoken).count()
            if not count:
                continue
            said = wording.words(row, language=language, variant=variant)
            letter = frozen.write(
                kind="policy_change",
                controller=row.controller,
                language=language,
                subject=said.subject,
                text=said.text,
                html=said.html,
                at=at,
            )
            CampaignText.objects.create(
                campaign=row,
                round=row.round,
                language=language,
                variant=variant,
                letter=letter,
                sha256=letter.body_sha256,
                people=count,
            )


def _served(row: Campaign, people: Any) -> list[tuple[str, list[str]]]:
    version = row.version
    served = audience.languages_of(
        people, plans.languages_of(version), version.policy.default_language
    )
    return sorted(served.items())


def shares_of(row: Campaign, people: Any) -> Iterator[tuple[CampaignText, Any]]:
    """Each frozen text with the people who get it."""
    texts = {(one.language, one.variant): one for one in frozen_texts(row)}
    variants = dict(audience.variants_of(row.version))
    for language, spoken in _served(row, people):
        for variant, whose in variants.items():
            text = texts.get((language, variant))
            if text is not None:
                yield text, people.filter(whose, language__in=spoken)


def frozen_people(row: Campaign) -> Any:
    """The list as it was frozen. Raises NotPossible where it is another now."""
    people = audience.people_of(row, at=row.audience_at or timezone.now())
    now_listed = audience.freeze(people)
    if now_listed != audience.Frozen(row.audience_count, row.audience_sha256):
        raise NotPossible(list_changed())
    return people


def frozen_texts(row: Campaign) -> list[CampaignText]:
    texts = list(row.texts.filter(round=row.round).select_related("letter"))
    if any(frozen.fingerprint(one.letter) != one.sha256 for one in texts):
        raise NotPossible(_("The words are no longer those that were frozen."))
    return texts


def list_changed() -> str:
    return _(
        "The list of people has changed since it was frozen. Freeze it again, and have "
        "that approved."
    )
