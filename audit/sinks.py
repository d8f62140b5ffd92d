"""Where checkpoints go when they leave the database.

The file in the data folder is always kept, by the sealer itself. What goes to another
machine (a letter, a time stamp) goes by a lane of its own, which may wait for it; rooms
above register those in `AppConfig.ready`, since this room imports none.
"""

import json
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from audit import checkpoints
from audit.models import Checkpoint, Publication

logger = logging.getLogger(__name__)
Publish = Callable[[Sequence[Checkpoint]], None]
FILE = "file"
RETRY_AFTER = timedelta(minutes=1)
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Sink:
    """`publish` gets the checkpoints since its last time, oldest first."""

    publish: Publish
    every: timedelta
    only_newest: bool = True


_sinks: dict[str, Sink] = {}


def register(name: str, publish: Publish, *, every: timedelta) -> None:
    """Send the newest checkpoint there too, at most once in `every`."""
    _sinks[name] = Sink(publish, every)


def write_file(at: datetime) -> None:
    """Bring the file up to date."""
    _publish(FILE, Sink(append, timedelta(0), only_newest=False), at)


def publish_due(at: datetime) -> None:
    """Bring each registered sink up to date whose time has come."""
    for name, sink in _sinks.items():
        _publish(name, sink, at)


def _publish(name: str, sink: Sink, at: datetime) -> None:
    """Whether or not something was sealed just now; what fails is tried again."""
    state, _made = Publication.objects.get_or_create(sink=name)
    if not _is_due(state, sink, at):
        return
    later = Checkpoint.objects.filter(seq__gt=state.seq)
    new = list(
        later.order_by("-seq")[:1] if sink.only_newest else later.order_by("seq")[:MOST]
    )
    if not new:
        return
    try:
        sink.publish(new)
    except Exception as error:
        # A sink is another machine or a disk: the chain goes on without it.
        logger.error("checkpoints to %s: %s", name, type(error).__name__)
        state.failed_at, state.error = at, type(error).__name__
    else:
        state.seq, state.published_at = new[-1].seq, at
        state.failed_at, state.error = None, ""
    state.save()


def _is_due(state: Publication, sink: Sink, at: datetime) -> bool:
    if state.failed_at and at - state.failed_at < RETRY_AFTER:
        return False
    return state.published_at is None or at - state.published_at >= sink.every


# --- The file ------------------------------------------------------------------------
def folder() -> Path:
    return Path(settings.DATA_DIR) / "checkpoints"


def append(new: Sequence[Checkpoint]) -> None:
    """Add lines to the year's file, which is never opened in any other way."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    by_year: dict[int, list[str]] = {}
    for checkpoint in new:
        line = checkpoints.as_line(checkpoint)
        by_year.setdefault(checkpoint.made_at.year, []).append(line)
    for year, lines in by_year.items():
        path = folder() / f"checkpoints-{year}.jsonl"
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, ("\n".join(lines) + "\n").encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def kept_lines() -> list[dict[str, Any]]:
    """Every checkpoint the files hold. A line that a crash cut off is left out."""
    found = []
    for path in sorted(folder().glob("checkpoints-*.jsonl")):
        for line in path.read_text().splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
    return found


def newest_kept() -> dict[str, Any] | None:
    """The last checkpoint of the newest file, read from its end."""
    for path in sorted(folder().glob("checkpoints-*.jsonl"), reverse=True):
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 4_096))
            lines = file.read().splitlines()
        for line in reversed(lines):
            try:
                newest: dict[str, Any] = json.loads(line)
            except ValueError:
                continue
            return newest
    return None
