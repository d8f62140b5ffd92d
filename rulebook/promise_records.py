"""The records of promises that people keep: what is done, where it shows, who looks."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Controller, User
from audit.trail import act, record
from rulebook.book import live
from rulebook.errors import NotRecordable, RecordChanged
from rulebook.models import PromiseRecord
from rulebook.promise_terms import Kept


def keep_record(
    controller: Controller,
    promise: str,
    *,
    what_is_done: str,
    where_it_shows: str = "",
    owner: User,
    reviewed_on: date,
    next_review_on: date,
    by: User,
    revision: int | None = None,
    at: datetime | None = None,
) -> PromiseRecord:
    """Write down how `controller` keeps this promise; the former record stays known.

    `revision` is that of the record the page showed, None where it showed none. Raises
    PermissionDenied, RecordChanged, or NotRecordable where the promise is not one that
    people keep on record, or the record says too little; nothing is changed then.
    """
    at = at or timezone.now()
    if not by.has_perm("rulebook.record", controller):
        raise PermissionDenied
    _guard_promise(controller, promise)
    _guard_words(controller, what_is_done, owner, reviewed_on, next_review_on, at)
    with transaction.atomic(), act(by=by, controller_id=controller.pk, at=at):
        kept = _locked(controller, promise, revision)
        kept.what_is_done = what_is_done.strip()
        kept.where_it_shows = where_it_shows.strip()
        kept.owner = owner
        kept.reviewed_on = reviewed_on
        kept.next_review_on = next_review_on
        _save(kept)
        record("rulebook.keep_record", kept)
    return kept


def _guard_promise(controller: Controller, number: str) -> None:
    promise = live(controller.slug).promise(number)
    if promise is None:
        raise NotRecordable(
            _("%(company)s has made no promise %(number)s.")
            % {"company": controller.name, "number": number}
        )
    if promise.kept != Kept.RECORDED:
        raise NotRecordable(
            _("%(number)s is not kept by a record, so there is none to write.")
            % {"number": number}
        )


def _guard_words(
    controller: Controller,
    what_is_done: str,
    owner: User,
    reviewed_on: date,
    next_review_on: date,
    at: datetime,
) -> None:
    if not what_is_done.strip():
        raise NotRecordable(_("Write what is done to keep this promise."))
    if reviewed_on > timezone.localdate(at):
        raise NotRecordable(_("The review cannot lie in the future."))
    if next_review_on <= reviewed_on:
        raise NotRecordable(_("The next review comes after this one."))
    if not (owner.is_active and owner.has_perm("rulebook.view", controller)):
        raise NotRecordable(
            _("%(person)s does not work for %(company)s.")
            % {"person": owner, "company": controller.name}
        )


def _locked(
    controller: Controller, promise: str, revision: int | None
) -> PromiseRecord:
    """The record as the page showed it, locked, or a new one where it showed none."""
    found = (
        PromiseRecord.objects.select_for_update(of=("self",))
        .filter(controller=controller, promise=promise)
        .first()
    )
    if (None if found is None else found.revision) != revision:
        raise _changed(promise)
    return found or PromiseRecord(controller=controller, promise=promise)


def _save(kept: PromiseRecord) -> None:
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:  # two people wrote the first record at once
        raise _changed(kept.promise) from None


def _changed(promise: str) -> RecordChanged:
    return RecordChanged(
        _(
            "Someone changed the record of %(number)s while you were working on it. "
            "Nothing of yours was stored: read what changed, then do it again."
        )
        % {"number": promise}
    )
