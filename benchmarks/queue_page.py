"""The queue at 10,000 requests beside a bare list of 10,000 rows, and beside itself."""

from pathlib import Path

from benchmarks import data
from benchmarks.report import interleaved, line
from benchmarks.serving import Browser, server

QUEUE = "/desk/requests/?view=open"
ROUNDS = 60
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


def run(folder: Path) -> bool:
    large = data.portal(folder / "large", 10_000)
    small = data.portal(folder / "small", 100)
    floor = data.floor(folder / "floor", 10_000)
    with (
        server("dpo_portal.wsgi", large) as at_large,
        server("dpo_portal.wsgi", small) as at_small,
        server("benchmarks.floor.wsgi", floor) as at_floor,
    ):
        many = _officer(at_large, large)
        few = _officer(at_small, small)
        bare = Browser(at_floor)
        for browser, path in ((many, QUEUE), (few, QUEUE), (bare, "/")):
            for _ in range(5):
                browser.get(path)
        own, least = interleaved(
            lambda: many.get(QUEUE).seconds,
            lambda: bare.get("/").seconds,
            rounds=ROUNDS,
        )
        kept = line("queue, 10,000 requests : bare list, 10,000 rows", own, least, 3)
        own, least = interleaved(
            lambda: many.get(QUEUE).seconds,
            lambda: few.get(QUEUE).seconds,
            rounds=ROUNDS,
        )
        return line("queue, 10,000 requests : 100 requests", own, least, 1.5) and kept


def _officer(port: int, env: dict[str, str]) -> Browser:
    """Someone signed in, without timing the sign-in."""
    printed = data.manage(env, "shell", "--verbosity", "0", "-c", SIGN_IN)
    key = next(
        row.split()[1] for row in printed.splitlines() if row.startswith("session ")
    )
    return Browser(port, {"dpo_session": key})
