"""What a person does with a notice: sees it, acknowledges it, agrees, says no.

Agreeing and saying no also go into the consent ledger, for the purposes whose clause
changed; which text holds for the person then follows from the answers
(`applicability.py`). A no takes effect at once and needs no reason.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from audit.trail import Actor, act, record
from correspondence.models import Letter
from policies.models import (
    Acknowledgement,
    MaterialChange,
    PolicyVersion,
    Translation,
    VersionClause,
)
from subjects import consenting
from subjects.consenting import How
from subjects.errors import SubjectsError
from subjects.models import ConsentEvent, ConsentPurpose, DataSubject

Kind = Acknowledgement.Kind
Channel = Acknowledgement.Channel
ANSWERS = frozenset({Kind.ACCEPTED, Kind.DECLINED})
CONSENT_CHANNELS = {
    Channel.WEB: ConsentEvent.Channel.WEB,
    Channel.LINK: ConsentEvent.Channel.LINK,
    Channel.APP: ConsentEvent.Channel.APP,
}


@dataclass(frozen=True)
class Shown:
    """The words that stood before the person: where, in which language, and the
    sentence beside the button."""

    channel: Channel
    language: str
    sentence: str = ""


def note(
    person: DataSubject,
    version: PolicyVersion,
    kind: Kind,
    shown: Shown,
    *,
    at: datetime | None = None,
) -> Acknowledgement | None:
    """Keep one act of a person, with the words they were shown; None if it stands.

    Seen and acknowledged count once. An answer counts again only where it is another
    one than the last.
    """
    now = at or timezone.now()
    with (
        transaction.atomic(),
        act(
            by=Actor.subject(),
            controller_id=person.controller_id,
            subject_id=person.pk,
            at=now,
        ),
    ):
        DataSubject.objects.select_for_update().get(pk=person.pk)
        mine = Acknowledgement.objects.filter(
            version=version, data_subject__in=person.record_ids()
        )
        if kind in ANSWERS:
            last = mine.answers().first()
            if last is not None and last.kind == kind:
                return None
        elif mine.filter(kind=kind).exists():
            return None
        made = Acknowledgement.objects.create(
            data_subject=person,
            version=version,
            kind=kind,
            language=shown.language,
            text_sha256=_hash_of(version, shown.language),
            shown=shown.sentence,
            channel=shown.channel,
            at=now,
        )
        if kind in ANSWERS:
            _write_consents(person, version, kind, shown, now)
        record("policies.note_answer", made, subject_id=person.pk)
    return made


def answer_of(person: DataSubject, version: PolicyVersion) -> Acknowledgement | None:
    """The last yes or no of this person to this version."""
    mine = Acknowledgement.objects.filter(
        version=version, data_subject__in=person.record_ids()
    )
    found: Acknowledgement | None = mine.answers().first()
    return found


def purposes_touched(
    version: PolicyVersion, *, by_a_new_use: bool = False
) -> list[ConsentPurpose]:
    """The purposes of consent that rest on a clause which this version changes.

    `by_a_new_use`: those alone for which data serves something new by that.
    """
    keys: set[str] = set()
    for change in MaterialChange.objects.filter(version=version).confirmed():
        if change.new_use or not by_a_new_use:
            keys.update(change.clause_keys)
    addresses = VersionClause.objects.filter(
        translation__version__policy=version.policy, clause__key__in=keys
    ).exclude(address="")
    found = set(addresses.values_list("address", flat=True))
    purposes = ConsentPurpose.objects.of(version.policy.controller_id)
    return [one for one in purposes if one.retired_on is None and one.clause in found]


def _write_consents(
    person: DataSubject, version: PolicyVersion, kind: Kind, shown: Shown, at: datetime
) -> None:
    how = How(CONSENT_CHANNELS[shown.channel], shown.language, version.code)
    anew = purposes_touched(version, by_a_new_use=True)
    for purpose in purposes_touched(version):
        if kind is Kind.DECLINED:
            consenting.withdraw(person, purpose, how, by=Actor.subject(), at=at)
            continue
        try:
            consenting.give(
                person,
                purpose,
                how,
                by=Actor.subject(),
                at=at,
                renews=purpose in anew,
            )
        except SubjectsError:
            continue  # no longer asked: the answer to the version stands alone


def _hash_of(version: PolicyVersion, language: str) -> str:
    """Of the version's words in this language, else of the version in all of them."""
    text = Translation.objects.filter(version=version, language=language)
    return text.values_list("sha256", flat=True).first() or version.sha256 or "-"


def shown_in(letter: Letter, channel: Channel, sentence: str) -> Shown:
    """What a person saw who was told with this letter."""
    return Shown(channel, letter.language, sentence)
