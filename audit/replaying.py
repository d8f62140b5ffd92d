"""Erasing from history again what a restored backup has brought back."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction

from audit import redaction_list
from audit.expiring import REASON_CODE as EXPIRED
from audit.models import LedgerEntry, Redaction
from audit.models.ledger import Action
from audit.redacting import Target, redact

LATELY = timedelta(days=90)


def lost() -> list[dict[str, Any]]:
    """Redactions of the list that this database knows nothing of: it was restored."""
    there = {
        str(uid) for uid in Redaction.objects.values_list("uid", flat=True).iterator()
    }
    return [one for one in redaction_list.listed() if one["uid"] not in there]


def replay() -> int:
    """Erase from history again what is lost; returns how many redactions."""
    found = lost()
    for record in found:
        with transaction.atomic():
            redact(
                [
                    Target(
                        apps.get_model(one["model"]),
                        one["pk"],
                        one["fields"],
                        until=one["until"] and datetime.fromisoformat(one["until"]),
                    )
                    for one in record["records"]
                ],
                subject_id=record["subject_id"],
                case_id=record["case_id"],
                approver_id=record["approver_id"],
                reason_code=record["reason_code"],
                uid=uuid.UUID(record["uid"]),
            )
    return len(found)


def catch_up(at: datetime) -> None:
    """Add to the list what a process killed right after its commit could not add.

    What expired is erased again by itself, so that it need not be there.
    """
    known = {record["uid"] for record in redaction_list.listed()}
    lately = Redaction.objects.filter(logical_at__gte=at - LATELY)
    for row in lately.exclude(reason_code=EXPIRED):
        if str(row.uid) not in known:
            redaction_list.append(redaction_list.line_of(row, _ordered_by(row)))


def _ordered_by(row: Redaction) -> list[Target]:
    """What a redaction was about, as its entries say."""
    entries = LedgerEntry.objects.filter(act_uid=row.uid, action=Action.REDACTED)
    return [
        Target(apps.get_model(one.model), one.object_pk, one.changed_fields)
        for one in entries
    ]
