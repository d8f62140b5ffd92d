"""One rule from its table in a data file, of a policy or of a statute."""

from dataclasses import fields
from typing import Any

from rulebook.events import EventType
from rulebook.rows import Rule
from rulebook.rule_checks import problems
from rulebook.seed_file import SeedFile, Table
from rulebook.terms import ClockKind, Pause, Qualifier, RollOver, SourceKind, Start

# What a rule can say beside the fields that every row shares.
RULE_FIELDS = {one.name for one in fields(Rule)} - {"controller", "source_kind"}


def rule_from_table(
    file: SeedFile, table: Table, shared: Table, rights: tuple[str, ...]
) -> Rule:
    """The rule that `table` writes down. Raises BadRow naming file and rule.

    `shared` holds the fields of every row (whose, where, which source), `rights` what
    the caller made of the table's own `rights`; a rule on a breach has none. A
    roll-over that is `unknown` is none: earlier is safe.
    """
    row = f"rule {table.get('code')!r}"
    file.known_names(row, table, RULE_FIELDS)
    number = file.number(row, "number", table.get("number"))
    if number is not None and "unit" not in table:
        raise file.bad(row, "a number needs its unit.")
    rule = Rule(
        **shared,
        code=file.text(row, table, "code"),
        clock=file.word(row, "clock", table.get("clock"), ClockKind),
        rights=rights,
        number=number,
        unit="" if number is None else table["unit"],
        start=file.word(row, "start", table.get("start"), Start),
        qualifier=_qualifier(file, row, table, shared),
        roll_over=_roll_over(file, row, table),
        only_after=_event(file, row, table),
        on_identity=_pause(file, row, table, "on_identity"),
        on_clarification=_pause(file, row, table, "on_clarification"),
        then_number=file.number(row, "then_number", table.get("then_number")),
        extension_number=file.number(
            row, "extension_number", table.get("extension_number")
        ),
        **_yes_or_no(
            file,
            row,
            table,
            "start_is_assumed",
            "counts_first_day",
            "includes_backups",
            "retired",
        ),
        **_words(
            file, row, table, "then_unit", "extension_unit", "extension_condition"
        ),
        **_words(file, row, table, "means", "condition", "exceptions", "ambiguity"),
    )
    _same_source(file, row, rule)
    for problem in problems(rule):
        raise file.bad(row, problem)
    return rule


def _qualifier(file: SeedFile, row: str, table: Table, shared: Table) -> str:
    if "qualifier" not in table and shared["source_kind"] != SourceKind.PROMISE:
        return ""
    return file.word(row, "qualifier", table.get("qualifier"), Qualifier)


def _roll_over(file: SeedFile, row: str, table: Table) -> str:
    value = table.get("roll_over", RollOver.NONE)
    known = (*RollOver, "unknown")
    found = file.word(row, "roll_over", value, known)
    return RollOver.NONE if found == "unknown" else found


def _event(file: SeedFile, row: str, table: Table) -> str:
    value = table.get("only_after", "")
    return file.word(row, "event in only_after", value, EventType) if value else ""


def _pause(file: SeedFile, row: str, table: Table, name: str) -> str:
    return file.word(row, name, table.get(name, Pause.NONE), Pause)


def _yes_or_no(file: SeedFile, row: str, table: Table, *names: str) -> dict[str, Any]:
    for name in names:
        if not isinstance(table.get(name, False), bool):
            raise file.bad(row, f"{name} must be true or false.")
    return {name: table.get(name, False) for name in names}


def _words(file: SeedFile, row: str, table: Table, *names: str) -> dict[str, Any]:
    for name in names:
        if not isinstance(table.get(name, ""), str):
            raise file.bad(row, f"the {name} must be text.")
    return {name: table.get(name, "") for name in names}


def _same_source(file: SeedFile, row: str, rule: Rule) -> None:
    """A clock named after a source belongs to it: each keeps its own (CLOCKS.md)."""
    source, _, rest = rule.clock.partition("_")
    if rest and source in tuple(SourceKind) and source != rule.source_kind:
        raise file.bad(
            row, f"the clock {rule.clock!r} cannot be set by a {rule.source_kind}."
        )
