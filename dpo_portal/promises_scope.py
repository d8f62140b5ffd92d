"""Whose promises a person may read, and how each is kept today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Value, When

from accounts.models import Controller, User
from accounts.places import country_name
from dpo_portal.promises_words import Standing
from rulebook.book import Book, live
from rulebook.models import PromiseRecord
from rulebook.promise_terms import Kept
from rulebook.rows import Promise

STANDING_OF = {
    Kept.ENFORCED: Standing.ENFORCED,
    Kept.STATED: Standing.STATED,
    Kept.OPEN: Standing.OPEN,
}


@dataclass(frozen=True)
class Company:
    """A controller whose promises the reader may see, and the countries it works in."""

    pk: int
    slug: str
    name: str
    countries: tuple[str, ...]

    @property
    def controller_id(self) -> int:
        """Whose permission decides about its promises."""
        return self.pk

    def where(self, promise: Promise) -> tuple[str, ...]:
        """The countries a promise holds in: its own, or all of the company's."""
        return tuple(promise.countries) or self.countries


def companies(user: User) -> dict[str, Company]:
    """By slug, in the order of their names; two queries."""
    mine = Controller.objects.where_may(user, "rulebook.view")
    return {
        one.slug: Company(
            pk=one.pk,
            slug=one.slug,
            name=one.name,
            countries=tuple(row.country for row in one.establishments.all()),
        )
        for one in mine.prefetch_related("establishments").order_by("name")
    }


def book_of(slugs: Iterable[str]) -> Book:
    """The rulebook of this installation, of one company's rows where there is one."""
    only = list(slugs)
    return live(only[0]) if len(only) == 1 else live()


def with_due(records: Any, today: date) -> Any:
    """Each record with `is_due`: its next review is today or has passed."""
    is_due = Case(
        When(next_review_on__lte=today, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return records.annotate(is_due=is_due)


def reviews(user: User, today: date) -> dict[tuple[int, str], bool]:
    """Which promises are on record, by company and number: is a review due?"""
    records = with_due(PromiseRecord.objects.visible_to(user), today)
    return {
        (controller, promise): is_due
        for controller, promise, is_due in records.order_by().values_list(
            "controller_id", "promise", "is_due"
        )
    }


def standing(promise: Promise, is_due: bool | None) -> Standing:
    """`is_due` is that of its record, None where there is none."""
    if promise.kept != Kept.RECORDED:
        return STANDING_OF[Kept(promise.kept)]
    if is_due is None:
        return Standing.NO_RECORD
    return Standing.REVIEW_DUE if is_due else Standing.ON_RECORD


def names(countries: Iterable[str]) -> list[str]:
    """Names of countries in the reader's language, sorted."""
    return sorted(country_name(code) for code in countries)
