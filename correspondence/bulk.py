"""One frozen letter to many people: filling the outbox and taking turns at it.

The same rows, leases and proof as for a letter to one person (deliveries.py). Two
things differ. The outbox is filled by the database itself, so that a million rows take
seconds and no memory. And the outcome of one mail is committed together with "sending"
of the next, so that a mail costs one commit, and a killed worker still leaves at most
one whose fate is unknown.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import (
    CharField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Concat

from audit import writing
from correspondence import deliveries
from correspondence.deliveries import State
from correspondence.mail import Trouble, Verdict
from correspondence.models import Delivery, Letter
from subjects import postal
from subjects.models import DataSubject, Identifier

Channel = Delivery.Channel
CLAIM = timedelta(seconds=60)
# Whom each way reaches; the public announcement needs nothing to be known of a person.
REACHES: dict[Channel, Callable[[], Q]] = {
    Channel.EMAIL: lambda: known_by(Identifier.Kind.EMAIL),
    Channel.POST: postal.known,
    Channel.APP: lambda: known_by(Identifier.Kind.ACCOUNT),
}
# What a row waits for at first; all others wait for a worker or the app.
FIRST_STATES = {Channel.PUBLIC: State.ANNOUNCED, Channel.POST: State.TO_PRINT}


class _RandomHex(Func):
    """32 random hexadecimal digits for each row, made by the database."""

    output_field = CharField()

    def as_sqlite(  # type: ignore[override]  # a mixin we do not use names them
        self, *_: Any, **__: Any
    ) -> tuple[str, list[Any]]:
        return "lower(hex(randomblob(16)))", []

    def as_postgresql(self, *_: Any, **__: Any) -> tuple[str, list[Any]]:
        return "replace(gen_random_uuid()::text, '-', '')", []


@dataclass(frozen=True)
class Share:
    """The people of an audience who get this letter: by language and variant."""

    letter: Letter
    people: QuerySet[DataSubject]


def known_by(kind: str) -> Q:
    """People of whom an identifier of this kind is held, on any of their records."""
    held = Identifier.objects.filter(kind=kind).exclude(value="")
    return Q(Exists(held.filter(data_subject=OuterRef("pk")))) | Q(
        Exists(held.filter(data_subject__merged_into=OuterRef("pk")))
    )


def fill_outbox(
    campaign_id: int, shares: Iterable[Share], ways: Sequence[Channel], *, at: datetime
) -> int:
    """Queue each person's letter by the first of `ways` they can be reached by; how
    many rows. In the caller's transaction: all of them or none, and never twice.

    `ways` ends with the public announcement where nobody may be left out.
    """
    made = 0
    for share in shares:
        passed = Q()
        for way in ways:
            reachable = REACHES[way]() if way in REACHES else Q()
            people = (
                share.people.filter(reachable).exclude(passed)
                if passed
                else (share.people.filter(reachable))
            )
            made += _insert(campaign_id, share.letter, people, way, at=at)
            if way not in REACHES:
                break
            passed |= reachable
    return made


def _insert(
    campaign_id: int,
    letter: Letter,
    people: QuerySet[DataSubject],
    way: Channel,
    *,
    at: datetime,
) -> int:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    domain = sender.rpartition("@")[2] or "localhost"
    state = FIRST_STATES.get(way, State.QUEUED)
    values: dict[str, Any] = {
        "letter_id": Value(letter.pk),
        "campaign_id": Value(campaign_id),
        "person_id": F("pk"),
        "channel": Value(way.value),
        "state": Value(state.value),
        "message_id": Concat(Value("<"), _RandomHex(), Value(f"@{domain}>")),
        "queued_at": _moment(at),
        "next_attempt_at": _moment(at),
        "attempts": Value(0),
        "leased_by": Value(""),
        "last_error": Value(""),
        "is_handling_open": Value(False),
    }
    named = {f"new_{column}": value for column, value in values.items()}
    chosen = people.order_by("pk").annotate(**named).values_list(*named)
    select, parameters = chosen.query.sql_with_params()
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for column in values)
    into = quote(Delivery._meta.db_table)
    with connection.cursor() as cursor:
        # Names are our own; every value is a parameter of Django's own SELECT.
        cursor.execute(f"INSERT INTO {into} ({columns}) {select}", parameters)
        return int(cursor.rowcount)


def _moment(at: datetime) -> Value:
    return Value(at, output_field=Delivery._meta.get_field("queued_at"))


@transaction.atomic(durable=True)
def claim(campaign_id: int, *, worker: str, at: datetime, batch: int) -> list[int]:
    """Lease up to `batch` of a campaign's mails, oldest first; their ids."""
    due = Delivery.objects.due_of(campaign_id, at).order_by("next_attempt_at", "id")
    ids = list(
        due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:batch]
    )
    Delivery.objects.filter(pk__in=ids).update(leased_by=worker, lease_until=at + CLAIM)
    return ids


