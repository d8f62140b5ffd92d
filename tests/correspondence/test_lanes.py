import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections
from django.utils import timezone

from correspondence import lanes
from correspondence.models import WorkerHeartbeat


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


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture(autouse=True)
def other_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "_lanes", dict(lanes._lanes))


def scripted(stop: threading.Event, *steps: float | Exception) -> Scripted:
    lane = Scripted(stop, list(steps))
    lanes.register("scripted", lambda worker, given_stop: lane)
    return lane


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Keep the pauses instead of waiting for them; connections stay the test's."""
    pauses: list[float] = []
    monkeypatch.setattr(
        threading.Event, "wait", lambda self, seconds=None: pauses.append(seconds)
    )
    monkeypatch.setattr(connections, "close_all", lambda: None)
    return pauses


@pytest.mark.django_db
def test_a_lane_outlasts_a_database_that_goes_away(
    stop: threading.Event, quick: list[float]
) -> None:
    gone = OperationalError("server closed the connection unexpectedly")
    lane = scripted(stop, 0, gone, gone, gone, 0, gone, 0.5)

    lanes.run("scripted", "w", stop)

    assert lane.done == 7
    assert lane.is_closed
    assert quick == [1, 2, 4, 1, 0.5]  # each failure waits longer, success begins anew


@pytest.mark.django_db
def test_a_fault_in_one_step_is_told_without_its_text_and_outlived(
    stop: threading.Event, quick: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    lane = scripted(stop, KeyError("dewi@example.test"), 0)

    lanes.run("scripted", "w", stop)

    assert lane.done == 2
    assert "KeyError" in caplog.text
    assert "dewi" not in caplog.text


@pytest.mark.django_db
def test_a_lane_shows_that_it_is_alive(
    stop: threading.Event, quick: list[float]
) -> None:
    scripted(stop, 0)
    now = timezone.now()
    assert "scripted" in lanes.silent(now)

    lanes.run("scripted", "w", stop)

    assert "scripted" not in lanes.silent(timezone.now())
    assert "scripted" in lanes.silent(timezone.now() + timedelta(minutes=2))
    assert WorkerHeartbeat.objects.get().worker == "w"


def test_once_steps_until_nothing_is_due(stop: threading.Event) -> None:
    lane = scripted(threading.Event(), 0, 0, 0, 0.5)

    lanes.drain("scripted", "w", stop)

    assert lane.done == 4
    assert lane.is_closed


def test_an_unknown_lane_is_one_sentence_and_exit_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as exit_:
        call_command("worker", lane="none-such", once=True)

    assert exit_.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
