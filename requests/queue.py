"""The queue: which requests an address asks for, in what order, and how many there are.

What is asked for stands in the address (queue_address.py), what is said of the list in
queue_words.py. The number of queries does not depend on the number of requests.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat

from rights.choices import Stage
from rights.models import RightsRequest, Tagging
from rights.querysets import NEEDS_US
from rights.queue_address import EVERYTHING, SORTS
from rights.queue_rows import Row, rows
from rights.queue_scope import OPEN_STAGES
from rights.queue_words import QueueWords
from subjects.folding import terms
from subjects.searching import Words

PER_PAGE = 25
WEEK = timedelta(days=7)


class Queue(QueueWords):
    """What one user sees under one address."""

    def requests(self, now: datetime) -> QuerySet[RightsRequest]:
        """The requests of this view that pass the filters, not yet in order."""
        found = self.scope.requests().filter(self._in_view())
        return self.narrowed(self._joined(found), now)

    def _joined(self, found: QuerySet[RightsRequest]) -> QuerySet[RightsRequest]:
        """Sorted by the person: joined as all have one, so that the names' index leads.

        Of an outer join a database reads every claimant there is, then sorts.
        """
        if self.sort.endswith("person"):
            return found.filter(claimant__isnull=False)
        return found

    def _read_in_order(self, now: datetime) -> QuerySet[RightsRequest]:
        """The same, for a first page that is read off the front of an index.

        SQLite keeps no figures of its columns: of a hundred thousand closed requests it
        would rather sort all than read 25 in order. So it is kept from any other index.
        """
        kept = RightsRequest.objects.alias(
            its_company=F("controller_id") + 0, its_stage=Concat("stage", Value(""))
        ).filter(its_company__in=self.scope.controllers)
        if self.view == "closed":
            kept = kept.filter(its_stage=Stage.CLOSED)
        return self.narrowed(self._joined(kept), now)

    def _is_long(self, paginator: "Paginator[RightsRequest]") -> bool:
        """Whether most of a long list passes, and an index has its order."""
        return (
            connection.vendor == "sqlite"
            and self.view in {"closed", EVERYTHING}
            and self.sort.removeprefix("-") in {"received", "person", "closed"}
            and paginator.count * 20 > self.total
        )

    def narrowed(
        self, found: QuerySet[RightsRequest], now: datetime
    ) -> QuerySet[RightsRequest]:
        """Those of `found` that pass filters and words."""
        if "country" in self.filters:
            # No index of the places: those of the stages leave far fewer rows.
            found = found.alias(its_place=F("establishment_id") + 0)
        for name, value in self.filters.items():
            found = found.filter(self._condition(name, value, now))
        return found.filter(_told(self.words)) if self.words else found

    def _in_view(self) -> Q:
        match self.view:
            case "needs_us" if self.counts["pressing"]:
                # Among the open ones, so that the index of the stages is read.
                needed = Q(stage__in=NEEDS_US) | self.scope.pressing()
                return Q(stage__in=OPEN_STAGES) & needed
            case "needs_us":
                return Q(stage__in=NEEDS_US)
            case "waiting":
                return Q(stage=Stage.WAITING)
            case "closed":
                return Q(stage=Stage.CLOSED)
            case "unconfirmed":
                return Q(stage=Stage.UNCONFIRMED)
            case "mine":
                return Q(stage__in=OPEN_STAGES, owner=self.user)
            case "unassigned":
                return Q(stage__in=OPEN_STAGES, owner=None)
            case "all":
                return Q()
        return Q(stage__in=OPEN_STAGES)

    def _condition(self, name: str, value: str, now: datetime) -> Q:
        match name, value:
            case "controller", slug:
                return Q(controller__in=self._controllers(slug))
            case "country", code:
                places = self.scope.places.values()
                return Q(its_place__in=[p.pk for p in places if p.country == code])
            case "owner", "me":
                return Q(owner=self.user)
            case "owner", "nobody":
                return Q(owner=None)
            case "owner", pk:
                return Q(owner=int(pk))
            case "due", "overdue":
                return Q(next_due_at__lt=now)
            case "due", "soon":  # what is overdue has a choice of its own
                return self.scope.soon() & Q(next_due_at__gte=now)
            case "due", _:
                return Q(next_due_at__lt=now + WEEK)
            case "tag", pk:
                return Q(pk__in=self._tagged(int(pk)))
        return Q((name, value))  # right, stage, channel

    def _controllers(self, slug: str) -> list[int]:
        known = self.scope.controllers.items()
        return [pk for pk, (own, _name) in known if own == slug]

    def _tagged(self, tag: int) -> QuerySet[Tagging, Any]:
        tags = self.scope.tags_called(tag)
        found: QuerySet[Tagging, Any] = Tagging.objects.filter(tag__in=tags)
        return found.values("rights_request_id")

    def page(self, now: datetime) -> Page[RightsRequest]:
        """One page of requests, in order, of which only the keys are asked for."""
        order = SORTS[self.sort]
        paginator = Paginator(self.requests(now).order_by(*order), PER_PAGE)
        if not self.is_narrowed:
            paginator.count = self.total
        if self._is_long(paginator):
            paginator.object_list = self._read_in_order(now).order_by(*order)
        return paginator.get_page(self.number)

    def ordered(self, now: datetime) -> QuerySet[RightsRequest]:
        return self.requests(now).order_by(*SORTS[self.sort])

    def lines(self, page: Page[RightsRequest]) -> list[Row]:
        """The lines of one page."""
        if not page.paginator.count:
            return []
        asked = cast(QuerySet[RightsRequest], page.object_list)
        return self.rows(asked.values("pk"))

    def rows(self, keys: QuerySet[RightsRequest, Any] | Sequence[int]) -> list[Row]:
        """The lines of the requests with these keys, in the order of the list."""
        return rows(
            keys,
            SORTS[self.sort],
            places=self.scope.places,
            owners=self.scope.owners,
            tags={pk: name for pk, (name, _at) in self.scope.tags.items()},
        )


def _told(words: Words) -> Q:
    """Each piece is somewhere in reference, name, e-mail or telephone."""
    found = Q()
    for term in terms(words.text):
        found &= Q(claimant__search_text__contains=term)
    return found
