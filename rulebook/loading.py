"""Brings the data files into this installation's rulebook."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from audit.trail import Actor, act, record
from rulebook.book import live
from rulebook.errors import BadRow
from rulebook.models import MODELS, RulebookLoad, RuleProposal
from rulebook.rows import Row, Rule
from rulebook.rule_checks import refuse_cycles
from rulebook.seeds import read, read_promises, read_shipped


@dataclass(frozen=True, slots=True)
class Loaded:
    added: int
    kept: int
    left_out: tuple[str, ...] = ()  # a sentence for each row that was not brought in


def load_shipped() -> Loaded:
    """Add the shipped rows that are not here yet. Safe to run on every start."""
    return load_rows(shipped_rows())


def shipped_rows() -> list[Row]:
    return [*read_shipped().rows, *read_promises().rows]


def load_files(paths: Iterable[Path]) -> Loaded:
    """Add the rows of an operator's own files. Raises BadRow, and then adds nothing."""
    return load_rows(read(paths).rows)


@transaction.atomic
def load_rows(rows: Iterable[Row]) -> Loaded:
    """Add what is new, leave what is there; the ledger keeps that it was done.

    A row that is here in the same version must be the same: raises BadRow otherwise, as
    clocks that run on it must find what they were counted by (CLOCKS.md 2.10). A rule
    that this office changed itself stays as two people agreed on it, whatever version
    the files bring; `left_out` says so. Raises BadRow too where new rules and those
    that are here would wait for each other.
    """
    loaded = add_rows(rows)
    if loaded.added:
        refuse_cycles(live().current(Rule))
        with act(by=Actor.job("load_rulebook")):
            record("rulebook.load", RulebookLoad.objects.create(added=loaded.added))
    return loaded


def add_rows(rows: Iterable[Row]) -> Loaded:
    """`load_rows` without its entry: for what is no installation, such as a test's."""
    rows = list(rows)
    added = kept = 0
    left_out: list[str] = []
    ours = _agreed_here()
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
            values = as_values(row)
            known = here.get(_mark(table, values))
            if known == values:
                kept += 1
            elif isinstance(row, Rule) and row.code in ours:
                left_out.append(_left_out(row, ours[row.code]))
            elif known is None:
                new.append(model(**values))
            else:
                raise _changed(row, known, values)
        added += len(model._default_manager.bulk_create(new))
    return Loaded(added, kept, tuple(left_out))


def _agreed_here() -> dict[str, int]:
    """The rules this office changed itself, each with its newest version."""
    agreed = RuleProposal.objects.filter(version__isnull=False).order_by("version")
    return dict(agreed.values_list("code", "version"))


def _left_out(row: Rule, version: int) -> str:
    return (
        f"Version {row.version} of the rule {row.code!r} was left out: this office "
        f"agreed on version {version} of its own. To take over what the file says, "
        "propose it on the page of the rule."
    )


def as_values(row: Row) -> dict[str, Any]:
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
