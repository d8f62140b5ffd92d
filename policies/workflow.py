"""The life of a version after its words are written: review, approval, announcement.

    submit -> approve (another person) -> announce -> in force by its date alone

and `send_back`, `withdraw`, `correct`. Each takes the version, `by=` and `at=`, locks,
asks, changes, and leaves one entry. Source: POLICIES §5.
"""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from policies import chain, gates, promised
from policies.channels import Way
from policies.days import day_of, start_of
from policies.drafting import draft_from
from policies.errors import NotPossible, NotReady
from policies.models import PolicyVersion, Translation
from policies.steps import said, staff, step
from policies.wording import gaps_of

State = PolicyVersion.State


def submit(version: PolicyVersion, *, by: User | Actor, at: datetime) -> None:
    """Hand a draft to a second person. Raises NotPossible without words in it."""
    with step(version, "submit", by=by, at=at, permission="policies.edit") as held:
        _must_be(held, State.DRAFT)
        if not held.translations.filter(language=held.language).exists():
            raise NotPossible(_("There is no text in the language of the original."))
        held.state, held.submitted_at = State.IN_REVIEW, at
        held.author = held.author or staff(by)
        held.save()


def send_back(
    version: PolicyVersion, *, reason: str, by: User | Actor, at: datetime
) -> None:
    """Give it back to its author, with the reason."""
    reason = said(reason, _("Say what should change."))
    with step(
        version, "send_back", by=by, at=at, permission="policies.edit", reason=reason
    ) as held:
        _must_be(held, State.IN_REVIEW)
        held.state, held.submitted_at = State.DRAFT, None
        held.save()


def approve(version: PolicyVersion, *, by: User | Actor, at: datetime) -> None:
    """Make the words final, as another person than the author, and chain their hash.

    Languages that are not whole or behind the original stay drafts and can follow.
    Raises NotReady with each thing that is missing; NotPossible for the author.
    """
    with step(version, "approve", by=by, at=at, permission="policies.approve") as held:
        _must_be(held, State.IN_REVIEW)
        if isinstance(by, User) and by.pk == held.author_id:
            raise NotPossible(_("Another person than the author approves a version."))
        _stop_at(gates.before_approval(held))
        chain.seal(held, [text for text in _texts(held) if _is_whole(text)], at=at)
        held.state, held.approver, held.approved_at = State.APPROVED, staff(by), at
        held.save()


def finish_language(text: Translation, *, by: User | Actor, at: datetime) -> None:
    """Make the text of a language final after the approval, as an addition of its date.

    Raises NotPossible for the translator themself, or while clauses are missing.
    """
    with step(
        text.version, "finish_language", by=by, at=at, permission="policies.approve"
    ) as held:
        if held.is_open or not held.sha256:
            raise NotPossible(_("The version itself is not approved yet."))
        row = held.translations.get(pk=text.pk)
        if isinstance(by, User) and by.pk == row.translator_id:
            raise NotPossible(_("Another person than the translator approves a text."))
        if not _is_whole(row):
            raise NotPossible(_("It lacks clauses, or is behind the original."))
        row.version = held
        chain.freeze(row, at=at)


def plan(
    version: PolicyVersion,
    *,
    by: User | Actor,
    at: datetime,
    planned_channels: list[str],
    effective_on: date | None,
    no_direct_channel_reason: str = "",
    lead_waiver_reason: str = "",
) -> None:
    """Say how people will be told and from which day it holds.

    Raises NotPossible for a way that is none, or once it was announced.
    """
    if unknown := [way for way in planned_channels if way not in Way]:
        raise NotPossible(
            _("%(way)s is no way to tell people.") % {"way": unknown[0]},
            "planned_channels",
        )
    with step(version, "plan", by=by, at=at, permission="policies.edit") as held:
        _must_be(held, State.DRAFT, State.IN_REVIEW, State.APPROVED)
        held.planned_channels = list(dict.fromkeys(planned_channels))
        held.effective_on = effective_on
        held.no_direct_channel_reason = no_direct_channel_reason.strip()
        held.lead_waiver_reason = lead_waiver_reason.strip()
        held.save()


