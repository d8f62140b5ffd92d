"""Erasing again what a restored backup has brought back.

The list outside the database says by numbers what was erased. What this database does
not know of is erased once more, with everything that erasing reaches.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction

from audit import redacting
from audit import replaying as history
from audit.trail import Actor, act
from subjects import erasers, erasing, erasing_outside
from subjects.models import DataHeld, DataSubject, Erasure

BY = Actor.job("replay")
REASON_CODE = "restored"


def lost() -> list[dict[str, Any]]:
    """Erasures of the list that this database knows nothing of, or not the end of."""
    known = {
        str(uid): finished is not None
        for uid, finished in Erasure.objects.values_list("uid", "finished_at")
    }
    return [
        one
        for one in erasing_outside.listed()
        if not known.get(one["uid"], False)
        and (one["uid"] not in known or one["finished"])
    ]


def replay() -> tuple[int, int]:
    """Erase again; how many erasures, and how many other redactions of history."""
    erasures = sum(_erase_again(one) for one in lost())
    for one in history.lost():
        _blank_rows(one)
    return erasures, history.replay()


def _erase_again(one: dict[str, Any]) -> bool:
    if one["extent"] == Erasure.Extent.CASE:
        at, uid = datetime.fromisoformat(one["at"]), UUID(one["uid"])
        return erasers.erase_file_again(one["case_id"], at, uid)
    person = DataSubject.objects.filter(pk=one["person"]).first()
    if person is None:
        return False  # known only since the backup: there is nothing to erase
    at = datetime.fromisoformat(one["at"])
    known = Erasure.objects.filter(uid=one["uid"]).first()
    if known is not None:
        return erasing.finish(known)
    how: dict[str, Any] = {
        "by": BY,
        "case_id": one["case_id"],
        "at": at,
        "uid": UUID(one["uid"]),
    }
    with transaction.atomic():
        if one["extent"] == Erasure.Extent.PERSON:
            made = erasing.erase_person(person, **how)
        else:
            sets = DataHeld.objects.of(person).filter(pk__in=one["sets"])
            if not sets.held().exists():
                return False
            made = erasing.erase_sets(person, list(sets), **how)
    return made.pk is not None


def _blank_rows(one: dict[str, Any]) -> None:
    """The rows of today, where not only older history was erased."""
    whose = {"case_id": one["case_id"], "subject_id": one["subject_id"]}
    with transaction.atomic(), act(by=BY, reason_code=REASON_CODE, **whose):
        for record in one["records"]:
            if record["until"] is not None:
                continue
            model: Any = apps.get_model(record["model"])
            row = model._default_manager.filter(pk=record["pk"]).first()
            if row is None:
                continue
            for name in set(record["fields"]) - {"reason_text"}:
                setattr(row, name, redacting.blank(model, name))
            row.save()
