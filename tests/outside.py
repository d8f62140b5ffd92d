"""The test database as another process reaches it."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection


class Outside:
    """The test database as another process reaches it.

    PostgreSQL is reached by its URL. SQLite's test database lives in this process's
    memory, so it is copied into a file, which is from then on the one that counts.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / "portal.sqlite3"

    def url(self) -> str:
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            with sqlite3.connect(self.file) as target:
                connection.connection.backup(target)
            target.close()
            return f"sqlite:///{self.file}"
        to = connection.settings_dict
        who = quote(to["USER"]) + (
            f":{quote(to['PASSWORD'])}" if to["PASSWORD"] else ""
        )
        return f"postgres://{who}@{to['HOST']}:{to['PORT'] or 5432}/{to['NAME']}"

    def count(self, sql: str) -> dict[str, int]:
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.file) as reader:
                rows = reader.execute(sql).fetchall()
            reader.close()
            return dict(rows)
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return dict(cursor.fetchall())

    def states(self) -> dict[str, int]:
        return self.count(
            "SELECT state, count(*) FROM correspondence_delivery GROUP BY state"
        )

    def events(self) -> dict[str, int]:
        return self.count(
            "SELECT kind, count(*) FROM correspondence_deliveryevent GROUP BY kind"
        )


def environment(url: str, folder: Path) -> dict[str, str]:
    """The settings of a process that works on this database, mails into a folder."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "dpo_portal.settings",
        "DPO_ENV": "test",
        "DPO_ENV_FILE": "",
        "DPO_DATA_DIR": str(folder),
        "DPO_KEY_DIR": str(settings.KEY_DIR),
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": url,
        "DATABASE_POOL": "2",
    }


def run(url: str, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """One management command in a process of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment(url, folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
