"""Installations to measure: temporary, invented, thrown away afterwards.

SQLite unless DATABASE_URL names a PostgreSQL server: then each installation gets a
database of its own there, which is dropped at the end.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("DATABASE_URL", "")
IS_POSTGRES = SERVER.startswith("postgres")
FLOOR_SETTINGS = "benchmarks.floor.settings"

# Someone signed in, without timing the sign-in.
SIGN_IN = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from accounts.models import User
user = User.objects.get(email="aina@demo.test")
store = SessionStore()
store[SESSION_KEY] = str(user.pk)
store[BACKEND_SESSION_KEY] = "accounts.backends.MembershipBackend"
store[HASH_SESSION_KEY] = user.get_session_auth_hash()
store.create()
print("session", store.session_key)
"""
FILL = """
from datetime import timedelta
from django.utils import timezone
from benchmarks.floor.models import Row
now = timezone.now()
Row.objects.bulk_create(
    [
        Row(
            ref=f"R-{{n:06d}}",
            name=f"Invented Person {{n:06d}}",
            place=f"Place {{n % 18}}",
            due_at=now + timedelta(minutes=n),
        )
        for n in range({rows})
    ]
)
"""


class Laboratory:
    """Makes the installations of one run in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.databases: list[str] = []
        self.demo: dict[str, str] = {}

    def environment(self, name: str, template: str = "", **more: str) -> dict[str, str]:
        """The settings of an installation called `name`, with its folder and database.

        `template` names another one whose data it starts with.
        """
        place = self.folder / name
        if template:
            shutil.copytree(self.folder / template, place)
        else:
            place.mkdir()
        return {
            "DPO_ENV": "demo",
            "DPO_ENV_FILE": str(place / "env"),  # there is none: all is said here
            "DPO_DATA_DIR": str(place),
            "SECRET_KEY": "b" * 64,
            "DATABASE_URL": self._database(name, template)
            if IS_POSTGRES
            else f"sqlite:///{place / 'bench.sqlite3'}",
            **more,
        }

    def _database(self, name: str, template: str) -> str:
        made = self._name(name)
        source = sql.Identifier(self._name(template) if template else "template1")
        self._say(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(made), source
            )
        )
        self.databases.append(made)
        return urlunsplit(urlsplit(SERVER)._replace(path=f"/{made}"))

    def _name(self, name: str) -> str:
        return f"bench_{os.getpid()}_{name}"

    def _say(self, statement: sql.Composed) -> None:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(statement)

    def portal(
        self, name: str, requests: int, still_open: int | None = None
    ) -> dict[str, str]:
        """The portal with this many invented requests, besides those of the demo.

        About half of them are open, or as many as `still_open` says.
        """
        if not self.demo:
            self.demo = self.environment("demo")
            manage(self.demo, "migrate", "--verbosity", "0")
            manage(self.demo, "createcachetable")
            manage(self.demo, "demo")
        env = self.environment(name, template="demo")
        how_many = [] if still_open is None else ["--open", str(still_open)]
        manage(env, "generate", "--requests", str(requests), *how_many)
        self.settle(env)
        return env

    def floor(self, name: str, rows: int) -> dict[str, str]:
        """The bare site with this many rows in its one table."""
        env = self.environment(name, DJANGO_SETTINGS_MODULE=FLOOR_SETTINGS)
        manage(env, "migrate", "--run-syncdb", "--verbosity", "0")
        manage(env, "shell", "--verbosity", "0", "-c", FILL.format(rows=rows))
        self.settle(env)
        return env

    def settle(self, env: dict[str, str]) -> None:
        """PostgreSQL's own upkeep, which would come a minute after so many rows."""
        if IS_POSTGRES:
            with psycopg.connect(env["DATABASE_URL"], autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")

    def clear(self) -> None:
        for name in self.databases:
            self._say(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                    sql.Identifier(name)
                )
            )


@contextmanager
def laboratory(folder: Path) -> Iterator[Laboratory]:
    made = Laboratory(folder)
    try:
        yield made
    finally:
        made.clear()


def manage(env: dict[str, str], *arguments: str) -> str:
    """Run one management command there; returns what it printed.

    Raises RuntimeError with the end of its error output if it failed.
    """
    done = subprocess.run(  # noqa: S603 - our own manage.py
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **env},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {arguments[0]} failed: {done.stderr[-2000:]}")
    return done.stdout


def session_of_an_officer(env: dict[str, str]) -> str:
    """The session key of someone who reads every controller's requests."""
    printed = manage(env, "shell", "--verbosity", "0", "-c", SIGN_IN)
    return next(
        row.split()[1] for row in printed.splitlines() if row.startswith("session ")
    )
