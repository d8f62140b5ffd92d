"""Preparing, approving, pausing and ending a campaign: one place for each step.

    draft -> proposed (words and list frozen) -> sending <-> paused -> completed
    draft, proposed, sending, paused -> cancelled

Who prepares it cannot approve it. Approving fills the outbox in the same transaction,
so a campaign is approved exactly when its messages are queued. Source: POLICIES §4, §5.
"""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor, record
from correspondence import bulk, escalating
from correspondence.bulk import Channel, Share
from correspondence.models import Delivery
from policies.channels import Way
from policies.errors import NotPossible
from policies.models import Announcement, Campaign, PolicyVersion
from policies.telling import audience, plans
from policies.telling.freezing import (
    freeze_words,
    frozen_people,
    frozen_texts,
    list_changed,
    shares_of,
)
from policies.telling.steps import APPROVE, PREPARE, act_on, step

State = Campaign.State
__all__ = ["APPROVE", "PREPARE"]
WAYS = [Channel.EMAIL, Channel.POST, Channel.APP, Channel.PUBLIC]  # in this order
SHOWS = ("red_dot", "pop_up", "banner")
BY_WORKER = Actor.job("worker")
WITHDRAWN = "The version was withdrawn."


def draft(
    version: PolicyVersion,
    *,
    by: User,
    corrects: Campaign | None = None,
    at: datetime | None = None,
) -> Campaign:
    """Begin to tell people about a version, by the ways its policy promised.

    With `corrects`: that the version of that campaign is withdrawn, to whom it told.
    Raises NotPossible where a campaign of this kind is under way already.
    """
    now = at or timezone.now()
    kind = Campaign.Kind.CORRECTION if corrects else Campaign.Kind.CHANGE
    with act_on(version, PREPARE, by, now):
        PolicyVersion.objects.select_for_update().get(pk=version.pk)
        if corrects is not None and corrects.is_running:
            cancel(corrects, by=by, reason=WITHDRAWN, at=now)
        others = version.campaigns.filter(kind=kind).exclude(state=State.CANCELLED)
        if others.exists():
            raise NotPossible(_("People are being told about this already."))
        campaign = Campaign.objects.create(
            version=version,
            kind=kind,
            corrects=corrects,
            ways=usual_ways(version, corrects),
            shows=[] if corrects else promised_shows(version),
            created_at=now,
        )
        record("policies.draft_notice", campaign)
    return campaign


def usual_ways(version: PolicyVersion, corrects: Campaign | None) -> list[str]:
    """All that reach a person; a letter on paper where the version plans one, and for
    a correction where people may have had one."""
    by_post = (
        Channel.POST in corrects.ways
        if corrects is not None
        else Way.POST in version.planned_channels
    )
    return [way.value for way in WAYS if way != Channel.POST or by_post]


def promised_shows(version: PolicyVersion) -> list[str]:
    """What the app shows: as planned for the version, else the first promised."""
    planned = [one for one in SHOWS if one in version.planned_channels]
    if planned:
        return planned
    groups = version.policy.channels
    return [group[0] for group in groups if group and group[0] in SHOWS]


def plan(
    campaign: Campaign, *, by: User, at: datetime | None = None, **chosen: Any
) -> None:
    """Choose ways, what the app shows, and the pace; a frozen list is let go.

    `chosen`: ways, post_after_mail, shows, per_second, per_domain, opens, closes.
    """
    now = at or timezone.now()
    with step(campaign, PREPARE, by, now, {State.DRAFT, State.PROPOSED}) as row:
        for name, value in chosen.items():
            setattr(row, name, value)
        row.state, row.proposed_by, row.proposed_at = State.DRAFT, None, None
        row.save()
        record("policies.plan_notice", row)
    campaign.refresh_from_db()


def propose(campaign: Campaign, *, by: User, at: datetime | None = None) -> None:
    """Freeze the words of each language and variant and the list of people.

    Raises NotPossible, with each thing that is missing, or the day on which the
    plan would end too late.
    """
    now = at or timezone.now()
    with step(campaign, PREPARE, by, now, {State.DRAFT, State.PROPOSED}) as row:
        if lacking := plans.missing(row):
            raise NotPossible(" ".join(lacking))
        found = plans.outlook(row, at=now)
        if not found.people:
            raise NotPossible(_("The changes concern nobody we know."))
        if late := plans.why_late(found):
            raise NotPossible(late)
        people = audience.people_of(row, at=now)
        listed = audience.freeze(people)
        row.round += 1
        row.audience_at, row.audience_count = now, listed.count
        row.audience_sha256, row.foreseen_end_at = listed.sha256, found.ends_at
        row.state, row.proposed_by, row.proposed_at = State.PROPOSED, by, now
        row.save()
        freeze_words(row, people, now)
        record("policies.propose_notice", row)
    campaign.refresh_from_db()


