"""Letters on paper: put together to be printed, handed to the post, come back.

    to print -> (in a batch) -> handed to the post -> came back, told another way

The post reports nothing, so nobody says "delivered": what is known is the day on which
the office took a batch to the post, as a person of the office says it.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import models
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import record
from correspondence import deliveries
from correspondence.models import Delivery, DeliveryEvent
from correspondence.proof import prove
from policies.days import day_of, last_day_of
from policies.errors import NotPossible
from policies.models import Campaign, PostBatch
from policies.telling import verbs
from policies.telling.steps import PREPARE, step
from subjects import postal
from subjects.models import DataSubject

State, Kind = Delivery.State, DeliveryEvent.Kind
# One PDF: drawn while somebody waits, in the memory of one process.
MOST_LETTERS, MOST_CHARACTERS = 100, 200_000
WRITTEN = Campaign.RUNNING | {Campaign.State.COMPLETED}


class Because(models.TextChoices):
    """Why a letter came back, as the envelope says; codes in the proof."""

    UNKNOWN = "unknown", _("The person is not known there")
    MOVED = "moved", _("The person has moved")
    ADDRESS = "address", _("There is no such address")
    REFUSED = "refused", _("It was not accepted")
    UNSAID = "unsaid", _("The envelope does not say")


def letters_of(campaign: Campaign) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        campaign_id=campaign.pk, channel=Delivery.Channel.POST
    )


def unbatched(campaign: Campaign) -> QuerySet[Delivery]:
    """Letters that wait to be put into a batch; those in one language together."""
    waiting = letters_of(campaign).filter(state=State.TO_PRINT, batch=None)
    return waiting.order_by("letter_id", "pk")


def of_batch(batch: PostBatch) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(
        campaign_id=batch.campaign_id,
        channel=Delivery.Channel.POST,
        batch=batch.number,
    )
    return rows.select_related("letter", "person").order_by("letter_id", "pk")


def put_together(
    campaign: Campaign, *, number: int, by: User, at: datetime | None = None
) -> PostBatch:
    """Make batch `number` of the letters that wait, as many as one PDF should hold.

    Asked again for a batch that is there, it gives that one. Whoever has no address any
    more is told another way, and whoever was erased is told nothing. Raises NotPossible
    where nothing waits or the version is withdrawn.
    """
    now = at or timezone.now()
    if (made := _put_together(campaign, number, by, now)) is None:
        raise NotPossible(_("No letter waits to be printed."))
    return made


def put_all_together(
    campaign: Campaign, *, number: int, by: User, at: datetime | None = None
) -> list[PostBatch]:
    """Make batches from `number` on until no letter waits; each is an act of its own.

    Asked again, or after it was broken off, it goes on where it stopped. Raises
    NotPossible as `put_together` does.
    """
    now = at or timezone.now()
    made: list[PostBatch] = []
    while (one := _put_together(campaign, number, by, now)) is not None:
        made.append(one)
        number = one.number + 1
    if not made:
        raise NotPossible(_("No letter waits to be printed."))
    return made


def hand_over(
    batch: PostBatch, *, on: date, by: User, at: datetime | None = None
) -> int:
    """Say that the letters of a batch were handed to the post on a day; how many.

    Said twice it changes nothing. Letters of people who have no address any more are
    not among them. Raises NotPossible for a day that lies ahead or before the batch,
    and where another day was said already.
    """
    now = at or timezone.now()
    with step(batch.campaign, PREPARE, by, now, WRITTEN) as row:
        locked = PostBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if locked.handed_over_on is not None:
            if locked.handed_over_on == on:
                return 0
            raise NotPossible(
                _("This batch was handed to the post on %(day)s, as was noted before.")
                % {"day": date_format(locked.handed_over_on)}
            )
        _check_day(on, locked, now)
        waiting = of_batch(locked).filter(state=State.TO_PRINT)
        waiting = waiting.select_for_update(of=("self",))
        ready = _still_addressed(row, waiting, at=now)
        if not ready:
            raise NotPossible(_("No letter of this batch is left to be posted."))
        Delivery.objects.filter(pk__in=ready).update(state=State.POSTED)
        _prove_all(ready, Kind.POSTED, now, on.isoformat())
        locked.handed_over_on, locked.handed_over_at = on, now
        locked.handed_over_by = by
        locked.save()
        record("policies.hand_over_letters", locked)
    batch.refresh_from_db()
    return len(ready)


def came_back(
    campaign: Campaign,
    letter: int,
    *,
    because: str,
    by: User,
    at: datetime | None = None,
) -> bool:
    """Note that a letter came back by post: its person is told by the next way.

    False where that was noted before. Raises NotPossible for a letter that is none of
    this campaign's, or was not handed to the post.
    """
    now = at or timezone.now()
    every = {*WRITTEN, Campaign.State.CANCELLED}
    with step(campaign, PREPARE, by, now, every) as row:
        found = letters_of(row).select_for_update().filter(pk=letter).first()
        if found is None:
            raise NotPossible(_("No letter of this notice has that number."))
        if found.state == State.ESCALATED:
            return False
        if found.state != State.POSTED:
            raise NotPossible(_("This letter was not handed to the post."))
        found.state, found.last_error = State.BOUNCED, f"post_{because}"
        found.save(update_fields=["state", "last_error"])
        prove(found, Kind.CAME_BACK, now, f"post_{because}")
        verbs.escalate(row, [State.BOUNCED], at=now)
        record("policies.letter_came_back", row, subject_id=found.person_id)
    campaign.refresh_from_db()
    return True


def _put_together(
    campaign: Campaign, number: int, by: User, at: datetime
) -> PostBatch | None:
    """That batch; none where no letter is left, once those without address are told
    another way."""
    with step(campaign, PREPARE, by, at, {Campaign.State.SENDING}) as row:
        if (known := row.post_batches.filter(number=number).first()) is not None:
            return known
        if row.version.withdrawn_at and row.kind == Campaign.Kind.CHANGE:
            raise NotPossible(_("The version is withdrawn, so nobody is told of it."))
        last = row.post_batches.aggregate(last=Max("number"))["last"] or 0
        if not (chosen := _next_letters(row, at=at)):
            return None
        made = PostBatch.objects.create(
            campaign=row,
            number=last + 1,
            letters=len(chosen),
            made_at=at,
            made_by=by,
        )
        Delivery.objects.filter(pk__in=chosen).update(batch=made.number)
        _prove_all(chosen, Kind.BATCHED, at, f"batch_{made.number}")
        record("policies.batch_letters", made)
    return made


def _next_letters(campaign: Campaign, *, at: datetime) -> list[int]:
    """As many as fit, after settling those whose person cannot be written to."""
    while True:
        rows = unbatched(campaign).select_related("letter")[:MOST_LETTERS]
        some = list(rows.select_for_update(of=("self",)))
        ready = set(_still_addressed(campaign, some, at=at))
        chosen: list[int] = []
        length = 0
        for one in some:
            length += len(one.letter.body)
            if chosen and length > MOST_CHARACTERS:
                break
            if one.pk in ready:
                chosen.append(one.pk)
        if chosen or not some:
            return chosen


def _still_addressed(
    campaign: Campaign, rows: Iterable[Delivery], *, at: datetime
) -> list[int]:
    """Those whose person has an address now; the others are settled another way."""
    some = list(rows)
    people = [one.person_id or 0 for one in some]
    addresses = postal.addresses_of(people)
    ready = [one.pk for one in some if one.person_id in addresses]
    erased = set(
        DataSubject.objects.filter(pk__in=people)
        .exclude(erased_at=None)
        .values_list("pk", flat=True)
    )
    lost = False
    for one in some:
        if one.person_id in erased:
            deliveries.suppress(one, at=at, detail="address_erased")
        elif one.person_id not in addresses:
            one.state, one.last_error = State.BOUNCED, "no_address"
            one.save(update_fields=["state", "last_error"])
            prove(one, Kind.FAILED, at, "no_address")
            lost = True
    if lost:
        verbs.escalate(campaign, [State.BOUNCED], at=at)
    return ready


def _check_day(on: date, batch: PostBatch, now: datetime) -> None:
    if on > last_day_of(now, batch.controller):
        raise NotPossible(_("The day lies ahead: say it once they are posted."))
    first = day_of(batch.made_at, batch.controller)
    if on < first:
        raise NotPossible(
            _("The batch was put together on %(day)s, so it cannot be an earlier day.")
            % {"day": date_format(first)}
        )


def _prove_all(
    ids: list[int], kind: DeliveryEvent.Kind, at: datetime, detail: str
) -> None:
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(delivery_id=pk, at=at, kind=kind, detail=detail) for pk in ids
    )
