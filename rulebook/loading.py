"""Brings the data files into this installation's rulebook."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from audit.trail import Actor, act, record
from rulebook.errors import BadRow
from rulebook.models import MODELS, RulebookLoad
from rulebook.rows import Row
from rulebook.seeds import read, read_shipped


@dataclass(frozen=True, slots=True)
class Loaded:
    added: int
    kept: int


def load_shipped() -> Loaded:
    """Add the shipped rows that are not here yet. Safe to run on every start."""
    return load_rows(read_shipped().rows)


def load_files(paths: Iterable[Path]) -> Loaded:
    """Add the rows of an operator's own files. Raises BadRow, and then adds nothing."""
    return load_rows(read(paths).rows)


@transaction.atomic
def load_rows(rows: Iterable[Row]) -> Loaded:
    """Add what is new, leave what is there; the ledger keeps that it was done.

    A row that is here in the same version must be the same: raises BadRow otherwise, as
    clocks that run on it must find what they were counted by (CLOCKS.md 2.10).
    """
    rows = list(rows)
    added = kept = 0
    for table, model in MODELS.items():
        fields = [field.attname for field in model._meta.concrete_fields]
        names = [name for name in fields if name not in {"id", "loaded_at"}]
        here = {
            _mark(table, values): values
            for values in model._default_manager.values(*names)
        }
        new = []
        for row in rows:
            if not isinstance(row, table):
                continue
            values = _values(row)
            known = here.get(_mark(table, values))
            if known is None:
                new.append(model(**values))
            elif known == values:
                kept += 1
            else:
                raise _changed(row, known, values)
        added += len(model._default_manager.bulk_create(new))
    if added:
        with act(by=Actor.job("load_rulebook")):
            record("rulebook.load", RulebookLoad.objects.create(added=added))
    return Loaded(added, kept)


def _values(row: Row) -> dict[str, Any]:
    """The row as database values: what JSON would give back."""
    return {name: _plain(value) for name, value in asdict(row).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value


def _mark(table: type[Row], values: dict[str, Any]) -> tuple[Any, ...]:
    return (*(values[name] for name in table.KEY), values["version"])


def _changed(row: Row, known: dict[str, Any], values: dict[str, Any]) -> BadRow:
    name = next(name for name in values if known[name] != values[name])
    key = " ".join(part for part in row.key if part)
    return BadRow(
        f"The row {key!r} is here in version {row.version} with another {name}: a "
        f"loaded row never changes, so give the new wording version {row.version + 1}."
    )
