from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import connection, transaction

from correspondence import limits
from correspondence.limits import allow

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_so_many_and_no_more_each_by_itself() -> None:
    asked = [allow("mail", "dewi@example.test", limit=3, per=HOUR) for _ in range(5)]

    assert asked == [True, True, True, False, False]
    assert allow("mail", "ben@example.test", limit=3, per=HOUR)
    assert allow("form", "dewi@example.test", limit=3, per=HOUR)


def test_an_address_in_other_letters_is_the_same_address() -> None:
    assert allow("mail", "Dewi@Example.test ", limit=1, per=HOUR)
    assert not allow("mail", "dewi@example.test", limit=1, per=HOUR)


def test_a_slot_comes_free_when_its_time_is_over() -> None:
    with time_machine.travel("2026-05-15T12:00Z", tick=False) as clock:
        assert allow("mail", "dewi", limit=2, per=HOUR)
        clock.shift(timedelta(minutes=40))
        assert allow("mail", "dewi", limit=2, per=HOUR)
        assert not allow("mail", "dewi", limit=2, per=HOUR)
        clock.shift(timedelta(minutes=21))
        assert allow("mail", "dewi", limit=2, per=HOUR)
        assert not allow("mail", "dewi", limit=2, per=HOUR)


@pytest.mark.django_db(transaction=True)
def test_the_same_holds_for_the_cache_in_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call_command("createcachetable", "limits_test_cache", verbosity=0)
    monkeypatch.setattr(limits, "cache", DatabaseCache("limits_test_cache", {}))
    try:
        with (
            transaction.atomic()
        ):  # a slot already taken must not break the transaction
            asked = [allow("mail", "dewi", limit=2, per=HOUR) for _ in range(4)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE limits_test_cache")

    assert asked == [True, True, False, False]


def test_nobody_can_be_read_from_the_cache() -> None:
    allow("mail", "dewi@example.test", limit=1, per=HOUR)

    assert "dewi" not in str(cache._cache)  # type: ignore[attr-defined]
