"""Few threads step many lanes, and none of them waits for another."""

import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from django.db import OperationalError
from django.utils import timezone, translation

from correspondence import crew, lanes
from correspondence.crew import Crew, Turn
from correspondence.models import WorkerHeartbeat

PATIENCE = 20  # seconds until a test that hangs gives up


class Scripted:
    """A lane whose steps are told beforehand; it stops the worker after the last."""

    def __init__(self, stop: threading.Event, steps: list[float | Exception]) -> None:
        self.stop = stop
        self.steps = steps
        self.done = 0
        self.is_closed = False

    def step(self) -> float:
        now = self.steps[self.done]
        self.done += 1
        if self.done == len(self.steps):
            self.stop.set()
        if isinstance(now, Exception):
            raise now
        return now

    def close(self) -> None:
        self.is_closed = True


class Acting:
    """A lane that does what it is given."""

    def __init__(self, act: Callable[[], float]) -> None:
        self.step = act
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture(autouse=True)
def other_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "_lanes", dict(lanes._lanes))


@pytest.fixture
def without_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the hands of a test need not do: their connections would be real ones."""
    monkeypatch.setattr(Turn, "beat", lambda turn: None)


@pytest.fixture
def staying(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own connection stays."""
    monkeypatch.setattr(crew.connections, "close_all", lambda: None)


def scripted(stop: threading.Event, *steps: float | Exception) -> Scripted:
    lane = Scripted(stop, list(steps))
    lanes.register("scripted", lambda worker, given_stop: lane)
    return lane


def acting(name: str, act: Callable[[], float]) -> Acting:
    lane = Acting(act)
    lanes.register(name, lambda worker, given_stop: lane)
    return lane


def run(stop: threading.Event, *names: str) -> None:
    """The crew at work until `stop` is set; fails where it does not end."""
    thread = threading.Thread(target=Crew(list(names), "w", stop).run)
    thread.start()
    thread.join(PATIENCE)
    ended = not thread.is_alive()
    stop.set()
    thread.join()
    assert ended


@pytest.mark.django_db
def test_a_lane_outlasts_a_database_that_goes_away(
    stop: threading.Event, staying: None
) -> None:
    gone = OperationalError("server closed the connection unexpectedly")
    lane = scripted(stop, 0, gone, gone, gone, 0, gone, 0.5)
    turn = Turn("scripted", "w", stop)

    pauses = [turn.step() for _ in lane.steps]

    assert pauses == [0, 1, 2, 4, 0, 1, 0.5]  # each failure waits longer


@pytest.mark.django_db
def test_a_fault_in_one_step_is_told_without_its_text_and_outlived(
    stop: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    scripted(stop, KeyError("dewi@example.test"), 0)
    turn = Turn("scripted", "w", stop)

    assert [turn.step(), turn.step()] == [1, 0]

    assert "KeyError" in caplog.text
    assert "dewi" not in caplog.text


@pytest.mark.django_db
def test_a_lane_shows_that_it_is_alive(stop: threading.Event) -> None:
    scripted(stop, 0, 0)
    assert "scripted" in lanes.silent(timezone.now())

    Turn("scripted", "w", stop).step()

    assert "scripted" not in lanes.silent(timezone.now())
    assert "scripted" in lanes.silent(timezone.now() + timedelta(minutes=2))
    assert WorkerHeartbeat.objects.get().worker == "w:scripted"


def test_all_lanes_are_stepped_and_closed(
    stop: threading.Event, without_database: None
) -> None:
    done: list[str] = []

    def once(name: str) -> float:
        done.append(name)
        if len(done) == 3:
            stop.set()
        return PATIENCE

    made = [acting(name, lambda name=name: once(name)) for name in ("a", "b", "c")]

    run(stop, "a", "b", "c")

    assert sorted(done) == ["a", "b", "c"]
    assert all(lane.is_closed for lane in made)


def test_a_step_that_lasts_delays_no_other_lane(
    stop: threading.Event, without_database: None
) -> None:
    is_over, is_sealed = threading.Event(), threading.Event()

    def last() -> float:
        assert is_sealed.wait(PATIENCE)
        is_over.set()
        return PATIENCE

    def seal() -> float:
        is_sealed.set()
        if is_over.wait(0):
            stop.set()
        return 0.01

    acting("slow", last)
    acting("seal", seal)

    run(stop, "slow", "seal")

    assert is_over.is_set()


def test_no_two_hands_are_in_one_lane(
    stop: threading.Event, without_database: None
) -> None:
    inside = threading.Semaphore(1)
    is_alone: list[bool] = []
    both = threading.Barrier(2)
    steps = count()

    def alone() -> float:
        is_alone.append(inside.acquire(blocking=False))
        if len(is_alone) < 3:
            both.wait(PATIENCE)  # the other lane is in its step as well
        else:
            stop.set()
        inside.release()
        return 0

    def beside() -> float:
        if next(steps) < 2:
            both.wait(PATIENCE)
        return 0

    acting("alone", alone)
    acting("beside", beside)

    run(stop, "alone", "beside")

    assert all(is_alone)


def test_a_hand_that_is_not_needed_any_more_leaves(
    stop: threading.Event, without_database: None
) -> None:
    together = threading.Barrier(2)
    counts: list[int] = []

    def meet() -> float:
        if not counts:
            together.wait(PATIENCE)  # so that there are two hands
        counts.append(sum(t.name == "lanes" for t in threading.enumerate()))
        if counts[-1] == 1 or len(counts) > 500:
            stop.set()
        return 0.02

    acting("a", meet)
    acting("b", meet)

    run(stop, "a", "b")

    assert counts[0] == 2
    assert counts[-1] == 1


def test_a_lane_that_has_always_more_to_do_lets_the_others_have_their_turn(
    stop: threading.Event, without_database: None
) -> None:
    order: list[str] = []

    def busy(name: str) -> float:
        order.append(name)
        if len(order) == 20:
            stop.set()
        return 0

    for name in ("a", "b"):
        acting(name, lambda name=name: busy(name))

    run(stop, "a", "b")

    assert min(order.count("a"), order.count("b")) >= 5


def test_what_one_lane_speaks_is_not_the_next_ones_language(
    stop: threading.Event, without_database: None
) -> None:
    heard: list[str | None] = []

    def speak() -> float:
        heard.append(translation.get_language())
        translation.activate("ms")
        if len(heard) == 2:
            stop.set()
        return 0

    acting("a", speak)
    acting("b", speak)

    run(stop, "a", "b")

    assert "ms" not in heard
