"""Run the web server and the worker together: all that one office needs.

Django is loaded once and both processes are forked from it, so they share its memory.
Ctrl-C or SIGTERM ends both; if one dies, the other is stopped and the exit code tells.
`--demo` first writes .env where there is none, and fills the database with examples.
"""

import argparse
import gc
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
GRACE_SECONDS = 30  # a worker finishes the letter it is sending
EXAMPLES = "example data"

sys.path.insert(0, str(ROOT))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--demo", action="store_true", help="prepare the example data first"
    )
    options = parser.parse_args()
    if options.demo:
        write_demo_environment()
    load_django()

    from django.conf import settings

    if is_taken(settings.PORT):
        return say(
            f"Port {settings.PORT} is in use: stop what listens there or choose "
            "another one, for example PORT=8001 make demo."
        )
    if options.demo and not settings.DEMO:
        return say(
            "This installation is not a demo (DPO_ENV in .env says so), so nothing was "
            "changed: run make demo in a clone of its own."
        )
    if options.demo and (failed := wait_for(fork("preparation", prepare_demo))):
        return failed
    print(f"The portal listens on {settings.SITE_URL} (Ctrl-C stops it).")
    duties = {"web server": serve, "worker": work}
    if options.demo:
        duties[EXAMPLES] = add_cases
    return supervise(duties)


def say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def write_demo_environment() -> None:
    """Mark this clone as a demo with a secret of its own; an existing .env stays."""
    path = ROOT / ".env"
    if path.exists() or os.environ.get("DPO_ENV_FILE"):
        return
    path.touch(mode=0o600)
    path.write_text(f"DPO_ENV=demo\nSECRET_KEY={secrets.token_urlsafe(48)}\n")


def load_django() -> None:
    """Import everything once, and open no connection: those must not cross a fork."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dpo_portal.settings")
    for shared in (
        "dpo_portal.wsgi",
        "dpo_portal.urls",
        "gunicorn.app.wsgiapp",
        "gunicorn.arbiter",
        "gunicorn.workers.gthread",
        "correspondence.management.commands.worker",
        "django.core.mail.backends.smtp",
        "django.forms.renderers",
        "django.db.models.sql.compiler",
    ):
        import_module(shared)
    read_catalogues()
    gc.collect()
    gc.freeze()  # the collector then leaves the shared pages alone


def read_catalogues() -> None:
    """The translations, which each process would else read for itself: some 5 MB."""
    from django.conf import settings
    from django.utils import translation

    for language in settings.DESK_LANGUAGES:
        with translation.override(language):
            translation.gettext("Yes")


def prepare_demo() -> int:
    from django.core.management import call_command
    from django.db import connection

    from audit.guards import allow_changes_of_form

    gc.disable()  # this process ends in a few seconds and needs no tidying
    allow_changes_of_form()  # the web server, whose start it shares, may not migrate
    connection.close()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("demo", part="office")
    return 0


def add_cases() -> int:
    """Live the example cases while the first pages are being read already."""
    from django.core.management import call_command

    call_command("demo", part="cases")
    return 0


def serve() -> int:
    from gunicorn.app.wsgiapp import WSGIApplication

    sys.argv = ["gunicorn", "--config", str(ROOT / "gunicorn.conf.py")]
    sys.argv += ["dpo_portal.wsgi"]
    os.environ.setdefault("GUNICORN_CMD_ARGS", "--log-level warning")
    WSGIApplication("%(prog)s [OPTIONS]", prog="gunicorn").run()
    return 0


def work() -> int:
    from django.core.management import call_command

    call_command("worker")
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
        code = 0
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


def supervise(duties: dict[str, Callable[[], int]]) -> int:
    """Run all duties until one ends or we are told to stop; then end the others.

    The example data may be finished: that stops nothing.
    """
    children: dict[int, str] = {}
    told_to_stop = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal told_to_stop
        told_to_stop = True
        send(signal.SIGTERM)
        signal.alarm(GRACE_SECONDS)

    def kill(number: int, frame: FrameType | None) -> None:
        send(signal.SIGKILL)

    def send(number: int) -> None:
        for child in list(children):
            os.kill(child, number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGALRM, kill)
    for name, run in duties.items():
        if not told_to_stop:
            children[fork(name, run)] = name
    code = 0
    while children:
        child, status = os.wait()
        name = children.pop(child)
        ended_with = abs(os.waitstatus_to_exitcode(status))
        is_finished = name == EXAMPLES and ended_with == 0
        if not told_to_stop and not is_finished:
            code = ended_with or 1
            say(f"The {name} ended by itself; stopping.")
            stop(signal.SIGTERM, None)
    return code


if __name__ == "__main__":
    sys.exit(main())
