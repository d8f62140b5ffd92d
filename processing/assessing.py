"""The verbs of impact assessments: one person concludes, a second confirms.

Each asks for its permission at the company and leaves one entry. `revision` is that of
the row the page showed. A confirmed assessment stays as it is. Source: GDPR art. 35,
PIPL art. 55 and 56.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Controller, User
from audit.trail import act, record
from processing.errors import NotKeepable, RowChanged
from processing.models import Activity, DataItem, ImpactAssessment

EDITABLE = frozenset(
    {
        *("title", "activities", "items", "countries", "description", "necessity"),
        *("risks", "measures", "owner", "next_review_on"),
    }
)
NEEDED = ("necessity", "risks", "measures")  # before it can be concluded


@transaction.atomic
def add_assessment(
    controller: Controller, *, by: User, at: datetime | None = None, **words: Any
) -> ImpactAssessment:
    """Begin an assessment of some of the company's activities.

    `words` are fields of EDITABLE. Raises PermissionDenied, or NotKeepable with one
    sentence where they cannot stand; nothing is stored then.
    """
    at = at or timezone.now()
    _ask(by, "processing.edit", controller)
    Controller.objects.select_for_update().get(pk=controller.pk)  # one code each
    assessment = ImpactAssessment(controller=controller)
    _write(assessment, words)
    assessment.code = _free_code(assessment)
    with act(by=by, controller_id=controller.pk, at=at):
        assessment.save()
        record("processing.add_assessment", assessment)
    return assessment


@transaction.atomic
def edit_assessment(
    assessment: ImpactAssessment,
    *,
    revision: int,
    by: User,
    at: datetime | None = None,
    **words: Any,
) -> ImpactAssessment:
    """Change a draft; raises as `add_assessment`, and RowChanged."""
    row = _locked(assessment, revision)
    _ask(by, "processing.edit", row)
    if not row.is_draft:
        raise NotKeepable(_("What was concluded stays as it is: send it back first."))
    _write(row, words)
    return _save(row, "processing.edit_assessment", by=by, at=at)


@transaction.atomic
def conclude_assessment(
    assessment: ImpactAssessment,
    *,
    outcome: str,
    because: str,
    revision: int,
    by: User,
    at: datetime | None = None,
) -> ImpactAssessment:
    """Say what a draft comes to, with the reasons; a second person confirms it."""
    at = at or timezone.now()
    row = _locked(assessment, revision)
    _ask(by, "processing.edit", row)
    if not row.is_draft:
        raise NotKeepable(_("It was concluded already."))
    if empty := [name for name in NEEDED if not getattr(row, name)]:
        words = ", ".join(str(row._meta.get_field(n).verbose_name) for n in empty)  # type: ignore[union-attr]
        raise NotKeepable(
            _("Before it can be concluded, write: %(parts)s.") % {"parts": words}
        )
    row.outcome, row.concluded_because = outcome, because.strip()
    row.concluded_by, row.concluded_at = by, at
    if not row.concluded_because:
        raise NotKeepable(_("Say why, in a sentence."), "because")
    _check_fields(row, "outcome")
    return _save(row, "processing.conclude_assessment", by=by, at=at)


@transaction.atomic
def confirm_assessment(
    assessment: ImpactAssessment,
    *,
    revision: int,
    by: User,
    at: datetime | None = None,
) -> ImpactAssessment:
    """Confirm an outcome as the second person; it then stays as it is."""
    at = at or timezone.now()
    row = _for_second_person(assessment, revision, by)
    row.confirmed_by, row.confirmed_at = by, at
    return _save(row, "processing.confirm_assessment", by=by, at=at)


@transaction.atomic
def send_back_assessment(
    assessment: ImpactAssessment,
    *,
    because: str,
    revision: int,
    by: User,
    at: datetime | None = None,
) -> ImpactAssessment:
    """Give a concluded assessment back as a draft, and say why."""
    row = _for_second_person(assessment, revision, by)
    if not because.strip():
        raise NotKeepable(_("Say why, in a sentence."), "because")
    row.sent_back_because = because.strip()
    row.outcome, row.concluded_because = "", ""
    row.concluded_by = row.concluded_at = None
    return _save(row, "processing.send_back_assessment", by=by, at=at)


def _for_second_person(
    assessment: ImpactAssessment, revision: int, by: User
) -> ImpactAssessment:
    row = _locked(assessment, revision)
    _ask(by, "processing.confirm", row)
    if row.state != "concluded":
        raise NotKeepable(_("There is no outcome that waits for a second person."))
    if row.concluded_by_id == by.pk:
        raise NotKeepable(
            _("You concluded it yourself, so someone else has to confirm it.")
        )
    return row


def _ask(by: User, permission: str, where: Any) -> None:
    if not by.has_perm(permission, where):
        raise PermissionDenied


def _locked(assessment: ImpactAssessment, revision: int) -> ImpactAssessment:
    rows = ImpactAssessment.objects.select_for_update(of=("self",))
    row = rows.select_related("controller").get(pk=assessment.pk)
    if row.revision != revision:
        raise RowChanged(
            _(
                "Someone changed %(name)s while you were working on it. Nothing of "
                "yours was stored: read what changed, then do it again."
            )
            % {"name": row.title}
        )
    return row


def _write(row: ImpactAssessment, words: dict[str, Any]) -> None:
    if unknown := sorted(set(words) - EDITABLE):
        raise TypeError(f"{unknown[0]} is no field that can be edited.")
    for name, value in words.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    _check_fields(row, *EDITABLE)
    _check_owner(row)
    _check_reach(row)


def _check_fields(row: ImpactAssessment, *names: str) -> None:
    every = {field.name for field in row._meta.fields}
    try:
        row.clean_fields(exclude=(every - set(names)) | {"owner"})
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise NotKeepable(sentences[0], field) from None


def _check_owner(row: ImpactAssessment) -> None:
    owner = row.owner
    if owner and not (owner.is_active and owner.has_perm("processing.view", row)):
        raise NotKeepable(
            _("%(person)s does not work for %(company)s.")
            % {"person": owner, "company": row.controller.name},
            "owner",
        )


def _check_reach(row: ImpactAssessment) -> None:
    here = row.controller.establishments.values_list("country", flat=True)
    _refuse_unknown(row.countries, here, "countries")
    activities = list(Activity.objects.of(row.controller))
    codes = [one.code for one in activities]
    _refuse_unknown(row.activities, codes, "activities")
    if not row.activities:
        raise NotKeepable(_("Choose at least one activity."), "activities")
    items = DataItem.objects.of(row.controller).values_list("code", flat=True)
    _refuse_unknown(row.items, items, "items")


def _refuse_unknown(values: Sequence[str], known: Iterable[str], field: str) -> None:
    known = set(known)
    if unknown := [value for value in values if value not in known]:
        raise NotKeepable(
            _("The register of this controller has no %(code)s.")
            % {"code": unknown[0]},
            field,
        )


def _free_code(row: ImpactAssessment) -> str:
    """The title as a code that no assessment of this company has had."""
    mine = ImpactAssessment.objects.of(row.controller)
    taken = set(mine.values_list("code", flat=True))
    wanted = slugify(row.title)[:50] or "assessment"
    code, number = wanted, 1
    while code in taken:
        number += 1
        code = f"{wanted}-{number}"
    return code


def _save(
    row: ImpactAssessment, verb: str, *, by: User, at: datetime | None
) -> ImpactAssessment:
    if changed := row.audit_changed_fields():
        with act(by=by, controller_id=row.controller_id, at=at):
            row.save()
            record(verb, row, changes=changed)
    return row
