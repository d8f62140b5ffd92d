"""Fills the trail with people and their changes, written as the portal writes them."""

import secrets
from itertools import batched

from django.db import transaction

from accounts.models import Controller
from audit.sealing import Sealer
from audit.trail import Actor, act
from benchmarks.erasing import MARK, NAME
from subjects.models import DataHeld, DataSubject, Identifier

BY = Actor.job("bench")
PEOPLE, SETS = 2_000, 5
CHANGES_EACH = 100  # of a person who is to be erased
LONG = 4_000  # characters that do not shrink: PostgreSQL keeps them apart (TOAST)


def fill(changes: int) -> None:
    """As many changes of other people, each with its history row, sealed."""
    company = Controller.objects.get(slug="maxim")
    with transaction.atomic(), act(by=BY, controller_id=company.pk):
        people = DataSubject.objects.audited_bulk_create(
            DataSubject(controller=company, name=f"Invented Person {n}")
            for n in range(PEOPLE)
        )
    for some in batched(people, 500):
        with transaction.atomic(), act(by=BY, controller_id=company.pk):
            DataHeld.objects.audited_bulk_create(
                data_set(person, f"set {n} of {person.pk}")
                for n in range(SETS)
                for person in some
            )
    keys = list(DataHeld.objects.order_by("pk").values_list("pk", flat=True))
    for turn in range(-(-changes // len(keys))):
        for part in batched(keys, 2_000):
            with transaction.atomic(), act(by=BY, controller_id=company.pk):
                rows = DataHeld.objects.filter(pk__in=part)
                rows.audited_update(where=f"Shelf {turn}")
    seal()


def seal() -> None:
    sealer = Sealer()
    while sealer.seal():
        pass


def data_set(person: DataSubject, value: str) -> DataHeld:
    return DataHeld(
        data_subject=person,
        controller_id=person.controller_id,
        title="Orders",
        value=value,
        basis="contract",
    )


def give_changes(person: DataSubject, changes: int) -> None:
    """That many changes of what is held of this person, their words in each."""
    mine = act(by=BY, controller_id=person.controller_id, subject_id=person.pk)
    with transaction.atomic(), mine:
        account = Identifier(
            data_subject=person,
            controller_id=person.controller_id,
            kind=Identifier.Kind.ACCOUNT,
            value=f"{MARK}-{person.pk}",
        )
        account.save()
        rows = [data_set(person, _words(n)) for n in range(SETS)]
        for row in rows:
            row.save()
        for n in range(changes - len(rows) - 1):
            row = rows[n % len(rows)]
            row.value, row.where = _words(n), f"In the file of {MARK} {n}"
            row.save()


def _words(number: int) -> str:
    return f"{NAME} {number} {secrets.token_hex(LONG // 2) if number % 20 == 0 else ''}"
