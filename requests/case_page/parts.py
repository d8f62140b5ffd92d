"""What hangs on a request, read for its page: only that of which there is any.

One statement says which parts the request has. Most have few of them, so their page
asks few tables; the page of one that has them all asks each once.
"""

from django.db.models import Exists, Model, OuterRef, prefetch_related_objects

from rights.models import (
    AnswerPackage,
    AuthorityMatter,
    BackupDeletion,
    CaseFile,
    ClockCorrection,
    DecidedSet,
    Fee,
    FulfilmentTask,
    Hold,
    IdentityDocument,
    IdentityFinding,
    Message,
    RightsRequest,
    Tagging,
)

ALWAYS = ("clocks", "decisions", "events")
# What is read, the model that says whether there is any, and its way to the request.
PARTS: dict[str, tuple[type[Model], str]] = {
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
TOGETHER = {  # what each row of a part is shown with
    "tasks": "tasks__hold",
    "holds": "holds__matter",
    "taggings": "taggings__tag",
    "clocks__corrections": "clocks__corrections__by",
}


def read_parts(case: RightsRequest) -> None:
    """Read the parts this request has, and note that it has none of the others."""
    there = _there(case)
    wanted = [TOGETHER.get(part, part) for part in PARTS if part in there]
    prefetch_related_objects([case], *ALWAYS, *wanted)
    for part in PARTS.keys() - there:
        owner, _dash, name = part.rpartition("__")
        for row in _rows(case, owner):
            _note_none(row, name)


def _there(case: RightsRequest) -> set[str]:
    asked = {
        part: Exists(model._default_manager.filter(**{way: OuterRef("pk")}))
        for part, (model, way) in PARTS.items()
    }
    found = RightsRequest.objects.filter(pk=case.pk).values_list(*asked.values())
    return {part for part, is_there in zip(asked, found.get(), strict=True) if is_there}


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