def approve(campaign: Campaign, *, by: User, at: datetime | None = None) -> int:
    """Approve and queue every message in one transaction; how many.

    Raises NotPossible for the person who proposed it, a list or words that are
    no longer those that were frozen, and a plan that would end too late by now.
    """
    now = at or timezone.now()
    with step(campaign, APPROVE, by, now, {State.PROPOSED}) as row:
        if row.proposed_by_id == by.pk:
            raise NotPossible(_("You prepared this, so another person approves it."))
        if late := plans.why_late(plans.outlook(row, at=now)):
            raise NotPossible(late)
        people = frozen_people(row)
        texts = frozen_texts(row)
        row.state, row.approved_by, row.approved_at = State.SENDING, by, now
        row.watched_from = now
        row.save()
        ways = [Channel(way) for way in row.ways]
        shares = [Share(text.letter, share) for text, share in shares_of(row, people)]
        queued = bulk.fill_outbox(row.pk, shares, ways, at=now)
        if queued != row.audience_count or len(shares) != len(texts):
            raise NotPossible(list_changed())
        Announcement.objects.create(version=row.version, campaign=row, begins_at=now)
        record("policies.approve_notice", row)
    campaign.refresh_from_db()
    return queued


def pause(
    campaign: Campaign,
    *,
    by: User | Actor,
    reason: str,
    at: datetime | None = None,
) -> None:
    """Stop after the mail in hand; what is queued waits."""
    now = at or timezone.now()
    with step(campaign, PREPARE, by, now, {State.SENDING}) as row:
        row.state, row.paused_at, row.reason = State.PAUSED, now, reason
        row.save()
        bulk.hold_back(row.pk)
        record("policies.pause_notice", row)
    campaign.refresh_from_db()


def resume(campaign: Campaign, *, by: User, at: datetime | None = None) -> None:
    """Go on sending; returned mails are counted anew from here."""
    now = at or timezone.now()
    with step(campaign, PREPARE, by, now, {State.PAUSED}) as row:
        row.state, row.paused_at, row.reason = State.SENDING, None, ""
        row.watched_from = now
        row.save()
        record("policies.resume_notice", row)
    campaign.refresh_from_db()


def cancel(
    campaign: Campaign,
    *,
    by: User | Actor,
    reason: str,
    at: datetime | None = None,
) -> None:
    """End it: nothing that waits leaves any more. What has left stays as proof."""
    now = at or timezone.now()
    if not reason.strip():
        raise NotPossible(_("Say why people are not told any further."))
    with step(campaign, PREPARE, by, now, Campaign.OPEN | Campaign.RUNNING) as row:
        row.state, row.cancelled_at, row.reason = State.CANCELLED, now, reason.strip()
        row.save()
        bulk.cancel(row.pk, detail="cancelled")
        for announced in Announcement.objects.filter(campaign=row):
            announced.ended_at = now
            announced.save()
        record("policies.cancel_notice", row)
    campaign.refresh_from_db()


def retry_failed(campaign: Campaign, *, by: User, at: datetime | None = None) -> int:
    """Give mails that were given up (full mailboxes, busy servers) another try."""
    now = at or timezone.now()
    with step(campaign, PREPARE, by, now, Campaign.RUNNING) as row:
        again = escalating.requeue(
            Delivery.objects.filter(campaign_id=row.pk, channel="email"), at=now
        )
        record("policies.retry_notice", row)
    return again


def tell_otherwise(campaign: Campaign, *, by: User, at: datetime | None = None) -> int:
    """Tell people whose mail was given up by the next way; how many."""
    now = at or timezone.now()
    with step(campaign, PREPARE, by, now, Campaign.RUNNING) as row:
        moved = escalate(row, [Delivery.State.FAILED], at=now)
        record("policies.tell_otherwise", row)
    return moved


def escalate(campaign: Campaign, states: list[Delivery.State], *, at: datetime) -> int:
    """Move rows in these states to their people's next way, until none is left.

    A campaign that was complete and has something on its way again goes on. Where the
    plan says so no letter follows a mail; of what was ended nothing more leaves.
    """
    ways = [Channel(way) for way in campaign.ways]
    but = [] if campaign.post_after_mail else [Channel.POST]
    if campaign.state == State.CANCELLED:
        but = [Channel.POST, Channel.APP]
    rows = Delivery.objects.filter(campaign_id=campaign.pk, state__in=states)
    moved = 0
    while some := escalating.escalate(rows, ways, at=at, but=but):
        moved += some
    if moved and campaign.state == State.COMPLETED:
        _go_on(campaign, at=at)
    return moved


def _go_on(campaign: Campaign, *, at: datetime) -> None:
    """Open a campaign again that was complete before a mail or a letter came back."""
    if not _unsettled(campaign).exists():
        return
    with step(campaign, PREPARE, BY_WORKER, at, {State.COMPLETED}) as row:
        row.state, row.completed_at = State.SENDING, None
        row.save()
        record("policies.reopen_notice", row)
    campaign.refresh_from_db()


def complete_if_done(campaign: Campaign, *, at: datetime) -> bool:
    """Complete a campaign once nothing of it is on its way; whether it is.

    A letter that nobody has taken to the post is on its way. Whoever's app has not
    asked by the day the version takes effect is left to the public announcement, so
    that no campaign waits for ever.
    """
    still = _unsettled(campaign)
    if still.filter(channel__in=[Channel.EMAIL, Channel.POST]).exists():
        return False
    effective_at = campaign.version.effective_at
    is_over = effective_at is not None and at >= effective_at
    if not is_over and still.filter(channel=Channel.APP).exists():
        return False
    with step(campaign, PREPARE, BY_WORKER, at, {State.SENDING}) as row:
        escalate(row, [Delivery.State.QUEUED], at=at)
        row.state, row.completed_at = State.COMPLETED, at
        row.save()
        record("policies.complete_notice", row)
    return True


def _unsettled(campaign: Campaign) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        campaign_id=campaign.pk, state__in=Delivery.State.unsettled()
    )
