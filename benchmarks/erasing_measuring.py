"""Erases the person where it runs, looks for their words, and prints a line of JSON."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from audit import verifying
from audit.models import LedgerEntry
from audit.redacting import Target, redact
from audit.trail import act
from benchmarks.erasing import EMAIL, MARK, NAME
from benchmarks.erasing_filling import BY, CHANGES_EACH, give_changes, seal
from rights import files
from rights.choices import State
from rights.file_kinds import KINDS
from rights.models import CaseFile, Claimant
from subjects import erasers, erasing, searching
from subjects.erasing_records import models_about_people
from subjects.models import DataHeld, DataSubject, Erasure
from tests.erasure.searching import bytes_with, journal_with, places_with

OTHERS = 4  # people without a case, erased for the time alone
REDACTIONS = 1_000
LOGS = "logs and other files of the data folder"


def measure() -> None:
    person = _everywhere()
    company = person.controller
    with transaction.atomic(), act(by=BY, controller_id=company.pk):
        others = [
            DataSubject.objects.create(controller=company, name=f"{NAME} {n}")
            for n in range(OTHERS)
        ]
    for one in (person, *others):
        give_changes(one, CHANGES_EACH)
    seal()
    changes = LedgerEntry.objects.count()
    before = _places()
    # Erased first: nothing of its tables is in the memory of the database yet.
    save, erase, statements = _save(), [], []
    for one in (person, *others):
        seconds, most = _erase(one)
        erase.append(seconds)
        statements.append(most)
    seal()
    call_command("clean_up_erased", verbosity=0, stdout=_Silence())
    after, erasure = _places(), Erasure.objects.get(data_subject=person)
    findings = len(verifying.verify().findings)
    each = _redact_many()
    found = {
        "changes": changes,
        "save": save,
        "erase": median(erase),
        "statements": max(statements),
        "before": before,
        "after": {**after, "the product's scan": len(erasure.found)},
        "looked": erasure.looked,
        "journal": journal_with(MARK),
        "gone_on": str(erasure.copies_gone_on),
        "findings": findings,
        "redactions": REDACTIONS,
        "each": each * 1000,
        "findings_after": len(verifying.verify().findings),
    }
    print(json.dumps(found))


class _Silence:
    def write(self, text: str) -> None:
        """The command's own line is not ours."""


def _everywhere() -> DataSubject:
    """The person of the visit, their request closed, with a file and a search."""
    case = Claimant.objects.get(email=EMAIL).rights_request
    now = timezone.now()
    with transaction.atomic(), act(by=BY, case_id=case.pk):
        if case.data_subject is None:
            case.data_subject = DataSubject.objects.create(
                controller=case.controller, name=NAME
            )
        offer = files.Offered(f"{MARK}.txt", KINDS["txt"], f"{NAME}, Sibu".encode())
        with files.stored([offer], scanned=False) as kept:
            source = CaseFile.Source.PERSON
            files.put_on(case, kept, source=source, at=now, by=BY)
        case.state, case.closed_at = State.CLOSED, now
        case.save()
        officer = User.objects.get(email="aina@demo.test")
        searching.keep(NAME, by=officer, at=now)
    return case.data_subject


def _save() -> float:
    """Seconds of one tracked save in a transaction of its own."""
    row, times = DataHeld.objects.order_by("pk").first(), []
    assert row is not None
    for number in range(60):
        began = time.perf_counter()
        with transaction.atomic(), act(by=BY, controller_id=row.controller_id):
            row.where = f"Elsewhere {number}"
            row.save()
        times.append(time.perf_counter() - began)
    return median(times)


def _erase(person: DataSubject) -> tuple[float, int]:
    """Seconds, and the statements that erasing from history took for one model."""
    counts: Counter[str] = Counter()
    began = time.perf_counter()
    with _counting(counts):
        erasing.erase_person(person, by=BY)
    return time.perf_counter() - began, max(counts.values())


@contextmanager
def _counting(counts: Counter[str]) -> Iterator[None]:
    """Counts what is said of each history table, and of the entries of one model."""
    histories = {
        about.model.history.model._meta.db_table: about.label
        for about in models_about_people()
    }
    labels = set(histories.values())

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SELECT", "UPDATE")):
            for table, label in histories.items():
                entries = '"audit_ledgerentry"' in sql
                alone = labels.intersection(params or ()) == {label}
                counts[label] += f'"{table}"' in sql or (entries and alone)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


def _places() -> dict[str, int]:
    """How many places of each kind hold the mark."""
    folder = Path(settings.DATA_DIR)
    media = sum(MARK.encode() in _opened(uid).lower() for uid in _shelved())
    return {
        "tables": len(places_with(MARK)),
        "sessions, searches, raw mails": sum(
            MARK.encode() in content.lower() for _, _, content in erasers.sealed()
        ),
        "the database's bytes": len(bytes_with(MARK)),
        "media": media,
        "mail folder": _holding(folder.glob("mail/**/*")),
        LOGS: _holding(path for path in folder.rglob("*") if not _is_counted(path)),
    }


def _is_counted(path: Path) -> bool:
    return "mail" in path.parts or ".sqlite3" in path.name


def _shelved() -> Iterator[Any]:
    later = timezone.now() + timedelta(days=1)
    yield from files.SHELF.older_than(later)


def _opened(uid: Any) -> bytes:
    return files.SHELF.read(uid)


def _holding(paths: Iterator[Path]) -> int:
    return sum(
        MARK.encode() in path.read_bytes().lower() for path in paths if path.is_file()
    )


def _redact_many() -> float:
    """Seconds of one of many small redactions, each with its transaction."""
    rows = list(DataHeld.objects.held().order_by("pk")[:REDACTIONS])
    began = time.perf_counter()
    for row in rows:
        with (
            transaction.atomic(),
            act(by=BY, controller_id=row.controller_id, subject_id=row.data_subject_id),
        ):
            row.value = ""
            row.save()
            redact([Target(DataHeld, row.pk, ("value",))])
    seal()
    return (time.perf_counter() - began) / len(rows)