def announce(
    version: PolicyVersion,
    *,
    by: User | Actor,
    at: datetime,
    announced_at: datetime | None = None,
) -> None:
    """Publish the approved words: now, or at a later moment that needs no job.

    From then on the archive shows them, and from `effective_on` they are in force.
    Raises NotReady with everything that stops it, each with the clause that binds.
    """
    moment = announced_at or at
    with step(version, "announce", by=by, at=at, permission="policies.publish") as held:
        _must_be(held, State.APPROVED)
        if moment < at:
            raise NotPossible(_("Nothing is announced in the past."), "announced_at")
        _stop_at(gates.before_announcement(held, announced_at=moment))
        assert held.effective_on is not None  # noqa: S101 - the gates asked for it
        begins = start_of(held.effective_on, held.policy.controller)
        begins = max(begins, moment)  # nobody is bound before it can be read
        later = _later_than(held, begins)
        if later is not None:
            raise NotPossible(
                _(
                    "Version %(number)d is in force from %(day)s: choose a later day, "
                    "or withdraw that one first."
                )
                % {"number": later.number, "day": _day_of(later)},
                "effective_on",
            )
        held.state = State.ANNOUNCED
        held.announced_at, held.effective_at = moment, begins
        company = held.policy.controller
        held.released_on = held.released_on or day_of(moment, company)
        held.save()
        promised.follow(held, announced_by=staff(by), at=at)


def withdraw(
    version: PolicyVersion, *, reason: str, by: User | Actor, at: datetime
) -> None:
    """Take a version back; the one before it holds again. It stays in the archive.

    A draft is given up so as well. Raises NotPossible where nothing would be in force.
    """
    reason = said(reason, _("Say why it is withdrawn."))
    with step(
        version, "withdraw", by=by, at=at, permission="policies.publish", reason=reason
    ) as held:
        if held.state == State.WITHDRAWN:
            raise NotPossible(_("It is withdrawn already."))
        others = PolicyVersion.objects.filter(policy=held.policy).exclude(pk=held.pk)
        if held.is_announced and not others.effective(at).exists():
            raise NotPossible(
                _("No version is before it, so none would be in force: correct it.")
            )
        held.state, held.withdrawn_at = State.WITHDRAWN, at
        held.withdrawal_reason = reason
        held.save()
        promised.take_back(held, at=at)


def correct(version: PolicyVersion, *, by: User | Actor, at: datetime) -> PolicyVersion:
    """A draft that mends a published version, with its words to begin from."""
    if version.is_open:
        raise NotPossible(_("It is not published yet: change the draft itself."))
    return draft_from(version, by=by, at=at, corrects=True)


def _must_be(version: PolicyVersion, *states: State) -> None:
    if version.state not in states:
        raise NotPossible(
            _("Version %(number)d is %(state)s, so this cannot be done.")
            % {
                "number": version.number,
                "state": version.get_state_display().lower(),
            }
        )


def _stop_at(found: list[gates.Obstacle]) -> None:
    if found:
        raise NotReady([(one.code, one.sentence) for one in found])


def _texts(version: PolicyVersion) -> list[Translation]:
    texts = list(version.translations.all())
    for text in texts:
        text.version = version
    return texts


def _is_whole(text: Translation) -> bool:
    return not gaps_of(text)


def _later_than(version: PolicyVersion, begins: datetime) -> PolicyVersion | None:
    """A published version that would override this one."""
    others = PolicyVersion.objects.filter(policy=version.policy).exclude(pk=version.pk)
    found: PolicyVersion | None = (
        others.filter(state=State.ANNOUNCED, effective_at__gte=begins)
        .order_by("-effective_at")
        .first()
    )
    return found


def _day_of(version: PolicyVersion) -> str:
    day = version.effective_on
    return date_format(day) if day else ""
