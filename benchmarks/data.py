"""Databases to measure on: temporary, invented, thrown away afterwards."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def environment(folder: Path, **more: str) -> dict[str, str]:
    """A demo installation of its own in `folder`."""
    return {
        "DPO_ENV": "demo",
        "DPO_ENV_FILE": "",
        "DPO_DATA_DIR": str(folder),
        "SECRET_KEY": "b" * 64,
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        **more,
    }


def manage(env: dict[str, str], *arguments: str) -> str:
    """Run one management command there; returns what it printed."""
    done = subprocess.run(  # noqa: S603 - our own manage.py
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **env},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def portal(folder: Path, requests: int) -> dict[str, str]:
    """The portal with this many invented requests."""
    folder.mkdir()
    env = environment(folder)
    manage(env, "migrate", "--verbosity", "0")
    manage(env, "createcachetable")
    manage(env, "demo")
    manage(env, "generate", "--requests", str(requests))
    manage(env, "collectstatic", "--no-input", "--verbosity", "0")
    return env


def floor(folder: Path, rows: int) -> dict[str, str]:
    """The bare site with this many rows in its one table."""
    folder.mkdir()
    env = environment(folder, DJANGO_SETTINGS_MODULE="benchmarks.floor.settings")
    manage(env, "migrate", "--run-syncdb", "--verbosity", "0")
    manage(env, "shell", "--verbosity", "0", "-c", FILL.format(rows=rows))
    return env


FILL = """
from datetime import timedelta
from django.utils import timezone
from benchmarks.floor.models import Row
now = timezone.now()
Row.objects.bulk_create(
    [Row(name=f"Row {{n}}", due_at=now + timedelta(minutes=n)) for n in range({rows})]
)
"""
