"""What an act on a selection will do, and what it did: in words for people."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rights.choices import BEFORE_DECISION, NEW, OPEN, Right, State
from rights.many import Chosen, Result, Skipped, left_out
from rights.models import RightsRequest
from rights.queue_scope import Scope
from rights.steps import why_not
from rights.tagging import ANY

NAMED = 50  # requests shown one by one; of more, how many
NAMED_IN_A_SENTENCE = 5


class Act(NamedTuple):
    """One act: which requests it is for, and its words by the number of requests."""

    states: frozenset[State]
    words: Callable[[int], str]  # its title and its button
    done: Callable[[int], str]
    is_grave: bool = False


class Line(NamedTuple):
    ref: str
    url: str
    right: str
    stage: str
    owner: str


@dataclass(frozen=True)
class Foreseen:
    """A selection as the act would meet it now."""

    chosen: list[Chosen]  # what will change
    lines: list[Line]  # the first of them
    skipped: list[tuple[str, list[str]]]  # why, which references
    controllers: Counter[int]
    oldest: str
    tags: dict[int, tuple[str, int]]

    @property
    def others(self) -> int:
        return len(self.chosen) - len(self.lines)

    @property
    def skipped_number(self) -> int:
        return sum(len(refs) for _why, refs in self.skipped)


def foresee(do: str, chosen: Sequence[Chosen], scope: Scope) -> Foreseen:
    """What would change and what would be skipped; nothing is locked or kept.

    Whoever may not see a request is not told that it exists.
    """
    versions = dict(chosen)
    cases = list(
        scope.requests()
        .filter(pk__in=list(versions))
        .order_by("received_at", "pk")
        .only("ref", "right", "stage", "state", "version", "controller", "owner")
    )
    will, skipped = [], []
    for case in cases:
        why = why_not(case, states=ACTS[do].states, version=versions[case.pk])
        if case.controller_id not in scope.worked_here:
            skipped.append(
                Skipped(case.ref, _("You may not do this at its controller."))
            )
        elif why is not None:
            skipped.append(Skipped(case.ref, left_out(case, why)))
        else:
            will.append(case)
    return Foreseen(
        chosen=[Chosen(case.pk, case.version) for case in will],
        lines=[_line(case, scope) for case in will[:NAMED]],
        skipped=by_reason(skipped),
        controllers=Counter(case.controller_id for case in will),
        oldest=next((case.ref for case in will), ""),
        tags=scope.tags,
    )


def _line(case: RightsRequest, scope: Scope) -> Line:
    return Line(
        ref=case.ref,
        url=case.get_absolute_url(),
        right=str(Right(case.right).label),
        stage=case.get_stage_display(),
        owner=scope.owners.get(case.owner_id or 0, ""),
    )


def by_reason(skipped: Sequence[Skipped]) -> list[tuple[str, list[str]]]:
    """Each reason once, with the references it concerns."""
    found: dict[str, list[str]] = defaultdict(list)
    for ref, why in skipped:
        found[why].append(ref)
    return list(found.items())


def told(do: str, result: Result) -> list[tuple[int, str]]:
    """The messages after the act: how many were done, and what was skipped why."""
    said: list[tuple[int, str]] = []
    if result.done:
        said.append((messages.SUCCESS, ACTS[do].done(len(result.done))))
    for why, refs in by_reason(result.skipped):
        said.append((messages.WARNING, skipped_sentence(why, refs)))
    if not said:
        said.append((messages.WARNING, _("Nothing was left to change.")))
    return said


def skipped_sentence(why: str, refs: list[str]) -> str:
    named = ", ".join(refs[:NAMED_IN_A_SENTENCE])
    if len(refs) > NAMED_IN_A_SENTENCE:
        others = len(refs) - NAMED_IN_A_SENTENCE
        named = _("%(named)s and %(others)s more") % {"named": named, "others": others}
    words = {"number": len(refs), "why": why, "named": named}
    return (
        ngettext(
            "%(number)s request was skipped. %(why)s (%(named)s)",
            "%(number)s requests were skipped. %(why)s (%(named)s)",
            len(refs),
        )
        % words
    )


def _assign(number: int) -> str:
    return ngettext(
        "Assign %(number)s request", "Assign %(number)s requests", number
    ) % {"number": number}


def _assigned(number: int) -> str:
    return ngettext(
        "The owner of %(number)s request was changed.",
        "The owner of %(number)s requests was changed.",
        number,
    ) % {"number": number}


def _tag(number: int) -> str:
    return ngettext(
        "Change the tags of %(number)s request",
        "Change the tags of %(number)s requests",
        number,
    ) % {"number": number}


def _tagged(number: int) -> str:
    return ngettext(
        "The tags of %(number)s request were changed.",
        "The tags of %(number)s requests were changed.",
        number,
    ) % {"number": number}


def _duplicate(number: int) -> str:
    return ngettext(
        "Close %(number)s request as a duplicate",
        "Close %(number)s requests as duplicates",
        number,
    ) % {"number": number}


def _duplicated(number: int) -> str:
    return ngettext(
        "%(number)s request was closed as a duplicate; its person is told.",
        "%(number)s requests were closed as duplicates; their persons are told.",
        number,
    ) % {"number": number}


def _spam(number: int) -> str:
    return ngettext(
        "Set %(number)s request aside as spam",
        "Set %(number)s requests aside as spam",
        number,
    ) % {"number": number}


def _set_aside(number: int) -> str:
    return ngettext(
        "%(number)s request was set aside. Nothing was sent.",
        "%(number)s requests were set aside. Nothing was sent.",
        number,
    ) % {"number": number}


ACTS: dict[str, Act] = {
    "assign": Act(OPEN, _assign, _assigned),
    "tag": Act(ANY, _tag, _tagged),
    "duplicate": Act(BEFORE_DECISION, _duplicate, _duplicated, is_grave=True),
    "spam": Act(NEW | {State.UNCONFIRMED}, _spam, _set_aside, is_grave=True),
}
