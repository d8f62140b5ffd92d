"""What hangs on a request, read for its page: only that of which there is any.

One statement says which parts the request has. Most have few of them, so their page
asks few tables; the page of one that has them all asks each once.
"""

from typing import Any

from django.db.models import (
    Exists,
    Model,
    OuterRef,
    Prefetch,
    Subquery,
    prefetch_related_objects,
)

from correspondence.models import DeliveryEvent
from policies.naming import titles_of
from rights.models import (
    AnswerPackage,
    AuthorityMatter,
    BackupDeletion,
    CaseFile,
    ClockCorrection,
    DecidedSet,
    Decision,
    Fee,
    FulfilmentTask,
    Hold,
    IdentityDocument,
    IdentityFinding,
    Message,
    RightsRequest,
    Tagging,
)
from rights.timeline_looks import TROUBLE as WENT_WRONG
from subjects.models import Erasure, Guardian, Restriction

ALWAYS = ("clocks", "events")
# What is read, the model that says whether there is any, and its way to the request.
PARTS: dict[str, tuple[type[Model], str]] = {
    "decisions": (Decision, "rights_request"),
    "tasks": (FulfilmentTask, "rights_request"),
    "messages": (Message, "rights_request"),
    "files": (CaseFile, "rights_request"),
    "holds": (Hold, "rights_request"),
    "packages": (AnswerPackage, "rights_request"),
    "fees": (Fee, "rights_request"),
    "taggings": (Tagging, "rights_request"),
    "authority_matters": (AuthorityMatter, "rights_request"),
    "complaints": (RightsRequest, "parent"),
    "clocks__corrections": (ClockCorrection, "clock__rights_request"),
    "decisions__sets": (DecidedSet, "decision__rights_request"),
    "tasks__backups": (BackupDeletion, "task__rights_request"),
    "tasks__files": (CaseFile, "task__rights_request"),
    "identity_check__documents": (IdentityDocument, "check_made__rights_request"),
    "identity_check__findings": (IdentityFinding, "check_made__rights_request"),
}
TOGETHER = {  # what each row of a part is shown with, read with it
    "tasks": Prefetch("tasks", FulfilmentTask.objects.select_related("hold")),
    "holds": Prefetch("holds", Hold.objects.select_related("matter")),
    "taggings": Prefetch("taggings", Tagging.objects.select_related("tag")),
    "clocks__corrections": Prefetch(
        "clocks__corrections", ClockCorrection.objects.select_related("by")
    ),
}
POLICY = "policy"  # the title of the one that the request names
OTHERS, TROUBLE, GUARDIAN = "others", "trouble", "guardian"
RESTRICTION, ERASURE = "restriction", "erasure"
CASE = OuterRef("pk")
BESIDE = {  # no relation of the request leads there: whoever needs them reads them
    OTHERS: RightsRequest.objects.filter(
        data_subject=OuterRef("data_subject"), controller=OuterRef("controller")
    ).exclude(pk=CASE),
    TROUBLE: DeliveryEvent.objects.filter(
        delivery__letter__case_id=CASE, kind__in=WENT_WRONG
    ),
    GUARDIAN: Guardian.objects.filter(case_id=CASE),
    RESTRICTION: Restriction.objects.filter(case_id=CASE),
    ERASURE: Erasure.objects.filter(case_id=CASE),
}


def read_parts(case: RightsRequest) -> dict[str, Any]:
    """Read the parts this request has, and note that it has none of the others.

    Returns what there is, by name, with the title of its policy.
    """
    there = _there(case)
    wanted = [TOGETHER.get(part, part) for part in PARTS if part in there]
    prefetch_related_objects([case], *ALWAYS, *wanted)
    for part in (part for part in PARTS if part not in there):
        owner, _dash, name = part.rpartition("__")
        for row in _rows(case, owner):
            _note_none(row, name)
    return {POLICY: None, **there}


def _there(case: RightsRequest) -> dict[str, Any]:
    parts = {
        part: model._default_manager.filter(**{way: CASE})
        for part, (model, way) in PARTS.items()
    }
    asked = {name: Exists(rows) for name, rows in (parts | BESIDE).items()}
    title = Subquery(titles_of(case.policy_version)[:1])
    found = RightsRequest.objects.filter(pk=case.pk).values_list(*asked.values(), title)
    told = zip([*asked, POLICY], found.get(), strict=True)
    return {name: value for name, value in told if value}


def _rows(case: RightsRequest, owner: str) -> list[Model]:
    if not owner:
        return [case]
    if owner == "identity_check":
        check = getattr(case, owner, None)
        return [check] if check else []
    return list(getattr(case, owner).all())


def _note_none(row: Model, name: str) -> None:
    """As if the part had been prefetched, and nothing found."""
    if row._meta.get_field(name).one_to_one:
        row._state.fields_cache.setdefault(name, None)
        return
    read = row.__dict__.setdefault("_prefetched_objects_cache", {})
    read.setdefault(name, getattr(row, name).none())
