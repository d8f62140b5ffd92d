"""Who acts is known in each request and thread, and never carried into the next."""

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.models import User
from audit import context
from audit.errors import NoAuditContext, NotInTransaction, StaleRecord
from audit.models import AccessEntry, LedgerEntry
from audit.trail import Actor, act, audit_context
from tests.audit.sample.models import Person


@pytest.fixture
def pages(settings: Any, db: None) -> None:
    settings.ROOT_URLCONF = "tests.audit.sample.urls"


@pytest.fixture
def aida(db: None) -> User:
    with act(by=Actor.job("test")), transaction.atomic():
        return User.objects.create_user("aida@example.com", full_name="Aida")


def test_a_page_of_the_public_is_the_subjects_act(pages: None, client: Client) -> None:
    response = client.post("/add/")

    entry = LedgerEntry.objects.latest("id")
    assert (entry.actor_kind, entry.actor_id, entry.channel) == ("subject", None, "web")
    assert response.headers["X-Request-ID"] == str(entry.request_id)


def test_a_signed_in_user_is_staff(pages: None, client: Client, aida: User) -> None:
    client.force_login(aida)
    client.post("/api/v1/add/")

    entry = LedgerEntry.objects.latest("id")
    assert (entry.actor_kind, entry.actor_id, entry.channel) == (
        "staff",
        aida.pk,
        "api",
    )


def test_nothing_leaks_from_one_request_into_the_next(
    pages: None, client: Client, aida: User
) -> None:
    client.force_login(aida)
    client.post("/add/")
    client.logout()
    client.post("/add/")
    client.raise_request_exception = False
    client.post("/fail/")

    first, second = LedgerEntry.objects.filter(model="audit_sample.person").order_by(
        "pk"
    )
    assert (first.actor_id, second.actor_id) == (aida.pk, None)
    assert first.request_id != second.request_id
    assert first.act_uid != second.act_uid
    assert context.find() is None


def test_a_view_that_forgot_its_transaction_fails_in_the_tests_too(
    pages: None, client: Client
) -> None:
    with pytest.raises(NotInTransaction):
        client.post("/add-loosely/")


@pytest.mark.parametrize(
    ("behind_proxy", "given", "kept"),
    [
        (True, "0f8fad5b-d9cb-469f-a165-70867728950e", True),
        (True, "not-a-uuid", False),
        (True, "0f8fad5b' OR 1=1", False),
        (False, "0f8fad5b-d9cb-469f-a165-70867728950e", False),
    ],
)
def test_a_request_id_is_taken_from_a_trusted_proxy_only(
    behind_proxy: bool,
    given: str,
    kept: bool,
    pages: None,
    client: Client,
    settings: Any,
) -> None:
    settings.BEHIND_PROXY = behind_proxy

    answer = client.post("/add/", headers={"X-Request-ID": given})

    assert UUID(answer.headers["X-Request-ID"])
    assert (answer.headers["X-Request-ID"] == given) is kept


def test_looking_is_recorded_once_when_the_request_ends(
    pages: None, client: Client
) -> None:
    client.post("/add/")
    client.get("/look/")

    record, table = AccessEntry.objects.order_by("id")
    assert (record.what, record.model, record.case_id) == (
        "record",
        "audit_sample.person",
        3,
    )
    assert (table.what, table.count, table.controller_id) == ("list", 25, 7)
    assert record.request_id == table.request_id


def test_a_page_whose_look_cannot_be_recorded_is_not_shown(
    pages: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(entries: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("audit.middleware.write_accesses", fail)
    client.raise_request_exception = False

    response = client.get("/look/")

    assert (response.status_code, b"seen" in response.content) == (500, False)


def in_thread(work: Callable[[], Any]) -> Any:
    def closing() -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(closing).result(10)


@pytest.mark.django_db(transaction=True)
def test_a_new_thread_knows_nobody_until_the_context_is_carried_over() -> None:
    def write() -> None:
        with transaction.atomic():
            Person.objects.create(name="Dewi")

    with audit_context("job", name="outer"):
        with pytest.raises(NoAuditContext):
            in_thread(write)
        carried = contextvars.copy_context()
        in_thread(lambda: carried.run(write))

    assert [e.program for e in LedgerEntry.objects.all()] == ["outer"]


@pytest.mark.django_db(transaction=True)
def test_threads_at_work_at_once_do_not_mix() -> None:
    def work(name: str) -> None:
        try:
            with act(by=Actor.job(name), case_id=int(name)), transaction.atomic():
                for _ in range(5):
                    Person.objects.create(name=name)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, "1234", timeout=60))

    entries = LedgerEntry.objects.values_list("program", "case_id", "act_uid")
    assert len(entries) == 20
    assert {(name, case) for name, case, _ in entries} == {(n, int(n)) for n in "1234"}
    assert len({uid for _, _, uid in entries}) == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_a_row_at_once_one_is_told() -> None:
    with act(by=Actor.job("setup")), transaction.atomic():
        pk = Person.objects.create(name="Dewi").pk
    both_have_read = threading.Barrier(2, timeout=20)

    def work(city: str) -> str:
        try:
            person = Person.objects.get(pk=pk)
            both_have_read.wait()
            with act(by=Actor.job(city)), transaction.atomic():
                person.city = city
                person.save()
        except StaleRecord:
            return "told"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(work, ["Sibu", "Miri"], timeout=60))

    assert sorted(answers) == ["saved", "told"]
    assert LedgerEntry.objects.filter(action="~").count() == 1
    assert Person.history.filter(history_type="~").get().city == (
        Person.objects.get().city
    )


def test_an_inner_context_ends_where_it_ends() -> None:
    given = uuid4()
    with audit_context("job", name="outer"):
        with audit_context("migration", name="inner", request_id=given) as inner:
            assert context.current() is inner
            assert inner.request_id == given
        assert context.current().acting().actor.name == "outer"
    assert context.find() is None
