"""The consent ledger: giving, refusing, withdrawing, objecting. Each leaves a new row.

Withdrawing is as easy as giving: the same call, the same channels, no question asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from subjects import ending_consents, grounds, stop_handlers
from subjects.errors import NotPossible
from subjects.models import Consent, ConsentEvent, ConsentPurpose, DataSubject
from subjects.shown_texts import shown
from subjects.steps import said, staff_id, step

State = Consent.State
Channel = ConsentEvent.Channel
# What an answer on a form, a signal or a link may turn a consent into.
NO = frozenset({State.REFUSED, State.WITHDRAWN, State.OBJECTED})


@dataclass(frozen=True)
class How:
    """How a change came: the channel, what shows it, and the words it was put in.

    `version` is that of the policy, by value: `maxim/privacy@1`.
    """

    channel: Channel
    language: str = "en"
    version: str = ""
    evidence: str = ""
    case_id: int | None = None


def give(
    person: DataSubject,
    purpose: ConsentPurpose,
    how: How,
    *,
    by: User | Actor,
    at: datetime | None = None,
    renews: bool = False,
) -> ConsentEvent | None:
    """Note that the person agreed, with the words they were shown.

    None if that stands already, but for a yes that `renews`: to another use than the
    former yes was about (EDPB 05/2020, 110). Raises NotPossible for a purpose that is
    no longer offered, or, noted by a colleague, without what shows it.
    """
    if purpose.retired_on is not None:
        raise NotPossible(_("Consent for this purpose is no longer asked."))
    if isinstance(by, User):
        said(how.evidence, _("Say what shows that the person agreed."), "evidence")
    return _change(person, purpose, State.GIVEN, how, by=by, at=at, renews=renews)


def withdraw(
    person: DataSubject,
    purpose: ConsentPurpose,
    how: How,
    *,
    by: User | Actor,
    at: datetime | None = None,
) -> ConsentEvent | None:
    """Note that the person takes a consent back, or says no to what they never gave.

    Always possible and at once; what was done before stays lawful (AUX-5.11, NBX-6.10,
    AXB-4.9). What was held by this consent alone is due to be erased (MAXIM-17.2). A no
    to marketing also stops what rests on other grounds than consent.
    Returns None if the person had said no already.
    """
    known = Consent.objects.of(person).filter(purpose=purpose)
    states = {row.state for row in known}
    if State.GIVEN in states:
        state = State.WITHDRAWN
    elif purpose.is_marketing:
        state = State.OBJECTED
    else:
        state = State.REFUSED
    return _change(person, purpose, state, how, by=by, at=at)


def note_exception(
    person: DataSubject,
    purpose: ConsentPurpose,
    how: How,
    *,
    exception: str,
    by: User,
    at: datetime | None = None,
) -> ConsentEvent | None:
    """Note that no consent is needed for this, on an exception of policy or law.

    Raises NotPossible for one that the company does not have (consent-exceptions), or
    where the person said no and the purpose is marketing.
    """
    known = {one.code for one in grounds.exceptions(purpose.controller.slug)}
    if exception not in known:
        raise NotPossible(_("Choose an exception that the policy names."), "exception")
    if purpose.is_marketing:
        raise NotPossible(_("No exception allows advertising."), "exception")
    said(how.evidence, _("Say why it applies here."), "evidence")
    return _change(
        person, purpose, State.NOT_NEEDED, how, by=by, at=at, exception=exception
    )


def ledger(person: DataSubject) -> list[ConsentEvent]:
    """Every change of every consent of the person, newest first."""
    events = ConsentEvent.objects.of(person).select_related(
        "consent__purpose", "text", "effect"
    )
    return list(events.order_by("-at", "-pk"))


@dataclass(frozen=True)
class Standing:
    """Where a person stands on one purpose; `event` is what led there, if anything."""

    purpose: ConsentPurpose
    event: ConsentEvent | None

    @property
    def state(self) -> str:
        return self.event.state if self.event else ""

    @property
    def is_given(self) -> bool:
        return self.state == State.GIVEN


def standings(person: DataSubject) -> list[Standing]:
    """One for each purpose of the company that is offered, or that has a row.

    Of two records of one person the cautious answer counts: a no stands over a yes.
    """
    latest: dict[int, ConsentEvent] = {}
    for event in reversed(ledger(person)):
        _put(latest, event)
    purposes = ConsentPurpose.objects.of(person.controller_id)
    return [
        Standing(purpose, latest.get(purpose.pk))
        for purpose in purposes
        if purpose.retired_on is None or purpose.pk in latest
    ]


def _put(latest: dict[int, ConsentEvent], event: ConsentEvent) -> None:
    """Oldest first: a record's later event counts, another record's no counts more."""
    key = event.consent.purpose_id
    before = latest.get(key)
    if (
        before is None
        or before.consent_id == event.consent_id
        or event.state in NO
        or before.state not in NO
    ):
        latest[key] = event


def _change(
    person: DataSubject,
    purpose: ConsentPurpose,
    state: State,
    how: How,
    *,
    by: User | Actor,
    at: datetime | None,
    exception: str = "",
    renews: bool = False,
) -> ConsentEvent | None:
    at = at or timezone.now()
    if purpose.controller_id != person.controller_id:
        raise NotPossible(_("That is a purpose of another controller."))
    with step(
        person,
        VERBS[state],
        by=by,
        at=at,
        permission="subjects.record_consent",
        case_id=how.case_id,
    ) as locked:
        made = [
            _event(consent, state, how, by=by, at=at, exception=exception)
            for consent in _rows(locked, purpose, state, at)
            if renews or consent.state != state or consent._state.adding
        ]
        if made and state == State.WITHDRAWN:
            ending_consents.fall_due(locked, purpose, at=at)
        elif made and state == State.GIVEN:
            ending_consents.goes_on(locked, purpose)
        if purpose.is_marketing and state in NO:
            stop_handlers.tell(locked, at=at)
    return made[0] if made else None


VERBS = {
    State.GIVEN: "give_consent",
    State.REFUSED: "refuse_consent",
    State.WITHDRAWN: "withdraw_consent",
    State.OBJECTED: "object_to_use",
    State.NOT_NEEDED: "note_exception",
}


def _rows(
    person: DataSubject, purpose: ConsentPurpose, state: State, at: datetime
) -> Iterable[Consent]:
    """The person's rows for this purpose, over all their records; a first one if none.

    A yes is written where the person goes on; a no to every record.
    """
    known = list(
        Consent.objects.of(person)
        .filter(purpose=purpose)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if state in NO and known:
        return known
    for row in known:
        if row.data_subject_id == person.pk:
            return [row]
    return [
        Consent(
            data_subject=person,
            controller_id=person.controller_id,
            purpose=purpose,
            state=state,
            since=at,
        )
    ]


def _event(
    consent: Consent,
    state: State,
    how: How,
    *,
    by: User | Actor,
    at: datetime,
    exception: str,
) -> ConsentEvent:
    consent.state, consent.since = state, at
    consent.save()
    text, effect = shown(
        consent.purpose, language=how.language, version=how.version, at=at
    )
    event = ConsentEvent(
        consent=consent,
        state=state,
        at=at,
        channel=how.channel,
        text=text if how.channel in SHOWN else None,
        effect=effect if state in NO and how.channel in SHOWN else None,
        exception=exception,
        evidence=how.evidence.strip(),
        case_id=how.case_id,
        noted_by_id=staff_id(by),
    )
    event.save()
    return event


# Here the portal itself showed the words; elsewhere it cannot know them.
SHOWN = frozenset({Channel.WEB, Channel.LINK})
