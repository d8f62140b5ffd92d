"""Run the portal for one office: web server and worker in one process that is watched.

What watches is gunicorn's own process, without Django: it starts the other one anew
should that die. Before, a process of its own looks whether all is right; with `--demo`
it writes .env where there is none and fills the database with examples. Ctrl-C or
SIGTERM lets pages and letters that are under way come to their end.
"""

import argparse
import gc
import logging
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
INTERRUPTED = 130

sys.path.insert(0, str(ROOT))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--demo", action="store_true", help="prepare the example data first"
    )
    is_demo = parser.parse_args().demo
    if is_demo:
        write_demo_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dpo_portal.settings")
    preparation = fork("preparation", prepare_demo if is_demo else look)
    if failed := wait_for(preparation):
        return failed
    # Nothing of Django is in this process, so that it stays small.
    examples = fork("example data", add_cases) if is_demo else None
    return serve(examples)


def say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def write_demo_environment() -> None:
    """Mark this clone as a demo with a secret of its own; an existing .env stays."""
    path = ROOT / ".env"
    if path.exists() or os.environ.get("DPO_ENV_FILE"):
        return
    path.touch(mode=0o600)
    path.write_text(f"DPO_ENV=demo\nSECRET_KEY={secrets.token_urlsafe(48)}\n")


# --- In processes of their own, before and beside the server --------------------------
def look() -> int:
    """Whether the portal can start; a sentence if not."""
    from dpo_portal import wsgi  # noqa: F401 - leaves with a sentence where it cannot

    if not (failed := why_not_here()):
        announce()
    return failed


def prepare_demo() -> int:
    gc.disable()  # this process ends in a few seconds and needs no tidying
    import django

    django.setup(set_prefix=False)
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from audit.guards import allow_changes_of_form

    if not settings.DEMO:
        return say(
            "This installation is not a demo (DPO_ENV in .env says so), so nothing was "
            "changed: run make demo in a clone of its own."
        )
    if failed := why_not_here():
        return failed
    allow_changes_of_form()  # the web server, whose start it shares, may not migrate
    connection.close()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("demo", part="office")
    announce()
    return 0


def announce() -> None:
    from django.conf import settings

    print(f"The portal listens on {settings.SITE_URL} (Ctrl-C stops it).")


def why_not_here() -> int:
    from django.conf import settings

    if is_taken(settings.PORT):
        return say(
            f"Port {settings.PORT} is in use: stop what listens there or choose "
            "another one, for example PORT=8001 make demo."
        )
    return 0


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def add_cases() -> int:
    """Live the example cases while the first pages are being read already."""
    import django

    django.setup(set_prefix=False)
    from django.core.management import call_command

    call_command("demo", part="cases")
    return 0


def fork(name: str, run: Callable[[], int]) -> int:
    """Start `run` in a child and give its process id; its result is the exit code."""
    sys.stdout.flush()
    if child := os.fork():
        return child
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    code = 1
    try:
        code = run()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except SystemExit as leaving:
        if isinstance(leaving.code, str):
            say(leaving.code)
        else:
            code = leaving.code or 0
    except Exception as error:
        from django.core.management import CommandError

        if isinstance(error, CommandError):
            say(str(error))
        else:  # its text may hold personal data, so the cleaned log tells of it
            logging.getLogger("dpo_portal").exception("The %s failed", name)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def wait_for(child: int) -> int:
    return abs(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


# --- The server -----------------------------------------------------------------------
def serve(examples: int | None) -> int:
    """Become the process that watches; `examples`: the child to end at the end."""
    from gunicorn.app.wsgiapp import WSGIApplication

    class Office(WSGIApplication):
        def load_config(self) -> None:
            super().load_config()
            lanes = Lanes(self.cfg.when_ready)
            self.cfg.set("preload_app", False)
            self.cfg.set("when_ready", lambda server: None)
            self.cfg.set("post_worker_init", lanes.begin)
            self.cfg.set("worker_exit", lanes.end)
            self.cfg.set("on_exit", lambda server: end(examples))

    sys.argv = ["gunicorn", "--config", str(ROOT / "gunicorn.conf.py")]
    sys.argv += ["dpo_portal.wsgi"]
    os.environ.setdefault("GUNICORN_CMD_ARGS", "--log-level warning")
    Office("%(prog)s [OPTIONS]", prog="gunicorn").run()
    return 0


def end(child: int | None) -> None:
    if child:
        with suppress(ProcessLookupError):  # it has finished, as it should
            os.kill(child, signal.SIGTERM)


class Lanes:
    """The worker's lanes beside the pages, in the process that serves them.

    Two processes would hold everything twice. A duty that needs a processor for long is
    one of `manage.py worker`, which may run as well: they share the rows.
    """

    def __init__(self, settle: Callable[[Any], None]) -> None:
        self.settle = settle  # what a web server does once everything is loaded
        self.stop: threading.Event | None = None
        self.crew: threading.Thread | None = None

    def begin(self, process: Any) -> None:
        from correspondence import lanes, workers
        from correspondence.crew import Crew

        self.settle(process)
        self.stop = threading.Event()
        crew = Crew(lanes.names(), workers.new_name(), self.stop)
        self.crew = threading.Thread(target=crew.run, name="crew")
        self.crew.start()

    def end(self, server: Any, process: Any) -> None:
        if self.stop and self.crew:
            self.stop.set()
            self.crew.join()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
