"""What-if rules: a period that nobody set, counted beside those that stand."""

from collections.abc import Iterable, Mapping
from typing import Any

from rulebook.errors import BadCase, BadRow
from rulebook.events import BREACH
from rulebook.rows import Rule
from rulebook.rule_checks import problems, refuse_cycles
from rulebook.terms import RIGHTS, Pause, Qualifier, RollOver, SourceKind, Start

# What an entry of `promises` may say; `clock`, `number` and `unit` are all it needs.
TEXTS = {
    "clock": "",
    "unit": "",
    "start": Start.RECEIPT,
    "source_kind": SourceKind.PROMISE,
    "only_after": "",
    "on_identity": Pause.NONE,
    "on_clarification": Pause.NONE,
    "then_unit": "",
    "extension_unit": "",
    "roll_over": RollOver.NONE,
}
NUMBERS = ("number", "then_number", "extension_number")


def what_if_rules(
    entries: Iterable[Mapping[str, Any]], country: str
) -> tuple[Rule, ...]:
    """Rules WHAT-IF-1, -2 and so on. Raises BadCase naming the one that cannot stand.

    The same checks as for a row of a data file (`rule_checks`).
    """
    rules = tuple(
        _rule(f"WHAT-IF-{number}", entry, country)
        for number, entry in enumerate(entries, 1)
    )
    try:
        refuse_cycles(rules)
    except BadRow as error:
        raise BadCase(str(error)) from None
    return rules


def _rule(code: str, entry: Mapping[str, Any], country: str) -> Rule:
    known = {*TEXTS, *NUMBERS, "counts_first_day"}
    if unknown := sorted(set(entry) - known):
        raise BadCase(f"The rule {code}: the field {unknown[0]!r} is not known.")
    texts: dict[str, Any] = {
        name: _text(code, name, entry, TEXTS[name]) for name in TEXTS
    }
    if texts["clock"] in BREACH and entry.get("start") is None:
        texts["start"] = str(Start.AWARENESS)
    if entry.get("number") is None:
        texts["unit"] = ""  # a duty without a number needs none
    numbers: dict[str, Any] = {name: entry.get(name) for name in NUMBERS}
    rule = Rule(
        code=code,
        country=country,
        document="What-if promise",
        clause=code.rpartition("-")[2],
        rights=() if texts["clock"] in BREACH else RIGHTS,
        qualifier=Qualifier.AT_MOST,
        counts_first_day=_yes(code, entry.get("counts_first_day", False)),
        **numbers,
        **texts,
    )
    for problem in problems(rule):
        raise BadCase(f"The rule {code}: {problem}")
    return rule


def _text(code: str, name: str, entry: Mapping[str, Any], default: str) -> str:
    value = entry.get(name)
    if value is None:
        return str(default)
    if not isinstance(value, str):
        raise BadCase(f"The rule {code}: the {name} {value!r} is not known.")
    return value


def _yes(code: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise BadCase(f"The rule {code}: counts_first_day must be true or false.")
    return value
