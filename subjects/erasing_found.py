"""What the scan found in free text of others: an officer looks, and has it taken out.

The text stays, the words that name the erased person go; its older versions in the
history lose this text as a whole, since a text there is kept or erased.
"""

import re
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import AuditedModel
from audit.redacting import Target, redact
from audit.trail import act, record
from subjects import erasing_words
from subjects.erasing import PERMISSION, REASON_CODE
from subjects.errors import NotErased
from subjects.models import Erasure
from subjects.scanning_tables import model_of

TAKEN_OUT = "[…]"


def take_words_out(
    erasure: Erasure,
    table: str,
    pk: str,
    *,
    by: User,
    at: datetime | None = None,
) -> None:
    """Take the erased words out of one record that the scan found.

    Raises NotErased where that place is not on the list, is no record of the portal's,
    or the words are forgotten by now; PermissionDenied.
    """
    at = at or timezone.now()
    with (
        transaction.atomic(),
        act(
            by=by,
            controller_id=erasure.controller_id,
            subject_id=erasure.data_subject_id,
            case_id=erasure.case_id,
            reason_code=REASON_CODE,
            at=at,
        ),
    ):
        row = Erasure.objects.select_for_update().get(pk=erasure.pk)
        if not by.has_perm(PERMISSION, row):
            raise PermissionDenied
        model, _history = model_of(table)
        here = [p for p in row.found if _is_same(p, model, pk)]
        words = erasing_words.open_(row)
        if not (here and words and model and issubclass(model, AuditedModel)):
            raise NotErased(_("Nothing can be taken out there any more."))
        fields = _take_out(model, pk, here, words)
        redact(
            [Target(model, pk, fields, until=at)],
            subject_id=row.data_subject_id,
            case_id=row.case_id,
            approver_id=by.pk,
            reason_code=REASON_CODE,
        )
        row.found = [p for p in row.found if p not in here]
        row.cleaned_at = row.copies_gone_on = None  # there are bytes to clean again
        row.save()
        record("subjects.take_words_out", row, subject_id=row.data_subject_id)
        if not row.found and not row.waits_for_case:
            erasing_words.forget(row)
    erasure.refresh_from_db()


def _is_same(place: dict[str, Any], model: Any, pk: str) -> bool:
    return model_of(place["table"])[0] is model and place["pk"] == pk


def _take_out(
    model: Any, pk: str, places: list[dict[str, Any]], words: frozenset[str]
) -> list[str]:
    """Clean the row of today; returns its tracked fields that were concerned."""
    columns = {column for place in places for column in place["columns"]}
    personal = set(model.Audit.pii)
    fields = [f.name for f in model._meta.concrete_fields if f.column in columns]
    found = model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is not None:
        for name in fields:
            setattr(found, name, _without(getattr(found, name), words))
        found.save()
    return [name for name in fields if name in personal]


def _without(value: Any, words: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(one, words) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, words) for one in value]
    if not isinstance(value, str):
        return value
    for word in sorted(words, key=len, reverse=True):
        value = re.sub(re.escape(word), TAKEN_OUT, value, flags=re.IGNORECASE)
    return value
