"""All that the page of one promise says: from the published clause to the evidence."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from accounts.models import User
from dpo_portal.context import url_or_nothing
from dpo_portal.promises_cases import CaseLine, last_cases
from dpo_portal.promises_figures import (
    NONE,
    Evidence,
    Figures,
    evidence,
    figures,
    middle,
    of_promise,
)
from dpo_portal.promises_ledger import where
from dpo_portal.promises_pulls import Pull, pulls
from dpo_portal.promises_references import Keeper, keepers, page_of
from dpo_portal.promises_scope import Company, names, reviews, standing, with_due
from dpo_portal.promises_time import span_words
from dpo_portal.promises_words import (
    CAPABILITIES,
    KINDS,
    MEANINGS,
    STANDINGS,
    Standing,
    parties,
    quantity,
)
from rulebook.book import Book
from rulebook.models import PromiseRecord
from rulebook.promise_terms import Kept, Reference
from rulebook.rows import Promise


@dataclass(frozen=True, slots=True)
class Neighbour:
    number: str
    url: str
    text: str
    standing: str
    standing_label: str


@dataclass(frozen=True, slots=True)
class Version:
    """The record as it was after one change."""

    at: datetime
    who: str
    row: Any


class PromisePage:
    """One promise as one person sees it at one moment."""

    def __init__(
        self,
        promise: Promise,
        company: Company,
        *,
        book: Book,
        user: User,
        now: datetime,
    ) -> None:
        self.promise, self.company, self.book = promise, company, book
        self.user, self.now = user, now

    @cached_property
    def _may(self) -> set[str]:
        """What the reader may do for this company; one query for all that is asked."""
        return self.user.get_all_permissions(self.company)

    # --- the words ----------------------------------------------------------------

    @property
    def kind(self) -> str:
        return str(KINDS[self.promise.kind])

    @property
    def quantity(self) -> str:
        return quantity(self.promise)

    @property
    def parties(self) -> str:
        return parties(self.promise)

    @property
    def capabilities(self) -> str:
        return ", ".join(str(CAPABILITIES[one]) for one in self.promise.capabilities)

    @cached_property
    def countries(self) -> str:
        return ", ".join(names(self.company.where(self.promise)))

    @property
    def where(self) -> str:
        """The countries in a few words."""
        return where(self.promise, self.company)

    # --- how it is kept -----------------------------------------------------------

    @cached_property
    def record(self) -> PromiseRecord | None:
        """With `is_due`, computed in the query."""
        mine = PromiseRecord.objects.visible_to(self.user).select_related("owner")
        here = mine.filter(controller=self.company.pk, promise=self.promise.promise)
        found: PromiseRecord | None = with_due(here, self._today).first()
        return found

    @property
    def _today(self) -> Any:
        return timezone.localdate(self.now)

    @cached_property
    def standing(self) -> Standing:
        is_due = None if self.record is None else bool(self.record.is_due)  # type: ignore[attr-defined]
        return standing(self.promise, is_due)

    @property
    def standing_label(self) -> str:
        return str(STANDINGS[self.standing])

    @property
    def meaning(self) -> str:
        return str(MEANINGS[self.standing])

    @property
    def is_recorded(self) -> bool:
        return self.promise.kept == Kept.RECORDED

    @cached_property
    def may_record(self) -> bool:
        return self.is_recorded and "rulebook.record" in self._may

    @cached_property
    def keepers(self) -> list[Keeper]:
        where = self.company.where(self.promise)
        return keepers(self.promise, self.book, where[0] if where else "")

    @cached_property
    def versions(self) -> list[Version]:
        """What the record said, the newest first; two queries."""
        if self.record is None:
            return []
        rows = list(self.record.history.order_by("-history_id"))
        people = {row.history_user_id for row in rows} | {row.owner_id for row in rows}
        known = {one.pk: str(one) for one in User.objects.filter(pk__in=people)}
        for row in rows:
            row.owner_name = known.get(row.owner_id, "")
        return [
            Version(row.history_date, known.get(row.history_user_id, ""), row)
            for row in rows
        ]

    @cached_property
    def history_url(self) -> str:
        """The entries of the record in the trail, for those who read it."""
        if self.record is None or "audit.view" not in self._may:
            return ""
        label = PromiseRecord._meta.label_lower
        return f"{url_or_nothing('audit:changes')}?record={label}:{self.record.pk}"

    # --- clocks -------------------------------------------------------------------

    @cached_property
    def figures(self) -> Figures:
        number = self.promise.promise
        return figures([self.company.pk], self.now, number).get(number, NONE)

    @cached_property
    def sets_clocks(self) -> bool:
        """Whether a rule counts it, or clocks of an older version are still there."""
        return self.figures.total > 0 or bool(self.rules)

    @cached_property
    def rules(self) -> list[str]:
        """Codes of the rules that keep it."""
        pairs = [reference.partition(":") for reference in self.promise.by]
        return [name for form, _colon, name in pairs if form == Reference.RULE]

    @cached_property
    def pulls(self) -> list[Pull]:
        """Where other texts pull another way than its rules."""
        return pulls(self.book, self.company, self.promise, self.rules)

    @property
    def _clocks(self) -> Any:
        return of_promise([self.company.pk], self.promise.promise)

    @cached_property
    def middle(self) -> dict[str, str] | None:
        """Used and allowed time in words, of the clocks that are done."""
        found = middle(self._clocks)
        if found is None:
            return None
        return {"used": span_words(found.used), "allowed": span_words(found.allowed)}

    @cached_property
    def evidence(self) -> Evidence:
        return evidence(self._clocks)

    @cached_property
    def cases(self) -> list[CaseLine]:
        """The last clocks of cases this person may see; none for administrators."""
        if not self.figures.total:
            return []
        return last_cases(self._clocks, self.user, self.now)

    @cached_property
    def may_see_cases(self) -> bool:
        return "requests.view" in self._may

    # --- around it ----------------------------------------------------------------

    @cached_property
    def neighbours(self) -> list[Neighbour]:
        """The other promises of the same clause, in the order of the policy."""
        near = [
            other
            for other in self.book.promises(self.company.slug)
            if other.clause == self.promise.clause
            and other.promise != self.promise.promise
        ]
        due = reviews(self.user, self._today) if near else {}
        return [
            _neighbour(one, standing(one, due.get((self.company.pk, one.promise))))
            for one in near
        ]

    @property
    def account_url(self) -> str:
        """The account of what was kept, of this clause, where there is one."""
        if not (self.sets_clocks and "requests.report" in self._may):
            return ""
        return url_or_nothing("reports:kept")


def _neighbour(promise: Promise, stands: Standing) -> Neighbour:
    return Neighbour(
        number=promise.promise,
        url=page_of("promises:promise", promise.promise),
        text=promise.text,
        standing=str(stands),
        standing_label=str(STANDINGS[stands]),
    )
