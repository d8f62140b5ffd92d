"""The cache in the database: what `add` promises, on both databases."""

import pytest
import time_machine
from django.core.cache import BaseCache, caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db
TABLE = "cache_on_trial"


@pytest.fixture
def kept(settings) -> BaseCache:
    settings.CACHES = {
        "default": {
            "BACKEND": "dpo_portal.caching.PortalCache",
            "LOCATION": TABLE,
            "OPTIONS": {"MAX_ENTRIES": 3},
        }
    }
    call_command("createcachetable", verbosity=0)
    return caches["default"]


def test_what_is_there_stays(kept):
    assert kept.add("slot", "first", timeout=60)
    assert not kept.add("slot", "second", timeout=60)
    assert kept.get("slot") == "first"


def test_what_is_over_gives_way(kept):
    with time_machine.travel(0, tick=False) as clock:
        kept.add("slot", "first", timeout=60)
        clock.shift(120)

        assert kept.add("slot", "second", timeout=60)
        assert kept.get("slot") == "second"


def test_without_a_timeout_it_is_kept_for_good(kept):
    assert kept.add("slot", 1, timeout=None)
    assert not kept.add("slot", 2, timeout=None)


def test_adding_is_one_statement(kept, monkeypatch):
    monkeypatch.setattr("dpo_portal.caching.CULL_ONE_IN", 10**9)

    with CaptureQueriesContext(connection) as captured:
        kept.add("slot", 1)

    assert len(captured) == 1


def test_a_full_table_makes_room(kept, monkeypatch):
    monkeypatch.setattr("dpo_portal.caching.CULL_ONE_IN", 1)

    for number in range(10):
        kept.add(f"slot-{number}", 1)

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {TABLE}")  # noqa: S608
        assert cursor.fetchone()[0] <= 4
