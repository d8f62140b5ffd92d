"""What a privacy notice has to say, and which clause of a text says it.

A point is answered by the clause whose topic a person set, else by the words of a
clause. It only points: whether the answer is good, a person reads. Sources: WP260
rev.01, annex (GDPR art. 13 and 14), PIPL art. 17, PDPA (Malaysia) s. 7. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.clauses import Clause, ClauseKind
from policies.leads import leads
from policies.topics import topic_of
from policies.vocabulary import words

MOST = 4  # clauses named for a point


@dataclass(frozen=True)
class Point:
    name: str  # a list of the vocabulary: [contents.controller]
    label: Promise
    sources: tuple[str, ...]
    topic: str = ""


POINTS = (
    Point(
        "controller",
        _("Who the controller is, and how to reach them"),
        ("WP260: art. 13(1)(a)", "PIPL 17(1)1", "PDPA s. 7(1)(d)"),
        "contact",
    ),
    Point(
        "officer",
        _("How to reach the data protection officer"),
        ("WP260: art. 13(1)(b)",),
    ),
    Point(
        "purposes",
        _("What data is used for"),
        ("WP260: art. 13(1)(c)", "PIPL 17(1)2", "PDPA s. 7(1)(b)"),
    ),
    Point("basis", _("On which legal basis"), ("WP260: art. 13(1)(c)",), "legal_basis"),
    Point(
        "kinds",
        _("Which kinds of data, and where they come from"),
        ("WP260: art. 14(1)(d), 14(2)(f)", "PIPL 17(1)2", "PDPA s. 7(1)(a), (c)"),
        "service",
    ),
    Point(
        "recipients",
        _("Who else gets it"),
        ("WP260: art. 13(1)(e)", "PIPL 23", "PDPA s. 7(1)(e)"),
        "recipients",
    ),
    Point(
        "transfers",
        _("Whether it goes abroad, and what protects it there"),
        ("WP260: art. 13(1)(f)", "PIPL 39"),
        "transfer",
    ),
    Point(
        "retention",
        _("How long it is kept"),
        ("WP260: art. 13(2)(a)", "PIPL 17(1)2"),
        "retention",
    ),
    Point(
        "rights",
        _("Which rights people have, and how to use them"),
        ("WP260: art. 13(2)(b)", "PIPL 17(1)3", "PDPA s. 7(1)(d)"),
        "rights",
    ),
    Point(
        "withdrawal",
        _("That consent can be withdrawn at any time"),
        ("WP260: art. 13(2)(c)", "PIPL 15"),
    ),
    Point(
        "complaint",
        _("Where to complain"),
        ("WP260: art. 13(2)(d)",),
    ),
    Point(
        "required",
        _("Whether data must be given, and what happens if it is not"),
        ("WP260: art. 13(2)(e)", "PDPA s. 7(1)(g), (h)"),
    ),
    Point(
        "automated",
        _("Whether decisions are made by machine"),
        ("WP260: art. 13(2)(f)", "PIPL 24"),
    ),
    Point(
        "choices",
        _("How people can limit the use of their data"),
        ("PDPA s. 7(1)(f)",),
    ),
    Point("changes", _("How changes are told"), ("WP260 ¶29", "PIPL 17(2)"), "updates"),
)


@dataclass(frozen=True)
class Answer:
    point: Point
    clauses: tuple[Clause, ...]

    @property
    def is_answered(self) -> bool:
        return bool(self.clauses)


def answers(clauses: Sequence[Clause]) -> list[Answer]:
    """For each point the clauses that speak of it, those set by a person first."""
    said = [
        _Said(clause, clause.folded.casefold(), _topic(clause, lead))
        for clause, lead in zip(clauses, leads(clauses), strict=True)
        if clause.kind not in {ClauseKind.CONTENTS, ClauseKind.HEADING}
    ]
    return [Answer(point, tuple(_of(point, said)[:MOST])) for point in POINTS]


@dataclass(frozen=True)
class _Said:
    clause: Clause
    words: str
    topic: str


def _topic(clause: Clause, lead: str) -> str:
    found = topic_of(clause, lead)
    return found.name if found else ""


def _of(point: Point, said: Sequence[_Said]) -> list[Clause]:
    """By a person's tag, then by topic and words, by words, by topic."""
    listed = words(f"contents_{point.name}")
    ranks: dict[int, list[Clause]] = {0: [], 1: [], 2: [], 3: []}
    for one in said:
        is_topic = bool(point.topic) and one.topic == point.topic
        has_words = listed.found_in(one.words)
        if is_topic and one.clause.topic:
            ranks[0].append(one.clause)
        elif has_words:
            ranks[1 if is_topic else 2].append(one.clause)
        elif is_topic:
            ranks[3].append(one.clause)
    return [clause for rank in sorted(ranks) for clause in ranks[rank]]
