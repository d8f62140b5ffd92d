"""Whether a system or a recipient can stand in the register as it is."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from processing.errors import NotKeepable
from processing.models import Activity, Place, Recipient, System
from processing.terms import Told, ToldAfter

LONGEST_BACKUP = 3660  # days: ten years


def check(row: Place, *, at: datetime) -> None:
    """Raises NotKeepable with a sentence and the field it is about."""
    _check_fields(row)
    _check_dates(row, at)
    _check_owner(row)
    _check_places(row)
    if isinstance(row, Recipient):
        _check_telling(row)
    if isinstance(row, System) and (row.backup_days or 0) > LONGEST_BACKUP:
        raise NotKeepable(
            _("Backups live at most %(days)d days here.") % {"days": LONGEST_BACKUP},
            "backup_days",
        )


def _check_fields(row: Place) -> None:
    """Lengths, closed words and what may not be empty, as the columns say."""
    try:
        row.clean_fields(exclude={"owner", "controller"})
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise NotKeepable(sentences[0], field) from None


def _check_dates(row: Place, at: datetime) -> None:
    if row.reviewed_on and row.reviewed_on > timezone.localdate(at):
        raise NotKeepable(_("The review cannot lie in the future."), "reviewed_on")
    if row.reviewed_on and row.next_review_on and row.next_review_on <= row.reviewed_on:
        raise NotKeepable(_("The next review comes after this one."), "next_review_on")
    if row.retired_on and not row.retired_because:
        raise NotKeepable(_("Say why it is retired."), "because")
    if row.retired_on and row.active_from and row.retired_on < row.active_from:
        raise NotKeepable(_("It cannot be retired before its first day."), "on")


def _check_owner(row: Place) -> None:
    owner = row.owner
    if owner is None:
        return
    if not (owner.is_active and owner.has_perm("processing.view", row)):
        raise NotKeepable(
            _("%(person)s does not work for %(company)s.")
            % {"person": owner, "company": row.controller.name},
            "owner",
        )


def _check_places(row: Place) -> None:
    here = row.controller.establishments.values_list("country", flat=True)
    if elsewhere := _unknown(row.countries, here):
        raise NotKeepable(
            _("%(company)s has no entity in %(country)s.")
            % {"company": row.controller.name, "country": elsewhere},
            "countries",
        )
    known = Activity.objects.of(row.controller).values_list("code", flat=True)
    if row.activities and (missing := _unknown(row.activities, known)):
        raise NotKeepable(
            _("The register has no activity %(code)s.") % {"code": missing},
            "activities",
        )


def _check_telling(row: Recipient) -> None:
    if wrong := _unknown(row.told_after, ToldAfter.values):
        raise NotKeepable(
            _("Recipients are not told after %(right)s.") % {"right": wrong},
            "told_after",
        )
    is_told = row.told != Told.NOT_PROMISED
    if is_told and not row.told_after:
        raise NotKeepable(_("Say after which rights it is told."), "told_after")
    if row.told_after and not is_told:
        raise NotKeepable(_("It is told after these rights: say how firmly."), "told")
    if row.country and not (len(row.country) == 2 and row.country.isupper()):
        raise NotKeepable(_("Choose a country."), "country")


def _unknown(values: Any, known: Any) -> str:
    """The first of `values` that is not known, or nothing."""
    known = set(known)
    return next((str(value) for value in values if value not in known), "")
