"""The auditor's list of changes: who, when, what, before and after."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Controller, Membership, User
from accounts.roles import Role
from audit.models import AccessEntry, AuditedModel, LedgerEntry
from audit.redacting import Target, redact
from audit.trail import Actor, act, record
from dpo_portal.record_words import FIELDS, KINDS
from rights.models import RightsRequest
from tests.audit.sample.models import Note, Person

URL = "/audit/changes/"
AT = datetime(2026, 5, 15, 16, 30, tzinfo=UTC)  # 16 May, 00:30, in Kuala Lumpur


@pytest.fixture
def moved(maxim: Controller, aida: User, db: None) -> Person:
    """Dewi rang as a subject; then Aida corrected her city in case 42."""
    with act(by=Actor.subject(), controller_id=maxim.pk), transaction.atomic():
        dewi = Person.objects.create(
            name="Dewi Contoh", email="dewi@example.org", controller_id=maxim.pk
        )
    with (
        act(
            by=aida, case_id=42, reason_code="rectification", reason_text="shown", at=AT
        ),
        transaction.atomic(),
    ):
        dewi.city, dewi.mood, dewi.visits = "Kota Kinabalu", Person.Mood.CROSS, 3
        dewi.save()
        record("sample.correct", dewi)
    return dewi


@pytest.fixture
def auditor(client: Client, ben: User) -> Client:
    client.force_login(ben)
    return client


def page(client: Client, query: str = "") -> str:
    response = client.get(URL + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_says_who_when_what_and_why(auditor: Client, moved: Person) -> None:
    html = page(auditor)

    assert "Aida Rahman" in html
    assert "Saturday 16 May 2026" in html and "00:30:00" in html
    assert "Kuala Lumpur (UTC+08:00)" in html
    assert "rectification<span" in html and "· shown" in html
    assert "Correct</b>" in html  # the verb, before the row it changed
    assert html.index("Correct</b>") < html.index("Changed</b>")
    assert "The person" in html


def test_before_and_after_stand_beside_each_other(
    auditor: Client, moved: Person
) -> None:
    html = page(auditor)

    assert "calm</del>" in html.lower() and "cross</ins>" in html.lower()
    assert "0</del>" in html and "3</ins>" in html


def test_personal_values_are_masked_in_the_list_and_shown_on_the_entry(
    auditor: Client, moved: Person
) -> None:
    entry = LedgerEntry.objects.get(action="~", model="audit_sample.person")

    assert "Kota Kinabalu" not in page(auditor)
    html = auditor.get(f"{URL}{entry.pk}/").content.decode()

    assert "Kota Kinabalu" in html and "dewi@example.org" in html
    look = AccessEntry.objects.latest("id")
    assert (look.what, look.model, look.object_pk) == (
        "record",
        "audit.ledgerentry",
        str(entry.pk),
    )
    assert (look.case_id, look.actor_kind) == (42, "staff")


def test_the_visit_is_recorded_once_with_its_count(
    auditor: Client, ben: User, maxim: Controller, moved: Person
) -> None:
    shown = LedgerEntry.objects.filter(controller_id=maxim.pk).count()
    page(auditor)

    visit = AccessEntry.objects.get()
    assert (visit.what, visit.actor_id) == ("list", ben.pk)
    assert (visit.controller_id, visit.count) == (maxim.pk, shown)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?case=42", 2),
        ("?case=43", 0),
        ("?who={aida}", 2),
        ("?record=audit_sample.person:{person}", 3),
        ("?record=audit_sample.person:0", 0),
        ("?from=2026-05-16&to=2026-05-16", 2),
        ("?from=2026-05-14&to=2026-05-15", 0),
        ("?request_id={request_id}", 1),
    ],
)
def test_filters_of_the_address_narrow_the_list(
    query: str, expected: int, auditor: Client, moved: Person, aida: User
) -> None:
    created = LedgerEntry.objects.get(action="+", model="audit_sample.person")
    given = query.format(aida=aida.pk, person=moved.pk, request_id=created.request_id)

    response = auditor.get(URL + given)

    lines = [line for shown in response.context["acts"] for line in shown.lines]
    assert len(lines) == expected


def test_a_case_is_found_by_its_reference_and_named_by_it(
    auditor: Client, moved: Person, maxim: Controller
) -> None:
    with act(by=Actor.job("test")), transaction.atomic():
        case = RightsRequest.objects.create(
            ref="R-2026-0042",
            controller=maxim,
            establishment=maxim.establishments.get(country="MY"),
            right="erasure",
            language="ms",
            received_at=AT,
        )
    with act(by=Actor.job("test"), case_id=case.pk), transaction.atomic():
        moved.visits = 77
        moved.save()

    html = page(auditor, "?case=r-2026-0042")

    assert "77</ins>" in html and "Kota" not in html
    assert ">R-2026-0042<" in html
    assert "Rights request R-2026-0042" in html
    assert "No entry matches" in page(auditor, "?case=R-2026-9999")


@pytest.mark.parametrize("query", ["?record=dewi", "?from=soon", "?who=0"])
def test_a_wrong_filter_is_said_and_never_ignored(
    query: str, auditor: Client, moved: Person
) -> None:
    html = page(auditor, query)

    assert "There is a problem" in html
    assert "Changed</b>" not in html


def test_another_companys_entries_do_not_exist_here(
    auditor: Client, moved: Person, aux: Controller
) -> None:
    with act(by=Actor.job("test")), transaction.atomic():
        Person.objects.create(name="Other Person", controller_id=aux.pk)
        Person.objects.create(name="Nobody's")
    theirs, nobodys = LedgerEntry.objects.filter(program="test").order_by("-id")[:2]

    response = auditor.get(URL)

    seen = {
        line.entry.controller_id
        for shown in response.context["acts"]
        for line in shown.lines
    }
    assert seen == {moved.controller_id}
    for entry in (theirs, nobodys):
        assert auditor.get(f"{URL}{entry.pk}/").status_code == 404


def test_who_audits_every_company_also_sees_what_belongs_to_none(
    auditor: Client, ben: User, controllers: dict[str, Controller]
) -> None:
    with act(by=Actor.job("test")), transaction.atomic():
        for controller in controllers.values():
            Membership.objects.get_or_create(
                user=ben, controller=controller, role=Role.AUDITOR
            )
        Person.objects.create(name="Nobody's")
    entry = LedgerEntry.objects.latest("id")

    assert auditor.get(f"{URL}{entry.pk}/").status_code == 200


@pytest.mark.parametrize("name", ["aida", "farid", "grace", "chen"])
def test_only_auditors_may_read_the_trail(
    name: str, client: Client, cast: SimpleNamespace
) -> None:
    client.force_login(getattr(cast, name))

    assert client.get(URL).status_code == 403
    assert client.post(URL).status_code in {403, 405}


def test_the_number_of_queries_does_not_grow_with_the_page(
    auditor: Client, moved: Person, maxim: Controller
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(auditor)
        return len(captured)

    with act(by=Actor.job("test")), transaction.atomic():
        Note.objects.create(person=moved, text="one")
    few = queries()
    with act(by=Actor.job("test")), transaction.atomic():
        for n in range(6):
            moved.visits = n + 10
            moved.save()
            Note.objects.create(person=moved, text=str(n))

    assert queries() == few


def test_older_pages_follow_without_gap_or_repeat(
    auditor: Client, maxim: Controller, ben: User
) -> None:
    with act(by=Actor.job("test")), transaction.atomic():
        Person.objects.audited_bulk_create(
            [Person(name=str(n), controller_id=maxim.pk) for n in range(120)]
        )
    mine = LedgerEntry.objects.filter(controller_id=maxim.pk).order_by("-id")

    seen: list[int] = []
    url = URL
    while url:
        context: Any = auditor.get(url).context
        seen += [line.entry.pk for a in context["acts"] for line in a.lines]
        url = URL + context["older_url"] if context["older_url"] else ""

    assert seen == [entry.pk for entry in mine]


def test_a_deleted_record_shows_what_it_held(
    auditor: Client, moved: Person, aida: User
) -> None:
    with act(by=aida), transaction.atomic():
        moved.delete()
    entry = LedgerEntry.objects.get(action="-")

    html = auditor.get(f"{URL}{entry.pk}/").content.decode()

    assert "Dewi Contoh</del>" in html


def test_an_erased_value_says_so(auditor: Client, moved: Person, aida: User) -> None:
    with act(by=aida), transaction.atomic():
        redact([Target(Person, moved.pk, ["city"])])
    entry = LedgerEntry.objects.get(action="~", model="audit_sample.person")

    html = auditor.get(f"{URL}{entry.pk}/").content.decode()

    assert html.count("Value erased") == 2


def test_every_kind_and_field_has_words_of_its_own() -> None:
    """Where a model names itself or a field, that name is translated already."""
    tracked = [
        model
        for model in apps.get_models()
        if issubclass(model, AuditedModel) and not model.__module__.startswith("tests")
    ]
    kinds = {
        model._meta.verbose_name
        for model in tracked
        if isinstance(model._meta.verbose_name, str)
    }
    fields = {
        field.verbose_name
        for model in tracked
        for field in model._meta.concrete_fields
        if isinstance(field.verbose_name, str)
    }

    assert kinds - KINDS.keys() == set()
    assert fields - FIELDS.keys() == set()
