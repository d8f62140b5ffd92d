import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError, transaction
from django.utils import timezone

from audit.models import LedgerEntry
from audit.trail import Actor, act
from correspondence import acceptance, deliveries
from correspondence.acceptance import on_accepted
from correspondence.deliveries import backoff
from correspondence.errors import NotGivenUp
from correspondence.mail import Trouble, Verdict
from correspondence.models import Delivery, Letter
from correspondence.postman import Postman
from tests.correspondence.conftest import Sink, free_port

Write = Callable[..., Letter]
State = Delivery.State

pytestmark = pytest.mark.django_db


def run_worker() -> None:
    call_command("worker", once=True)


def proof(delivery: Delivery) -> list[str]:
    return [f"{e.kind} {e.detail}".strip() for e in delivery.events.all()]


def change(letter: Letter, **values: str) -> None:
    with transaction.atomic(), act(by=Actor.job("test")):
        Letter.objects.filter(pk=letter.pk).audited_update(**values)


def make_due(delivery: Delivery) -> None:
    delivery.refresh_from_db()
    delivery.next_attempt_at = timezone.now() - timedelta(seconds=1)
    delivery.save()


def test_a_letter_goes_out_once_and_leaves_its_proof(write: Write, sink: Sink) -> None:
    write()

    run_worker()
    run_worker()

    delivery = Delivery.objects.get()
    assert sink.arrived == [delivery.message_id]
    assert delivery.state == State.ACCEPTED
    assert delivery.accepted_at is not None
    assert delivery.leased_by == ""
    assert proof(delivery) == ["queued", "sending attempt_1", "accepted"]


def test_one_connection_serves_many_letters(write: Write, sink: Sink) -> None:
    for _ in range(60):
        write()

    run_worker()

    assert len(sink.arrived) == 60
    assert len(sink.sessions) == 1


def test_a_refused_person_bounces_and_keeps_no_one_else_waiting(
    write: Write, sink: Sink
) -> None:
    sink.answers["gone@example.test"] = "550 5.1.1 gone@example.test is not known"
    write(to_email="gone@example.test")
    write()

    run_worker()

    gone, dewi = Delivery.objects.order_by("id")
    assert (gone.state, gone.last_error) == (State.BOUNCED, "smtp_550_5.1.1")
    assert proof(gone)[-1] == "bounced smtp_550_5.1.1"
    assert dewi.state == State.ACCEPTED
    assert list(Delivery.objects.given_up()) == [gone]


def test_a_busy_server_is_asked_again_five_times_then_the_letter_is_given_up(
    write: Write, sink: Sink
) -> None:
    sink.answers["dewi@example.test"] = "451 4.7.1 later please"
    write()
    delivery = Delivery.objects.get()

    states = []
    for _ in range(5):
        make_due(delivery)
        run_worker()
        delivery.refresh_from_db()
        states.append(delivery.state)

    assert states == [State.DEFERRED] * 4 + [State.FAILED]
    assert delivery.attempts == 5
    assert proof(delivery)[-1] == "failed attempts_used_up"
    run_worker()
    assert sink.arrived == []


def test_a_letter_put_off_goes_out_when_the_server_is_free(
    write: Write, sink: Sink
) -> None:
    sink.data_answer = "452 4.3.1 full"
    write()
    run_worker()
    delivery = Delivery.objects.get()
    assert delivery.next_attempt_at > timezone.now() + timedelta(minutes=2)
    sink.data_answer = ""

    run_worker()
    assert sink.arrived == []  # not before its time
    make_due(delivery)
    run_worker()

    delivery.refresh_from_db()
    assert delivery.state == State.ACCEPTED
    assert sink.arrived == [delivery.message_id]


def test_five_attempts_fit_into_seventy_two_hours() -> None:
    waits = [backoff(attempt) for attempt in range(1, Delivery.MAX_ATTEMPTS)]

    assert waits == sorted(waits)
    assert timedelta(hours=40) < sum(waits, timedelta()) < timedelta(hours=72)


