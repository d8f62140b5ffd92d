"""The lane `notices` of the worker: sends campaigns at the relay's pace.

One mail costs one commit: the outcome of the last together with "sending" of the next
(correspondence/bulk.py). The words come from the frozen letter's bytes; the address is
read when the mail leaves and stands nowhere else.
"""

import logging
import threading
import time
from collections import defaultdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from correspondence import (
    bounces,
    bulk,
    deliveries,
    escalating,
    frozen,
    mail,
    notice_links,
    pacing,
)
from correspondence.bulk import Addressee
from correspondence.faults import outline
from correspondence.frozen import Mould
from correspondence.lanes import IDLE_SECONDS
from correspondence.models import Delivery, Letter
from correspondence.postman import RECORD_TRIES, drop_database_connection
from correspondence.relay import LONGEST_PAUSE, Relay
from policies.models import Campaign, CampaignText
from policies.telling import plans, verbs

logger = logging.getLogger(__name__)

BATCH = 50
REPORTS = "SUCCESS,FAILURE"
LOOK_EVERY = timedelta(seconds=5)
MOST_BOUNCED, MOST_COMPLAINTS = 0.05, 0.001  # of the last 1,000 mails
FEWEST = 100  # mails before a share of them says anything


class NoticesLane:
    """One worker's state: its connection, the moulds it has made, what it noticed."""

    def __init__(self, worker: str, stop: threading.Event) -> None:
        self.worker = worker
        self.stop = stop
        self.relay = Relay()
        self.moulds: dict[int, Mould] = {}
        self.looked_at = timezone.now() - LOOK_EVERY
        self.sent_to: dict[str, list[float]] = defaultdict(list)

    def step(self) -> float:
        now = timezone.now()
        if now - self.looked_at >= LOOK_EVERY:
            self.look(now)
        waits = [self.send_some(row) for row in _sending()]
        if not waits:
            self.relay.hang_up()
        return min(waits, default=IDLE_SECONDS)

    def close(self) -> None:
        self.relay.hang_up()
        deliveries.release(self.worker)

    def look(self, now: datetime) -> None:
        """What need not happen at every step: take over, escalate, pause, complete."""
        deliveries.end_leases_of_the_gone(now)
        deliveries.flag_abandoned(now)
        self.looked_at = now
        for row in _told():
            if row.is_running and _is_untrue(row):
                verbs.cancel(row, by=verbs.BY_WORKER, reason=verbs.WITHDRAWN, at=now)
                continue
            verbs.escalate(row, [Delivery.State.BOUNCED], at=now)
            if row.state == Campaign.State.SENDING and not self.is_troubled(row, now):
                verbs.complete_if_done(row, at=now)

    def is_troubled(self, row: Campaign, now: datetime) -> bool:
        """Pause a campaign whose mails come back too often; whether it was."""
        since = row.watched_from or row.created_at
        mails, bounced, complaints = escalating.troubled_share(row.pk, since=since)
        if mails < FEWEST:
            return False
        if bounced <= MOST_BOUNCED * mails and (
            complaints <= max(1, MOST_COMPLAINTS * mails)
        ):
            return False
        reason = f"returned {bounced}, unwanted {complaints} of the last {mails}"
        verbs.pause(row, by=verbs.BY_WORKER, reason=reason, at=now)
        return True

    def send_some(self, row: Campaign) -> float:
        """One batch of a campaign; seconds to wait before the next."""
        now = timezone.now()
        if not Delivery.objects.due_of(row.pk, now).exists():
            return IDLE_SECONDS
        if self.relay.why_unreachable():
            return self.relay.next_pause()
        plan = plans.plan_of(row)
        batch, wait = pacing.take(BATCH, at=now, plan=plan)
        if not batch:
            return max(wait, 0.01)
        claimed = bulk.claim(row.pk, worker=self.worker, at=now, batch=batch)
        ready = [self.mail_of(one, plan) for one in bulk.addressees(claimed)]
        self.send_all([one for one in ready if one is not None], plan)
        return 0

    def mail_of(
        self, addressee: Addressee, plan: pacing.Plan
    ) -> tuple[Addressee, bytes] | None:
        """The bytes of one mail; None for one that cannot leave, or not now."""
        row, now = addressee.delivery, timezone.now()
        if not addressee.email:
            bulk.skip(row.pk, worker=self.worker, at=now, detail="address_erased")
            return None
        if not self.may_go_to(addressee.email, plan):
            until = now + timedelta(seconds=5)
            bulk.put_off([row.pk], worker=self.worker, until=until)
            return None
        try:
            content = self.mould_of(row).fill(
                to=addressee.email,
                name=addressee.name,
                link=notice_links.token_of(row.pk),
                message_id=row.message_id,
                at=now,
            )
        except ValueError:
            content = b""  # no mail can carry this address
        return addressee, content

    def send_all(self, ready: list[tuple[Addressee, bytes]], plan: pacing.Plan) -> None:
        """Send in turn, each one's outcome committed with the start of the next."""
        sent: int | None = None
        started = time.monotonic()
        for number, (addressee, content) in enumerate(ready):
            pk = addressee.delivery.pk
            if self.stop.is_set() or self.relay.connection is None:
                deliveries.release(self.worker)  # untouched, for the next connection
                break
            if plan.per_second:
                early = number / plan.per_second - (time.monotonic() - started)
                if early > 0 and sent is not None:
                    self.turn(sent, None)
                    sent = None
                self.stop.wait(max(0.0, early))
            is_mine = self.turn(sent, pk)
            sent = None
            if is_mine and self.send(addressee, content):
                sent = pk
        if sent is not None:
            self.turn(sent, None)

    def turn(self, sent: int | None, then: int | None) -> bool:
        """Record and go on. A mail that has left is not forgotten while the database is
        away: sending it once more would only double it."""
        tries = 0
        while True:
            try:
                return bulk.turn(
                    sent=sent, then=then, worker=self.worker, at=timezone.now()
                )
            except (OperationalError, InterfaceError) as error:
                if sent is None:
                    raise
                tries += 1
                logger.warning("delivery %s: not recorded (%s)", sent, outline(error))
                drop_database_connection()
                pause = min(2.0 ** (tries - 1), LONGEST_PAUSE)
                if self.stop.wait(pause) and tries >= RECORD_TRIES:
                    raise

    def send(self, addressee: Addressee, content: bytes) -> bool:
        """Hand one mail over; whether it was accepted. Trouble is recorded at once."""
        pk = addressee.delivery.pk
        try:
            if not content:
                raise ValueError
            self.relay.send_bytes(
                content,
                sender=bounces.return_address(pk),
                to=addressee.email,
                notify=REPORTS if settings.MAIL_DELIVERY_REPORTS else "",
            )
        except Exception as error:  # whatever it is, it is this mail's outcome
            trouble = mail.trouble_of(error)
            logger.warning("delivery %s: %s (%s)", pk, trouble.code, outline(error))
            if not content:
                bulk.fail_address(pk, worker=self.worker, at=timezone.now())
            else:
                deliveries.reject(pk, trouble, worker=self.worker, at=timezone.now())
            self.relay.why_unreachable()
            return False
        return True

    def may_go_to(self, email: str, plan: pacing.Plan) -> bool:
        """At most so many mails a minute to one domain, counted in this worker."""
        if not plan.per_domain:
            return True
        domain, now = email.rpartition("@")[2].casefold(), time.monotonic()
        last = [at for at in self.sent_to[domain] if now - at < 60]
        may = len(last) < plan.per_domain
        self.sent_to[domain] = [*last, now] if may else last
        return may

    def mould_of(self, row: Delivery) -> Mould:
        """The frozen letter as bytes; made once, if it is still the one approved."""
        if row.letter_id not in self.moulds:
            letter = Letter.objects.select_related("controller").get(pk=row.letter_id)
            text = CampaignText.objects.get(letter=letter)
            if frozen.fingerprint(letter) != text.sha256:
                raise RuntimeError("A frozen letter was changed.")
            self.moulds[row.letter_id] = frozen.mould(letter)
        return self.moulds[row.letter_id]


def _sending() -> list[Campaign]:
    rows = Campaign.objects.sending().select_related("version__policy__controller")
    return [row for row in rows if not _is_untrue(row)]


def _is_untrue(row: Campaign) -> bool:
    """It tells of a version that was withdrawn: nobody more may be told so."""
    withdrawn = row.version.withdrawn_at is not None
    return withdrawn and row.kind == Campaign.Kind.CHANGE


def _told() -> list[Campaign]:
    """Those whose mails may still come back: running, or over and done with."""
    told = Campaign.objects.exclude(approved_at=None)
    returned = Delivery.objects.filter(
        state=Delivery.State.BOUNCED, campaign_id__isnull=False
    ).values("campaign_id")
    rows = told.filter(pk__in=returned) | told.filter(state=Campaign.State.SENDING)
    return list(rows.distinct().select_related("version__policy__controller"))
