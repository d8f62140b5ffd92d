"""What the status page tells of a case beside its clocks, messages and files.

Most of it is a word and a day, and most cases have little of it, so all is read by one
statement: every row says in `what` to which list it belongs.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    F,
    Field,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from accounts.models import ContactPoint
from correspondence.models import Letter
from policies.versions import slug_in_force
from rights.models import (
    AuthorityMatter,
    CaseEvent,
    Decision,
    FulfilmentTask,
    Hold,
    RightsRequest,
)
from rulebook.models import StatuteConfirmation


class Fact(NamedTuple):
    """A row; which of the words and days it has, `_rows` says for each list.

    A word that it has not is blank.
    """

    what: str
    pk: int
    one: str
    two: str
    three: str
    four: str
    at: datetime | None
    begun_on: Any  # a date, in the lists that have one
    ended_on: date | None


class Facts:
    """The lists of one case, each in the order in which it came to be."""

    def __init__(self, case: RightsRequest, *, at: datetime) -> None:
        first, *others = (
            _as_facts(what, rows, columns)
            for what, (rows, columns) in _rows(case, at).items()
        )
        self._lists: dict[str, list[Fact]] = defaultdict(list)
        for what, pk, *words, moment, begun_on, ended_on in first.union(
            *others, all=True
        ):
            one, two, three, four = (word or "" for word in words)
            fact = Fact(what, pk, one, two, three, four, moment, begun_on, ended_on)
            self._lists[what].append(fact)

    def of(self, what: str) -> list[Fact]:
        return sorted(self._lists[what], key=lambda fact: fact.pk)

    def only(self, what: str) -> Fact | None:
        """Of that of which a case has one at most."""
        return next(iter(self.of(what)), None)


def _rows(
    case: RightsRequest, at: datetime
) -> dict[str, tuple[QuerySet[Any, Any], dict[str, Any]]]:
    """Each list with what its words and days are."""
    own = {"rights_request": case.pk}
    letter = Letter.objects.filter(pk=OuterRef("letter_id"))
    together = RightsRequest.objects.filter(filing=case.filing_id, filing__isnull=False)
    return {
        "case": (
            RightsRequest.objects.filter(pk=case.pk),
            {
                "one": Subquery(slug_in_force(case.controller_id, at)),
                "two": F("parent__ref"),
                "three": F("duplicate_of__ref"),
            },
        ),
        "event": (
            CaseEvent.objects.filter(**own),
            {"one": F("type"), "at": F("at")},
        ),
        "answer": (
            Decision.objects.filter(**own, state=Decision.State.SENT),
            {
                "one": Subquery(letter.values("language")),
                "two": Subquery(letter.values("body")),
            },
        ),
        "hold": (
            Hold.objects.filter(**own, released_at=None),
            {"one": F("until"), "begun_on": F("review_on")},
        ),
        "place": (
            FulfilmentTask.objects.filter(
                **own, phase=FulfilmentTask.Phase.ASSESS
            ).exclude(state=FulfilmentTask.State.DROPPED),
            {"one": F("state")},
        ),
        "together": (
            together.exclude(pk=case.pk),
            {"one": F("ref"), "two": F("right")},
        ),
        "complaint": (
            RightsRequest.objects.filter(parent=case.pk),
            {"one": F("ref")},
        ),
        "authority": (
            AuthorityMatter.objects.filter(**own),
            {
                "one": F("authority"),
                "two": F("state"),
                "begun_on": F("received_on"),
                "ended_on": F("decided_on"),
            },
        ),
        "confirmed": (
            StatuteConfirmation.objects.filter(controller=case.controller_id),
            {"one": F("code"), "two": Cast("version", CharField())},
        ),
        "contact": (
            ContactPoint.objects.filter(establishment=case.establishment_id).exclude(
                value=""
            ),
            {
                "one": F("kind"),
                "two": F("purpose"),
                "three": F("value"),
                "four": F("note"),
            },
        ),
    }


def _as_facts(
    what: str, rows: QuerySet[Any, Any], columns: dict[str, Any]
) -> QuerySet[Any, Any]:
    """The rows in the one shape of all lists; what a list has not is NULL."""
    types: dict[str, Field[Any, Any]] = {
        **dict.fromkeys(("one", "two", "three", "four"), TextField()),
        "at": DateTimeField(),
        **dict.fromkeys(("begun_on", "ended_on"), DateField()),
    }
    shape = {
        f"fact_{name}": columns.get(name, Cast(Value(None), kind))
        for name, kind in types.items()
    }
    named = rows.order_by().annotate(
        fact_what=Value(what, output_field=CharField()), fact_pk=F("pk"), **shape
    )
    return named.values_list("fact_what", "fact_pk", *shape)