def test_no_mail_server_costs_one_letter_one_attempt_and_loses_none(
    write: Write, settings: Any, sink: Sink
) -> None:
    there = settings.MAILERS
    options = {"host": "127.0.0.1", "port": free_port(), "timeout": 2}
    settings.MAILERS = {"default": {**there["default"], "OPTIONS": options}}
    for _ in range(3):
        write()

    run_worker()

    first, *others = Delivery.objects.order_by("id")
    assert (first.state, first.attempts) == (State.DEFERRED, 1)
    assert proof(first)[-1] == "deferred network"
    assert {(d.state, d.attempts, d.leased_by) for d in others} == {("queued", 0, "")}

    settings.MAILERS = there
    run_worker()
    run_worker()

    assert len(sink.arrived) == 3  # the first one too, without waiting for its time


def test_a_server_that_closes_the_connection_between_letters_costs_nothing(
    write: Write, sink: Sink
) -> None:
    postman = Postman("w:letters", threading.Event())
    write()
    postman.step()
    postman.relay.connection.connection.sock.close()  # as a relay that has had enough
    write()

    postman.step()
    postman.close()

    assert len(sink.arrived) == 2
    assert {d.attempts for d in Delivery.objects.all()} == {1}


def test_a_slow_server_is_given_up_for_now(
    write: Write, sink: Sink, settings: Any
) -> None:
    settings.MAILERS["default"]["OPTIONS"]["timeout"] = 0.3
    sink.hold_at = 1
    write()

    run_worker()
    sink.let_go.set()

    delivery = Delivery.objects.get()
    assert delivery.state == State.DEFERRED
    assert delivery.last_error in {"timeout", "network"}


def test_a_letter_to_an_impossible_address_is_given_up_at_once(write: Write) -> None:
    letter = write()
    change(letter, to_email="two words@example.test")

    run_worker()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_error) == (State.FAILED, "bad_address")


def test_a_letter_whose_address_was_erased_is_not_sent(write: Write) -> None:
    letter = write()
    change(letter, to_email="")

    run_worker()

    assert Delivery.objects.get().state == State.SUPPRESSED
    assert mail.outbox == []


def test_two_workers_never_claim_the_same_letter(write: Write) -> None:
    for _ in range(3):
        write()
    now = timezone.now()

    first = deliveries.claim("one", at=now, batch=2)
    second = deliveries.claim("two", at=now, batch=2)

    assert len(first) == 2
    assert len(second) == 1
    assert not set(first) & set(second)
    assert deliveries.begin(first[0], worker="two", at=now) is None


def test_a_claim_that_ran_out_can_be_taken_and_no_longer_be_begun(write: Write) -> None:
    write()
    then = timezone.now()
    later = then + timedelta(minutes=1)
    [number] = deliveries.claim("one", at=then)

    assert deliveries.begin(number, worker="one", at=later) is None
    assert deliveries.claim("two", at=later) == [number]


def test_a_letter_whose_worker_vanished_is_uncertain_then_sent_again(
    write: Write,
) -> None:
    write()
    long_ago = timezone.now() - timedelta(hours=1)
    Delivery.objects.update(next_attempt_at=long_ago)
    [number] = deliveries.claim("killed", at=long_ago)
    assert deliveries.begin(number, worker="killed", at=long_ago)

    run_worker()

    delivery = Delivery.objects.get()
    assert delivery.state == State.ACCEPTED
    assert proof(delivery)[1:] == [
        "sending attempt_1",
        "uncertain lease_ended",
        "sending attempt_2",
        "accepted",
    ]


def test_a_letter_still_in_its_lease_is_left_alone(write: Write) -> None:
    write()
    now = timezone.now()
    [number] = deliveries.claim("busy", at=now)
    deliveries.begin(number, worker="busy", at=now)

    run_worker()

    assert Delivery.objects.get().state == State.SENDING
    assert mail.outbox == []


def test_a_letter_that_kills_every_worker_is_given_up(write: Write) -> None:
    write()
    now = timezone.now()
    for attempt in range(5):
        at = now + timedelta(hours=attempt)
        deliveries.flag_abandoned(at)
        [number] = deliveries.claim("killed", at=at)
        deliveries.begin(number, worker="killed", at=at)

    deliveries.flag_abandoned(now + timedelta(hours=9))

    assert Delivery.objects.get().state == State.FAILED


