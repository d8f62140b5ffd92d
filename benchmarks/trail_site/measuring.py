"""Measures the trail in one process and prints a line of JSON for benchmarks/trail.py.

Pairs are taken in turns, so that both see the same machine.
"""

import json
import multiprocessing
import os
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402

from audit import replaying, triggers, unattributed, verifying  # noqa: E402
from audit.lane import SealLane  # noqa: E402
from audit.models import AuditDirty, LedgerEntry, Seal  # noqa: E402
from audit.redacting import Target, redact  # noqa: E402
from audit.sealing import Sealer, oldest_unsealed_seconds  # noqa: E402
from audit.trail import Actor, act, audit_context  # noqa: E402
from benchmarks.report import interleaved  # noqa: E402
from benchmarks.trail_site.models import Plain, Remembered, Tracked  # noqa: E402

ROWS = 1_000
WRITERS = 8
PERSONAL = ["name", "email", "phone", "street"]
# `LARGE=1` for figures to publish: as many changes, and as long, as the issue asks.
LARGE = bool(os.environ.get("LARGE"))
CHANGES = 30_000 if LARGE else 1_500
SECONDS = 60 if LARGE else 3
TURNS = 1 if LARGE else 5  # without and with a sealer


def values(n: int) -> dict[str, Any]:
    return {
        "name": f"Invented Person {n}",
        "email": f"person{n}@example.test",
        "phone": "+60 12 000 0000",
        "street": "Jalan Contoh 1",
        "city": "Sibu",
        "postcode": "96000",
        "born_on": date(1990, 1, 1),
        "seen_at": datetime(2026, 1, 1, tzinfo=UTC),
        "note": "Rang twice and wrote once.",
        "controller_id": 1,
    }


def timed(do: Callable[[], Any]) -> Callable[[], float]:
    def one() -> float:
        began = time.perf_counter()
        with transaction.atomic():
            do()
        return time.perf_counter() - began

    return one


def saving(row: Any) -> Callable[[], None]:
    def save() -> None:
        row.city = uuid.uuid4().hex
        row.save()

    return save


def saves() -> dict[str, list[float]]:
    rows = []
    for model in (Plain, Remembered, Tracked):
        with transaction.atomic():
            rows.append(model.objects.create(**values(1)))  # type: ignore[attr-defined]
    found = interleaved(*(timed(saving(row)) for row in rows), rounds=150)
    return {"save": found}


