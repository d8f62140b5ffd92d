"""Saying what data there is: which sets, what each holds, and what is covered in them.

An officer covers what is not the person's; it is taken out before anything is made.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from processing.models import Activity
from rights.contents import parts_of
from rights.errors import StepNotAllowed
from rights.models import AnswerPackage, DataSet, RightsRequest
from rights.package_contents import pattern_of
from rights.package_drafts import draft, preparing, standing, take_what_is_known
from rulebook.rows import label_in

COVERABLE = ("title", "held", "before", "source", "passed_on")


def choose(
    rights_request: RightsRequest,
    *,
    activities: Collection[str],
    own: str = "",
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> AnswerPackage:
    """Say which rows of the register are about this person, and name a set beside them.

    The first choice begins the package. A set that is no longer chosen goes, unless
    something was written into it already. Raises StepNotAllowed.
    """
    at = at or timezone.now()
    with preparing(
        rights_request, "choose_data", by=by, version=version, at=at
    ) as case:
        is_new = standing(case) is None
        package = draft(case, at=at, by=by)
        if is_new:
            take_what_is_known(package, case, set(activities))
        there = {row.activity: row for row in package.data_sets.all() if row.activity}
        rows = Activity.objects.of(case.controller)
        for activity in rows.filter(code__in=set(activities) - set(there)):
            title = label_in(activity.label, case.language)
            DataSet(package=package, activity=activity.code, title=title).save()
        for code in set(there) - set(activities):
            if _is_written(there[code]):
                raise StepNotAllowed(
                    _("“%(title)s” holds words already. Empty it first.")
                    % {"title": there[code].title}
                )
            there[code].delete()
        if own.strip():
            DataSet(package=package, title=own.strip()).save()
    return package


def describe(
    data_set: DataSet,
    *,
    by: User,
    passage: str = "",
    reason: str = "",
    version: int | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> None:
    """Write what a set holds, and cover one passage of it for a reason.

    Raises StepNotAllowed for a passage that stands nowhere in the set, so that nobody
    believes it covered, and for dates that cannot be.
    """
    at = at or timezone.now()
    case = data_set.package.rights_request
    with preparing(case, "describe_data", by=by, version=version, at=at) as locked:
        package = draft(locked, at=at, by=by)
        row = _row(package, data_set)
        for name, value in fields.items():
            setattr(row, name, value.strip() if isinstance(value, str) else value)
        _guard_dates(row.erased_on, row.gone_on)
        if passage.strip():
            row.covered = [*row.covered, [_found(row, passage), reason]]
        row.save()


def uncover(
    data_set: DataSet,
    *,
    number: int,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Take back the cover of one passage, by its place in the list."""
    at = at or timezone.now()
    case = data_set.package.rights_request
    with preparing(case, "describe_data", by=by, version=version, at=at) as locked:
        row = _row(draft(locked, at=at, by=by), data_set)
        if not 0 <= number < len(row.covered):
            raise StepNotAllowed(_("This passage is not covered any more."))
        row.covered = [c for place, c in enumerate(row.covered) if place != number]
        row.save()


def word(
    rights_request: RightsRequest,
    *,
    words: Mapping[str, str],
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Say what the register does not: the officer's own words, part by part."""
    at = at or timezone.now()
    with preparing(rights_request, "word_parts", by=by, version=version, at=at) as case:
        package = draft(case, at=at, by=by)
        package.words = {code: text.strip() for code, text in words.items() if text}
        package.save()


def wordable_parts(rights_request: RightsRequest) -> list[tuple[str, str]]:
    """Code and heading of the parts in which the officer may say more."""
    slug = rights_request.controller.slug
    parts = parts_of(slug, rights_request.establishment.country)
    return [(part.code, part.title_in(rights_request.language)) for part in parts]


def _row(package: AnswerPackage, data_set: DataSet) -> DataSet:
    row = package.data_sets.filter(pk=data_set.pk).first()
    if row is None:  # of a package that was handed over: its copy takes the words
        row = package.data_sets.filter(
            activity=data_set.activity, title=data_set.title
        ).first()
    if row is None:
        raise StepNotAllowed(_("This set of data is not in the package any more."))
    return row


def _is_written(row: DataSet) -> bool:
    written = row.held or row.before or row.passed_on or row.covered
    return bool(written or row.erased_on or row.changed_on)


def _found(row: DataSet, passage: str) -> str:
    words = " ".join(passage.split())
    find = pattern_of(words)
    if not any(find.search(getattr(row, name)) for name in COVERABLE):
        raise StepNotAllowed(
            _("This passage stands nowhere in the set, so nothing would be covered.")
        )
    return words


def _guard_dates(erased_on: date | None, gone_on: date | None) -> None:
    if gone_on and not erased_on:
        raise StepNotAllowed(_("Say first when it was erased."))
    if erased_on and gone_on and gone_on < erased_on:
        raise StepNotAllowed(_("A backup cannot lose the data before it is erased."))