def test_an_outcome_that_comes_after_the_lease_does_not_harm(write: Write) -> None:
    write()
    now = timezone.now()
    later = now + timedelta(hours=1)
    [number] = deliveries.claim("slow", at=now)
    deliveries.begin(number, worker="slow", at=now)
    deliveries.flag_abandoned(later)
    assert deliveries.claim("two", at=later) == [number]

    # The slow one failed: nothing to it, the letter is the other worker's now.
    trouble = Trouble(Verdict.REFUSED, "smtp_550")
    deliveries.reject(number, trouble, worker="slow", at=later)
    assert Delivery.objects.get().state == State.UNCERTAIN

    # The slow one succeeded: then it need not be sent again.
    deliveries.accept(number, at=later)
    assert deliveries.begin(number, worker="two", at=later) is None
    assert Delivery.objects.get().state == State.ACCEPTED


def test_sigterm_gives_back_what_was_not_begun(write: Write) -> None:
    for _ in range(3):
        write()
    stop = threading.Event()
    postman = Postman("w:letters", stop)
    deliveries.claim(postman.worker, at=timezone.now())

    postman.close()

    assert {d.leased_by for d in Delivery.objects.all()} == {""}


class Follower:
    """What the rooms above do on acceptance."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, datetime]] = []
        self.error: Exception | None = None

    def __call__(self, delivery: Delivery, at: datetime) -> None:
        letter = Letter.objects.get(pk=delivery.letter_id)
        letter.case_ref = "told"
        letter.save()
        if self.error:
            raise self.error
        self.seen.append((delivery.pk, at))


@pytest.fixture
def follower() -> Iterator[Follower]:
    follower = Follower()
    on_accepted("certificate", follower)
    on_accepted("certificate", follower)  # registering twice is once
    yield follower
    acceptance._handlers.pop("certificate")


def test_what_follows_on_acceptance_happens_with_it(
    write: Write, follower: Follower
) -> None:
    write(kind="certificate")
    write(kind="receipt")

    run_worker()

    delivery = Delivery.objects.order_by("id")[0]
    assert follower.seen == [(delivery.pk, delivery.accepted_at)]
    entry = LedgerEntry.objects.get(action="~")
    assert (entry.actor_kind, entry.program) == ("job", "worker")


def test_a_follower_that_fails_neither_doubles_the_letter_nor_is_forgotten(
    write: Write, follower: Follower
) -> None:
    write(kind="certificate")
    follower.error = KeyError("dewi@example.test")

    run_worker()

    delivery = Delivery.objects.get()
    assert delivery.state == State.ACCEPTED
    assert proof(delivery)[-1] == "handler_failed KeyError"
    assert Letter.objects.get().case_ref == ""  # what it did is undone

    follower.error = None
    make_due(delivery)
    run_worker()
    run_worker()

    assert len(mail.outbox) == 1
    assert [number for number, _ in follower.seen] == [delivery.pk]
    assert Letter.objects.get().case_ref == "told"


def test_a_database_that_is_away_while_recording_does_not_double_the_letter(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()
    real = deliveries.accept
    failures = iter([OperationalError("gone"), OperationalError("gone")])

    def sometimes(number: int, **given: Any) -> None:
        for failure in failures:
            raise failure
        real(number, **given)

    monkeypatch.setattr(deliveries, "accept", sometimes)
    monkeypatch.setattr(Postman, "record_pause", lambda *_: 0.0)

    run_worker()
    run_worker()

    assert len(mail.outbox) == 1
    assert Delivery.objects.get().state == State.ACCEPTED


def test_the_desk_can_start_a_letter_again_that_was_given_up(
    write: Write, sink: Sink
) -> None:
    sink.answers["dewi@example.test"] = "550 5.1.1 unknown"
    write()
    run_worker()
    delivery = Delivery.objects.get()
    sink.answers.clear()

    deliveries.requeue(delivery, by=Actor.job("test"))
    run_worker()

    delivery.refresh_from_db()
    assert delivery.state == State.ACCEPTED
    assert proof(delivery)[-3:] == ["requeued", "sending attempt_1", "accepted"]
    assert LedgerEntry.objects.filter(verb="correspondence.requeue").exists()
    with pytest.raises(NotGivenUp):
        deliveries.requeue(delivery, by=Actor.job("test"))