def markers() -> dict[str, Any]:
    """Blocks of saves with and without the markers' triggers, in turns."""
    with transaction.atomic():
        row = Tracked.objects.create(**values(1))
    save = timed(saving(row))
    mine = (Tracked._meta.db_table, LedgerEntry._meta.db_table)
    asked = [t for t in triggers.wanted(connection) if t.table in mine]
    marks = [trigger for trigger in asked if trigger.kind == "mark"]
    spent: dict[bool, list[float]] = {True: [], False: []}
    for _round in range(4):
        spent[True] += [save() for _ in range(60)]
        switch(marks, on=False)
        spent[False] += [save() for _ in range(60)]
        switch(marks, on=True)
    both = [sorted(spent[marked])[len(spent[marked]) // 2] for marked in (True, False)]
    return {"markers": both, "left": AuditDirty.objects.count(), "caught": caught()}


def switch(marks: list[triggers.Trigger], *, on: bool) -> None:
    drop = "DROP TRIGGER {0}"
    if connection.vendor == "postgresql":
        drop += ' ON "{1}"'
    with transaction.atomic(), connection.cursor() as cursor:
        for mark in marks:
            if not on:
                cursor.execute(drop.format(mark.name, mark.table))
                continue
            for statement in mark.create(connection.vendor):
                cursor.execute(statement)


def caught() -> int:
    """How many of seven ways round the side leave a marker."""
    plain: Any = models.QuerySet(Tracked)
    with transaction.atomic():
        rows = [Tracked.objects.create(**values(n)) for n in range(3)]
    rows[0].city = "Miri"
    table = Tracked._meta.db_table
    ways: list[Callable[[], Any]] = [
        lambda: plain.filter(pk=rows[0].pk).update(city="Kapit"),
        lambda: plain.bulk_update([rows[0]], ["city"]),
        lambda: plain.bulk_create([Tracked(**values(9))]),
        lambda: connection.cursor().execute(f"UPDATE {table} SET city = 'Bau'"),  # noqa: S608
        lambda: plain.filter(pk=rows[1].pk)._raw_delete("default"),
        lambda: models.sql.UpdateQuery(Tracked).update_batch(
            [rows[0].pk], {"born_on": None}, "default"
        ),
        lambda: connection.cursor().execute(
            f"DELETE FROM {table} WHERE id = {rows[2].pk}"  # noqa: S608
        ),
    ]
    found = 0
    for way in ways:
        before = AuditDirty.objects.count()
        way()
        found += AuditDirty.objects.count() > before
    unattributed.sweep()
    return found


def bulk() -> dict[str, list[float]]:
    def create(model: Any) -> Callable[[], Any]:
        make = getattr(model.objects, "audited_bulk_create", model.objects.bulk_create)
        return lambda: make([model(**values(n)) for n in range(ROWS)])

    create(Plain)(), timed(create(Tracked))()
    plain = list(Plain.objects.order_by("-pk")[:ROWS])
    keys = list(Tracked.objects.order_by("-pk").values_list("pk", flat=True)[:ROWS])

    def plain_update() -> None:
        for row in plain:
            row.city = uuid.uuid4().hex
        Plain.objects.bulk_update(plain, ["city"])

    def audited_update() -> None:
        Tracked.objects.filter(pk__in=keys).audited_update(city=uuid.uuid4().hex)

    def loop() -> None:
        for row in Tracked.objects.filter(pk__in=keys[:100]):
            row.city = uuid.uuid4().hex
            with transaction.atomic():
                row.save()

    made = interleaved(
        timed(create(Plain)), timed(create(Tracked)), rounds=7
    ) + interleaved(timed(plain_update), timed(audited_update), timed(loop), rounds=5)
    return {"bulk": made}


def sizes() -> dict[str, float]:
    """Bytes for each change of one field: simple-history's, ours, ours once sealed."""
    drain()  # what the measures before have left
    with transaction.atomic():
        rows = [model.objects.create(**values(1)) for model in (Remembered, Tracked)]  # type: ignore[attr-defined]
    grown = []
    for row in rows:
        before = used()
        for _n in range(CHANGES // 500):
            with transaction.atomic():
                for _m in range(500):
                    saving(row)()
        grown.append((used() - before) / CHANGES)
    before = used()
    drain()
    grown.append((used() - before) / CHANGES)
    return {"remembered": grown[0], "tracked": grown[1], "seal": grown[2]}


def used() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA page_count")
            pages = cursor.fetchone()[0]
            cursor.execute("PRAGMA page_size")
            return int(pages * cursor.fetchone()[0])
        cursor.execute(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = current_schema()::regnamespace "
            "AND relname NOT LIKE '%%dirty' AND relname NOT IN (%s, %s, %s)",
            [model._meta.db_table for model in (Plain, Remembered, Tracked)],
        )
        return int(cursor.fetchone()[0])


def drain() -> None:
    sealer = Sealer()
    while sealer.seal():
        pass


def verification() -> dict[str, Any]:
    drain()

    def scan() -> float:
        began = time.perf_counter()
        for model in (LedgerEntry, Tracked.history.model):
            for _row in model._default_manager.values_list().iterator():
                pass
        return time.perf_counter() - began

    def chain() -> float:
        began = time.perf_counter()
        verifying.verify(values=False)
        return time.perf_counter() - began

    def full() -> float:
        began = time.perf_counter()
        found.append(verifying.verify())
        return time.perf_counter() - began

    found: list[Any] = []
    times = interleaved(scan, chain, full, rounds=3)
    return {"verify": times, "findings": found[-1].as_dict()["findings"][:3]}


def people() -> dict[str, Any]:
    """A thousand people, sealed: what the next two measures erase, and restore."""
    with transaction.atomic():
        Tracked.objects.audited_bulk_create([Tracked(**values(n)) for n in range(ROWS)])
    drain()
    return {"people": Tracked.objects.count()}


def erasures() -> dict[str, Any]:
    """Erase them one by one; what does a verification find?"""
    for row in Tracked.objects.order_by("-pk")[:ROWS]:
        with transaction.atomic(), act(by=Actor.job("benchmark")):
            for name in PERSONAL:
                setattr(row, name, "")
            row.save()
            redact([Target(Tracked, row.pk, PERSONAL)], subject_id=row.pk)
    drain()
    return found_now()


def restored() -> dict[str, Any]:
    """The database is a copy from before: erase again what the list outside names."""
    with transaction.atomic():
        again = replaying.replay()
        for row in Tracked.objects.order_by("-pk")[:ROWS]:
            for name in PERSONAL:
                setattr(row, name, "")
            row.save()
    drain()
    return {"again": again, **found_now()}


def found_now() -> dict[str, Any]:
    report = verifying.verify()
    erased = report.counts.get("erased_rows", 0)
    return {"findings": [f.sentence for f in report.findings], "erased": erased}


def write_until(until: float, counted: Any) -> None:
    connection.close()
    with audit_context("job", name="writer"):
        with transaction.atomic():
            row = Tracked.objects.create(**values(1))
        while time.time() < until:
            with transaction.atomic():
                saving(row)()
            time.sleep(0.01)  # the rest of a request
            with counted.get_lock():
                counted.value += 1


def seal_until(until: float, oldest: Any) -> None:
    """The worker's own lane, at its own pace."""
    connection.close()
    lane = SealLane("benchmark", threading.Event())
    while time.time() < until:
        waiting = oldest_unsealed_seconds(datetime.now(UTC))
        oldest.value = max(oldest.value, waiting)
        time.sleep(lane.step())


def crowd() -> dict[str, float]:
    """Changes a second of eight writers, without and with a sealer, in turns."""
    rates: dict[bool, list[float]] = {False: [], True: []}
    processes = multiprocessing.get_context("fork")
    oldest = processes.Value("d", 0.0)
    connection.close()
    for sealed in (False, True) * TURNS:
        # Each turn begins with nothing unsealed; a process of its own sees to it, for
        # connections of this one would be shared by all that it forks.
        draining = processes.Process(target=drain)
        draining.start()
        draining.join()
        counted = processes.Value("i", 0)
        until = time.time() + SECONDS
        crew = [
            processes.Process(target=write_until, args=(until, counted))
            for _ in range(WRITERS)
        ]
        if sealed:
            crew.append(processes.Process(target=seal_until, args=(until, oldest)))
        for one in crew:
            one.start()
        for one in crew:
            one.join()
        rates[sealed].append(counted.value / SECONDS)
    drain()
    seqs = Seal.objects.count()
    newest = Seal.objects.order_by("-seq").values_list("seq", flat=True).first()
    return {
        "free": median(rates[False]),
        "sealed": median(rates[True]),
        "oldest": oldest.value,
        "forks": float((newest or 0) - seqs),
    }


MEASURES: dict[str, Callable[[], dict[str, Any]]] = {
    "saves": saves,
    "markers": markers,
    "bulk": bulk,
    "sizes": sizes,
    "verification": verification,
    "crowd": crowd,
    "people": people,
    "erasures": erasures,
    "restored": restored,
    "found": found_now,
}


KEEPING = {"people", "erasures", "restored", "found"}


@contextmanager
def data_folder() -> Iterator[None]:
    """Measures leave no files; those of a restore go by what lies outside."""
    if sys.argv[1] in KEEPING:
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        settings.DATA_DIR = Path(folder)
        yield


def main() -> None:
    with audit_context("job", name="benchmark"), data_folder():
        found = MEASURES[sys.argv[1]]()
    print("measured", json.dumps(found))


if __name__ == "__main__":
    main()
