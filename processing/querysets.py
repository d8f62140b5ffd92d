"""Which rows of the register hold where, and for whom to see."""

from datetime import date
from typing import Any, Self

from django.db.models import Q

from accounts.querysets import VisibleToQuerySet
from audit.models import AuditedQuerySet


class RegisterQuerySet(VisibleToQuerySet, AuditedQuerySet):  # type: ignore[override]
    """Rows of one company's register; seen by those who may see it there."""

    view_permission = "processing.view"

    def of(self, controller: Any) -> Self:
        return self.filter(controller=controller)

    def in_country(self, country: str) -> Self:
        """Rows that hold in `country`; all of them where it is empty.

        Lists of countries stand in JSON, which SQLite cannot search: the short list of
        one company's rows is read, and the answer is a QuerySet again.
        """
        if not country:
            return self
        return self.filter(pk__in=[row.pk for row in self if row.holds_in(country)])


class PlaceQuerySet(RegisterQuerySet):  # type: ignore[override]
    """Systems and recipients: they come into use and go out of it."""

    def active(self, on: date) -> Self:
        """In use on `on`: begun, and not retired by then."""
        return self.filter(
            Q(active_from=None) | Q(active_from__lte=on),
            Q(retired_on=None) | Q(retired_on__gt=on),
        )

    def not_retired(self) -> Self:
        """Those without a last day, future ones included."""
        return self.filter(retired_on=None)


class RecipientQuerySet(PlaceQuerySet):  # type: ignore[override]
    def to_tell(self, right: str) -> Self:
        """Those that policy or office want told after `right` was granted."""
        told = self.exclude(told="not_promised")
        return self.filter(pk__in=[row.pk for row in told if row.is_told_of(right)])


class ActivityQuerySet(RegisterQuerySet):  # type: ignore[override]
    def about(self, subject_category: str) -> Self:
        """Activities with the data of these people; all of them where it is empty."""
        if not subject_category:
            return self
        return self.filter(
            pk__in=[row.pk for row in self if subject_category in row.subjects]
        )


class AssessmentQuerySet(RegisterQuerySet):  # type: ignore[override]
    def confirmed(self) -> Self:
        """Those whose outcome a second person confirmed."""
        return self.filter(confirmed_at__isnull=False)

    def showing_high_risk(self) -> Self:
        return self.confirmed().filter(outcome__in=("reduced", "high"))

    def in_state(self, state: str) -> Self:
        """draft, concluded, confirmed or high; all of them where it is empty."""
        if state == "draft":
            return self.filter(outcome="")
        if state == "concluded":
            return self.filter(confirmed_at=None).exclude(outcome="")
        if state == "confirmed":
            return self.confirmed()
        return self.showing_high_risk() if state == "high" else self
