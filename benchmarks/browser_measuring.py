"""Times the auditor's pages where it runs, and prints one line of JSON."""

import json
import re
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Controller, Membership, User
from accounts.roles import Role
from audit import browser, profiles
from audit.models import LedgerEntry
from audit.trail import Actor, act
from benchmarks.browser_filling import RARE_FIELD
from dpo_portal.trail.paging import PAGE
from subjects.models import DataSubject

HISTORY = re.compile(r"[a-z]+_historical[a-z]+")
WARM_UP, ROUNDS = 2, 9
CHANGES = "/audit/changes/"


def measure(changes: int) -> None:
    client = _auditor()
    pages = _addresses(changes)
    timed = _interleaved({name: _get(client, url) for name, url in pages.items()})
    counted = {name: _statements(client, url) for name, url in pages.items()}
    usual = counted["who"]
    odd = [n for n, count in counted.items() if abs(count - usual) > 3]
    print(
        json.dumps(
            {
                "pages": timed,
                "uneven": len(odd),
                **_interleaved(_field_ways()),
                **_versions(),
            }
        )
    )


def _auditor() -> Client:
    user = User.objects.get(email="aina@demo.test")
    with act(by=Actor.job("bench")), transaction.atomic():
        for controller in Controller.objects.all():
            Membership.objects.get_or_create(
                user=user, controller=controller, role=Role.AUDITOR
            )
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def _addresses(changes: int) -> dict[str, str]:
    sample: Any = LedgerEntry.objects.filter(
        subject_id__isnull=False, case_id__isnull=False
    ).first()
    case = LedgerEntry.objects.filter(model="requests.rightsrequest").earliest("pk")
    who = LedgerEntry.objects.filter(actor_id__isnull=False).earliest("pk")
    oldest = timezone.localtime(LedgerEntry.objects.earliest("pk").occurred_at)
    depth = min(2_000, changes // PAGE - 10) * PAGE
    far = LedgerEntry.objects.order_by("-pk").values_list("pk", flat=True)[depth]
    queries = {
        "unfiltered": "",
        "page 2,000": f"before={far}",
        "who": f"who={who.actor_id}",
        "outside": "who=outside",
        "record": f"record={case.model}:{case.object_pk}",
        "kind, common": "kind=requests.claimant",
        "kind, rare": "kind=accounts.user",
        "field, common": "field=requests.rightsrequest.state",
        "field, rare": f"field={'.'.join(RARE_FIELD)}",
        "reason": "reason=rare",
        "case": f"case={case.case_id or 1}",
        "channel, common": "channel=job",
        "channel, rare": "channel=api",
        "first days": f"to={oldest + timedelta(days=2):%Y-%m-%d}",
        "last day": f"from={timezone.localdate():%Y-%m-%d}",
    }
    if sample is not None:
        queries["person"] = f"person=S-{sample.subject_id}"
    return {name: f"{CHANGES}?{query}" for name, query in queries.items()}


def _get(client: Client, url: str) -> Callable[[], Any]:
    def ask() -> None:
        response = client.get(url)
        assert response.status_code == 200

    return ask


def _statements(client: Client, url: str) -> int:
    """Of one page, without those that read the values of each kind of record on it.

    Those are two for each kind, however many records there are: more count here.
    """
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    tables = [HISTORY.findall(one["sql"]) for one in captured]
    of_values = [names[0] for names in tables if names]
    return len(captured) - min(len(of_values), 2 * len(set(of_values)))


def _field_ways() -> dict[str, Callable[[], Any]]:
    def field_query() -> None:
        found = browser.that_changed(LedgerEntry.objects.all(), *RARE_FIELD)
        list(found.order_by("-pk")[: PAGE + 1])

    return {
        "field_query": field_query,
        "window": _said(
            "SELECT id FROM (SELECT id, value, lag(value) OVER (PARTITION BY "
            "object_id ORDER BY id) AS was FROM bench_history) w "
            "WHERE value <> was ORDER BY id DESC LIMIT 51"
        ),
        "json": _said(
            "SELECT id FROM bench_log "  # noqa: S608 - one of two conditions of ours
            f"WHERE {_has_field()} ORDER BY id DESC LIMIT 51"
        ),
    }


def _has_field() -> str:
    if connection.vendor == "sqlite":
        return "json_type(changes, '$.time_zone') IS NOT NULL"
    return "jsonb_exists(changes::jsonb, 'time_zone')"


def _said(statement: str) -> Callable[[], Any]:
    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.fetchall()

    return ask


def _versions() -> dict[str, float]:
    """A person with a hundred versions: ours, one SELECT, and step by step."""
    person = DataSubject(controller=Controller.objects.earliest("pk"), name="Invented")
    with transaction.atomic(), act(by=Actor.job("bench")):
        for n in range(100):
            person.name = f"Invented {n}"
            person.save()
    history: Any = profiles.profile(DataSubject).history._default_manager
    columns = [field.attname for field in profiles.profile(DataSubject).fields]
    mine = {"model": "subjects.datasubject", "object_pk": str(person.pk)}

    def versions() -> None:
        kept = LedgerEntry.objects.filter(**mine, history_id__isnull=False)
        browser.versions(list(kept.order_by("pk")))

    def values_list() -> None:
        list(history.filter(id=person.pk).values_list("history_id", *columns))

    def loop() -> None:
        row = history.filter(id=person.pk).order_by("-history_id").first()
        while row is not None:
            row = (
                history.filter(id=person.pk, history_id__lt=row.history_id)
                .order_by("-history_id")
                .first()
            )

    with CaptureQueriesContext(connection) as captured:
        versions()
    timed = _interleaved(
        {"versions": versions, "values_list": values_list, "loop": loop}
    )
    return {**timed, "queries": len(captured)}


def _interleaved(measured: dict[str, Callable[[], Any]]) -> dict[str, float]:
    turns: dict[str, list[float]] = {name: [] for name in measured}
    for turn in range(WARM_UP + ROUNDS):
        for name, ask in measured.items():
            began = time.perf_counter()
            ask()
            if turn >= WARM_UP:
                turns[name].append(time.perf_counter() - began)
    return {name: median(column) for name, column in turns.items()}
