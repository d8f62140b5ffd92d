"""What makes a rule impossible, each in one sentence; the same for files and forms."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import cast

from django.utils.translation import gettext as _

from rulebook.clock import Period, Unit
from rulebook.errors import BadPeriod, BadRow
from rulebook.events import BREACH, STOPPED_BY, EventType
from rulebook.rows import Rule
from rulebook.terms import ClockKind, Pause, RollOver, SourceKind, Start


def check(rule: Rule) -> None:
    """Raise BadRow, in a sentence that names the rule, if no case can be kept by it."""
    for problem in problems(rule):
        raise BadRow(
            _("The rule %(code)s cannot stand: %(problem)s")
            % {"code": repr(rule.code), "problem": problem}
        )


def problems(rule: Rule) -> Iterator[str]:
    """Each reason why `rule` cannot stand, as the end of a sentence."""
    yield from _unknown_words(rule)
    yield from _bad_periods(rule)
    yield from _bad_extension(rule)
    yield from _bad_pauses(rule)
    yield from _bad_events(rule)
    if rule.roll_over != RollOver.NONE and rule.source_kind != SourceKind.STATUTE:
        yield _("only a period of the law moves on from a day off (roll_over).")
    if rule.counts_first_day and rule.unit == Unit.HOURS:
        yield _("hours have no first day to count (counts_first_day).")
    if (rule.clock in BREACH) == bool(rule.rights):
        yield _("a rule on a breach names no right, every other rule at least one.")


def refuse_cycles(rules: Iterable[Rule]) -> None:
    """Raise BadRow where rules of one company and country wait for each other.

    A clock that starts with the event that stops another follows it. If following leads
    back to the first, their periods would drive each other round.
    """
    newest: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda rule: rule.version):
        newest[rule.code] = rule
    rows = sorted(newest.values(), key=lambda rule: (rule.country, rule.controller))
    for country, found in groupby(rows, key=lambda rule: rule.country):
        here = list(found)
        for controller in {rule.controller for rule in here}:
            own = [rule for rule in here if rule.controller in ("", controller)]
            if ring := _ring(own):
                names = ", ".join(repr(rule.code) for rule in ring)
                raise BadRow(
                    _(
                        "The rules %(names)s (%(country)s) wait for each other in a "
                        "ring: each starts with the event that stops the next."
                    )
                    % {"names": names, "country": country}
                )


def _unknown_words(rule: Rule) -> Iterator[str]:
    events = ("", *EventType)
    for what, value, known in (
        ("clock", rule.clock, tuple(ClockKind)),
        ("start", rule.start, tuple(Start)),
        ("source", rule.source_kind, tuple(SourceKind)),
        ("roll_over", rule.roll_over, tuple(RollOver)),
        ("on_identity", rule.on_identity, tuple(Pause)),
        ("on_clarification", rule.on_clarification, tuple(Pause)),
        ("only_after", rule.only_after, events),
    ):
        if value not in known:
            told = {
                "what": what,
                "value": repr(value),
                "known": ", ".join(filter(None, known)),
            }
            yield (
                _("the %(what)s %(value)s is not known; it must be one of %(known)s.")
                % told
            )


def _bad_periods(rule: Rule) -> Iterator[str]:
    for what, number, unit in (
        ("number", rule.number, rule.unit),
        ("then_number", rule.then_number, rule.then_unit),
        ("extension_number", rule.extension_number, rule.extension_unit),
    ):
        if number is None:
            if unit:
                yield _("the unit %(unit)s has no %(what)s.") % {
                    "unit": repr(unit),
                    "what": what,
                }
        elif not unit:
            yield _("the %(what)s needs its unit.") % {"what": what}
        else:
            try:
                Period(number, cast(Unit, unit))  # which refuses a unit not known
            except BadPeriod as error:
                yield lower_first(str(error))


def _bad_extension(rule: Rule) -> Iterator[str]:
    if rule.extension_number is None:
        if rule.extension_condition:
            yield _("the condition of an extension needs the extension's number.")
        return
    if rule.source_kind != SourceKind.STATUTE:
        yield _("only a period of the law can be extended, never a promise.")
    if rule.clock == ClockKind.EXTENSION_NOTICE:
        yield _("the notice of an extension cannot be extended itself.")
    if rule.number is None:
        yield _("an extension needs a period that it adds to.")
    elif (rule.unit == Unit.HOURS) != (rule.extension_unit == Unit.HOURS):
        yield _("hours are extended by hours, and nothing else is.")


def _bad_pauses(rule: Rule) -> Iterator[str]:
    replaces = Pause.REPLACE in (rule.on_identity, rule.on_clarification)
    if replaces and rule.then_number is None:
        yield _('the pause "replace" needs the period that follows (then_number).')
    if rule.then_number is not None and not replaces:
        yield _('a following period (then_number) needs the pause "replace".')


def _bad_events(rule: Rule) -> Iterator[str]:
    stop = STOPPED_BY.get(rule.clock)  # type: ignore[call-overload]
    if stop is None:
        return
    if rule.start == stop:
        yield _("it starts with %(event)s, the very event that stops it.") % {
            "event": repr(str(stop))
        }
    if rule.only_after == stop:
        yield _("it is owed only after %(event)s, the very event that stops it.") % {
            "event": repr(str(stop))
        }


def _ring(rules: list[Rule]) -> list[Rule]:
    """Rules that lead from one's start back to it, or none."""
    # By event: what starts with it. A path along it that meets itself is a ring.
    starting: dict[str, list[Rule]] = {}
    for rule in rules:
        starting.setdefault(rule.start, []).append(rule)
    safe: set[str] = set()

    def walk(event: str, path: list[Rule]) -> list[Rule]:
        for index, rule in enumerate(path):
            if rule.start == event:
                return path[index:]
        if event in safe:
            return []
        for rule in starting.get(event, ()):
            if ring := walk(STOPPED_BY[ClockKind(rule.clock)], [*path, rule]):
                return ring
        safe.add(event)
        return []

    for event in starting:
        if ring := walk(event, []):
            return ring
    return []


def lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
