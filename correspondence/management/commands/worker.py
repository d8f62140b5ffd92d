"""`manage.py worker`: everything that happens without somebody waiting for it."""

import queue
import signal
import threading
from argparse import ArgumentParser
from contextlib import suppress
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import starting
from correspondence import lanes, workers
from correspondence.crew import Crew


class Command(BaseCommand):
    help = (
        "Send letters and do the other work that waits in the database, so that no "
        "lane delays another. Any number of workers may run at once; SIGTERM lets each "
        "finish the row it is at."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lane", help="run only this lane")
        parser.add_argument(
            "--once", action="store_true", help="do what is due now, then stop"
        )

    def handle(self, *, lane: str | None = None, once: bool = False, **_: Any) -> None:
        if lane is not None and lane not in lanes.names():
            known = ", ".join(lanes.names())
            # argparse's own way out: one sentence on stderr, exit status 2.
            self.stderr.write(f"There is no lane {lane!r}; there are: {known}.")
            raise SystemExit(2)
        if refusal := starting.why_not():
            raise CommandError(f"The worker does not start: {refusal}")
        chosen = [lane] if lane else lanes.names()
        worker = workers.new_name()
        stop = threading.Event()
        if once:
            for name in chosen:
                lanes.drain(name, worker, stop)
        else:
            self.run_until_told(chosen, worker, stop)

    def run_until_told(
        self, chosen: list[str], worker: str, stop: threading.Event
    ) -> None:
        told: queue.SimpleQueue[int] = queue.SimpleQueue()

        def note(number: int, frame: FrameType | None) -> None:
            # SimpleQueue.put may interrupt itself; an Event's set could deadlock here.
            told.put(number)

        former = {
            number: signal.signal(number, note)
            for number in (signal.SIGTERM, signal.SIGINT)
        }
        crew = threading.Thread(target=Crew(chosen, worker, stop).run, name="crew")
        try:
            crew.start()
            self.stdout.write(f"Worker runs: {', '.join(chosen)}.")
            self.stdout.flush()  # also when a service manager reads it
            while crew.is_alive():
                with suppress(queue.Empty):
                    told.get(timeout=0.5)
                    break
        finally:
            stop.set()
            crew.join()
            for number, handler in former.items():
                signal.signal(number, handler)
        self.stdout.write("Worker stopped.")
