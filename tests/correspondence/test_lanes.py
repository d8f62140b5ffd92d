import threading

import pytest
from django.core.management import call_command

from correspondence import lanes


class Counting:
    """A lane with so many batches waiting."""

    def __init__(self, batches: int) -> None:
        self.left = batches
        self.is_closed = False

    def step(self) -> float:
        self.left -= 1
        return 0 if self.left else 0.5

    def close(self) -> None:
        self.is_closed = True


def test_once_steps_until_nothing_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "_lanes", dict(lanes._lanes))
    lane = Counting(4)
    lanes.register("counting", lambda worker, stop: lane)

    lanes.drain("counting", "w", threading.Event())

    assert lane.left == 0
    assert lane.is_closed


def test_an_unknown_lane_is_one_sentence_and_exit_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as exit_:
        call_command("worker", lane="none-such", once=True)

    assert exit_.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