@dataclass(frozen=True)
class Addressee:
    """Where one claimed mail goes; blank where the address is gone by now."""

    delivery: Delivery
    email: str
    name: str


def addressees(ids: Sequence[int]) -> list[Addressee]:
    """The claimed mails with their addresses of this moment, in three SELECTs.

    The address lies with the person alone, so an erased one is nowhere in the outbox.
    Of several, a proven one goes first, then the one known longest.
    """
    rows = {row.pk: row for row in Delivery.objects.filter(pk__in=ids)}
    people = DataSubject.objects.in_bulk([row.person_id for row in rows.values()])
    known = Identifier.objects.filter(kind=Identifier.Kind.EMAIL).exclude(value="")
    whose = Q(data_subject__in=people) | Q(data_subject__merged_into__in=people)
    emails: dict[int, str] = {}
    found = known.filter(whose).order_by(F("proven_at").asc(nulls_last=True), "pk")
    for one in found.select_related("data_subject"):
        person = one.data_subject
        for number in (person.pk, person.merged_into_id):
            if number in people:
                emails.setdefault(number, one.value)
    made = []
    for pk in ids:
        row = rows[pk]
        person = people[row.person_id or 0]
        email = "" if person.erased_at else emails.get(person.pk, "")
        made.append(Addressee(row, email, person.shown_name))
    return made


# Written out, since putting each statement together anew took longer than the database
# did: a campaign runs them a million times.
_ACCEPT = """
    UPDATE correspondence_delivery SET state = 'accepted', accepted_at = %s,
        leased_by = '', lease_until = NULL, last_error = ''
    WHERE id = %s AND state NOT IN ('accepted', 'delivered')"""
_PROVE = """
    INSERT INTO correspondence_deliveryevent (delivery_id, at, kind, detail, report_key)
    VALUES (%s, %s, 'accepted', '', '')"""
_BEGIN = """
    UPDATE correspondence_delivery SET state = 'sending', attempts = attempts + 1,
        lease_until = %s
    WHERE id = %s AND leased_by = %s AND lease_until > %s
        AND state IN ('queued', 'uncertain', 'deferred')"""


@transaction.atomic(durable=True)
def turn(*, sent: int | None, then: int | None, worker: str, at: datetime) -> bool:
    """Record that `sent` was accepted, and mark `then` as sending; whether to send it.

    False where `then` is no longer this worker's to send: paused, cancelled, or its
    claim has run out.
    """
    now = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        if hurry := writing.not_waiting():  # the next claim waits: a batch is unsure
            cursor.execute(hurry)
        if sent is not None:
            cursor.execute(_ACCEPT, [now, sent])
            cursor.execute(_PROVE, [sent, now])
        if then is None:
            return False
        lease = at + timedelta(seconds=settings.LETTER_LEASE_SECONDS)
        until = connection.ops.adapt_datetimefield_value(lease)
        cursor.execute(_BEGIN, [until, then, worker, now])
        return int(cursor.rowcount) == 1


@transaction.atomic(durable=True)
def skip(delivery_id: int, *, worker: str, at: datetime, detail: str) -> None:
    """Settle a claimed mail whose address is gone: it is needed no more."""
    mine = Delivery.objects.filter(
        pk=delivery_id, leased_by=worker, state__in=State.waiting()
    )
    if (row := mine.select_for_update().first()) is not None:
        deliveries.suppress(row, at=at, detail=detail)


@transaction.atomic(durable=True)
def put_off(ids: Sequence[int], *, worker: str, until: datetime) -> None:
    """Give claimed mails back until a moment; no attempt is counted."""
    Delivery.objects.filter(
        pk__in=ids, leased_by=worker, state__in=State.waiting()
    ).update(leased_by="", lease_until=None, next_attempt_at=until)


def fail_address(delivery_id: int, *, worker: str, at: datetime) -> None:
    """An address that no mail can carry: the person is told another way."""
    trouble = Trouble(Verdict.REFUSED, "bad_address")
    deliveries.reject(delivery_id, trouble, worker=worker, at=at)


def hold_back(campaign_id: int) -> None:
    """Take back what is claimed and not begun: paused means from the next mail on."""
    Delivery.objects.filter(campaign_id=campaign_id, state__in=State.waiting()).update(
        leased_by="", lease_until=None
    )


def cancel(campaign_id: int, *, detail: str) -> int:
    """Nothing that waits leaves any more; how many mails, letters and app notices."""
    waiting = Delivery.objects.filter(
        campaign_id=campaign_id, state__in=[*State.waiting(), State.TO_PRINT]
    )
    # Proved by the verb's one entry in the trail, not by a million events.
    return waiting.update(
        state=State.SUPPRESSED, leased_by="", lease_until=None, last_error=detail
    )
