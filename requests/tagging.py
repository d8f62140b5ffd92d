"""Tags: words by which a company groups its requests, put on and taken off."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import act, record
from rights.assigning import WORKS
from rights.choices import State
from rights.errors import StepNotAllowed
from rights.many import Chosen, Result, batches, each, together
from rights.models import CaseEvent, RightsRequest, Tag, Tagging
from rights.steps import event, step, tell

ANY = frozenset(State)


def make_tag(controller_id: int, name: str, *, by: User, at: datetime) -> Tag:
    """The company's tag of this name, made where there is none yet.

    Upper and lower case are one. Raises StepNotAllowed without a name.
    """
    name = " ".join(name.split())
    key = Tag.key_of(name)
    if not key:
        raise StepNotAllowed(_("Name the tag."))
    if known := Tag.objects.filter(controller=controller_id, key=key).first():
        return known
    with act(by=by, controller_id=controller_id, at=at):
        made = Tag(controller_id=controller_id, name=name, key=key)
        made.save()
        record("requests.make_tag", made)
    return made


def tag(
    rights_request: RightsRequest,
    *,
    name: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Put a tag on a request. Raises StepNotAllowed if it carries it already."""
    at = at or timezone.now()
    with step(
        rights_request,
        "tag",
        by=by,
        at=at,
        states=ANY,
        permission=WORKS,
        version=version,
    ) as case:
        put = make_tag(case.controller_id, name, by=by, at=at)
        if Tagging.objects.filter(rights_request=case, tag=put).exists():
            raise StepNotAllowed(_("It carries this tag already."))
        Tagging(rights_request=case, tag=put).save()
        tell(case, CaseEvent.Type.TAGGED, by=by, at=at, data=_told(put))


def untag(
    rights_request: RightsRequest,
    *,
    name: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Take a tag off. Raises StepNotAllowed if the request does not carry it."""
    at = at or timezone.now()
    with step(
        rights_request,
        "untag",
        by=by,
        at=at,
        states=ANY,
        permission=WORKS,
        version=version,
    ) as case:
        carried = (
            _taggings([case])
            .select_related("tag")
            .filter(tag__key=Tag.key_of(name))
            .first()
        )
        if carried is None:
            raise StepNotAllowed(_("It does not carry this tag."))
        taken = carried.tag
        carried.delete()
        tell(case, CaseEvent.Type.UNTAGGED, by=by, at=at, data=_told(taken))


def tag_many(
    chosen: Sequence[Chosen], *, name: str, by: User, at: datetime | None = None
) -> Result:
    """Put a tag of this name on many requests: each company has its own."""
    at = at or timezone.now()
    tags: dict[int, Tag] = {}
    with together(by=by, at=at) as result:
        for batch in batches(
            chosen, "tag", result, by=by, states=ANY, permission=WORKS
        ):
            for controller_id in {case.controller_id for case in batch.cases}:
                if controller_id not in tags:
                    tags[controller_id] = make_tag(controller_id, name, by=by, at=at)
            carried = set(
                _taggings(batch.cases)
                .filter(tag__in=tags.values())
                .values_list("rights_request_id", flat=True)
            )
            for case in [case for case in batch.cases if case.pk in carried]:
                batch.skip(case, _("It carries this tag already."))
            put = [(case, tags[case.controller_id]) for case in batch.cases]
            Tagging.objects.audited_bulk_create(
                Tagging(rights_request=case, tag=its) for case, its in put
            )
            batch.events += [
                event(case, CaseEvent.Type.TAGGED, by=by, at=at, data=_told(its))
                for case, its in put
            ]
    return result


def untag_many(
    chosen: Sequence[Chosen], *, name: str, by: User, at: datetime | None = None
) -> Result:
    """Take the tag of this name off many requests."""
    at = at or timezone.now()

    def take(case: RightsRequest, version: int | None) -> None:
        untag(case, name=name, by=by, version=version, at=at)

    return each(chosen, take, by=by, at=at, permission=WORKS)


def _taggings(cases: Sequence[RightsRequest]) -> QuerySet[Tagging]:
    found: QuerySet[Tagging] = Tagging.objects.filter(
        rights_request__in=[case.pk for case in cases]
    )
    return found


def _told(tag: Tag) -> dict[str, object]:
    return {"tag": tag.pk, "name": tag.name}
