"""The package of an answer while it is prepared: which one counts and may change."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import User
from rights import files
from rights.choices import Right, State
from rights.errors import StepNotAllowed
from rights.models import (
    AnswerPackage,
    CaseFile,
    DataSet,
    PdfDuty,
    RightsRequest,
)
from rights.steps import step
from rulebook.rows import label_in
from subjects.models import Erasure

Kind = AnswerPackage.Kind
PERMISSION = "requests.carry_out"
PREPARING = frozenset(
    {State.IN_PROGRESS, State.DECIDED, State.FULFILLING, State.DEFERRED}
)
KIND_OF = {
    Right.ACCESS: Kind.ACCESS,
    Right.INFORMATION: Kind.ACCESS,
    Right.PORTABILITY: Kind.PORTABILITY,
    Right.RECTIFICATION: Kind.CORRECTION,
    Right.ERASURE: Kind.ERASURE,
    Right.ACCOUNT_CANCELLATION: Kind.ERASURE,
}


def kind_for(rights_request: RightsRequest) -> AnswerPackage.Kind | None:
    """What such a request is answered with; None where words alone answer it."""
    return KIND_OF.get(Right(rights_request.right))


def why_not_prepare(rights_request: RightsRequest) -> str:
    """Why nothing can be prepared now; blank if it can."""
    if kind_for(rights_request) is None:
        return _("Such a request is answered in words alone.")
    if rights_request.state not in PREPARING:
        return _(
            "This is prepared once it is clear who asks, until the case is closed."
        )
    return ""


def standing(rights_request: RightsRequest) -> AnswerPackage | None:
    """The package that counts, of those that were made."""
    replaced = AnswerPackage.State.REPLACED
    every = rights_request.packages.all()  # perhaps fetched already
    return next((one for one in every if one.state != replaced), None)


def preparing(rights_request: RightsRequest, verb: str, **options: Any) -> Any:
    if why := why_not_prepare(rights_request):
        raise StepNotAllowed(why)
    return step(
        rights_request, verb, states=PREPARING, permission=PERMISSION, **options
    )


def draft(case: RightsRequest, *, by: User, at: datetime) -> AnswerPackage:
    """The package that may be changed: what was made of it before goes.

    One that the person has already stays theirs, as replaced, and a new one begins with
    the same sets.
    """
    package = standing(case)
    kind = kind_for(case)
    if package is None:
        package = AnswerPackage(rights_request=case, kind=str(kind))
        package.save()
        return package
    if package.state == AnswerPackage.State.SENT:
        return _again(package, case)
    if package.state == AnswerPackage.State.MADE:
        package.state = AnswerPackage.State.DRAFT
        package.save()
        made = CaseFile.objects.there().filter(package=package)
        files.erase_rows(made, because=CaseFile.Because.REPLACED, by=by, at=at)
        PdfDuty.objects.filter(package=package).delete()
    return package


def take_what_is_known(
    package: AnswerPackage, case: RightsRequest, activities: set[str]
) -> None:
    """Begin with what the company's list of this person's data says already.

    A certificate takes the kinds and days alone, and none of the data.
    """
    if case.data_subject is None:
        return
    certifies = package.kind == Kind.ERASURE
    gone_on = _gone_from_copies(case) if certifies else {}
    zone = ZoneInfo(case.establishment.time_zone)
    for row in case.data_subject.data_held.select_related("activity"):
        code = row.activity.code if row.activity else ""
        if (code and code not in activities) or (row.erased_at and not certifies):
            continue
        label = label_in(row.activity.label, case.language) if row.activity else ""
        DataSet(
            package=package,
            activity=code,
            title=(row.title or label or _("Data"))[:200],
            held="" if certifies else row.value,
            source="" if certifies else row.source,
            from_person=row.from_person,
            erased_on=row.erased_at.astimezone(zone).date() if row.erased_at else None,
            gone_on=gone_on.get(row.pk),
        ).save()


def _gone_from_copies(case: RightsRequest) -> dict[int, date | None]:
    """When the last backup of each data set that was erased here is gone."""
    erasures = Erasure.objects.filter(data_subject=case.data_subject_id)
    return {pk: row.copies_gone_on for row in erasures for pk in row.sets}


def _again(package: AnswerPackage, case: RightsRequest) -> AnswerPackage:
    rows = list(package.data_sets.all())
    package.state = AnswerPackage.State.REPLACED
    package.save()
    new = AnswerPackage(rights_request=case, kind=package.kind, words=package.words)
    new.save()
    for row in rows:
        fields = {
            field.attname: getattr(row, field.attname)
            for field in DataSet._meta.concrete_fields
            if field.name not in {"id", "package", "revision"}
        }
        DataSet(package=new, **fields).save()
    return new
