"""The list of redactions outside the database: which fields of which records, by ids.

One JSON object a line and no personal value. A database restored from a backup holds
erased values again until they are replayed (replaying.py).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from audit import line_file
from audit.models import Redaction


@dataclass(frozen=True, slots=True)
class Target:
    """What to erase of one record's history; `reason_text` is a field like others.

    `until`: only of history rows made before that moment (retention of values).
    """

    model: type[models.Model]
    pk: Any
    fields: Sequence[str]
    until: datetime | None = None


def list_file() -> Path:
    return Path(settings.DATA_DIR) / "redactions.jsonl"


def note(redaction: Redaction, targets: Iterable[Target]) -> None:
    """Add this redaction to the list once it is committed."""
    line = line_of(redaction, targets)
    transaction.on_commit(lambda: append(line))


def line_of(redaction: Redaction, targets: Iterable[Target]) -> str:
    return json.dumps(
        {
            "uid": str(redaction.uid),
            "at": redaction.logical_at.isoformat(),
            "subject_id": redaction.subject_id,
            "case_id": redaction.case_id,
            "approver_id": redaction.approver_id,
            "reason_code": redaction.reason_code,
            "records": [
                {
                    "model": target.model._meta.label_lower,
                    "pk": str(target.pk),
                    "fields": list(target.fields),
                    "until": target.until and target.until.isoformat(),
                }
                for target in targets
            ],
        }
    )


def append(line: str) -> None:
    line_file.append(list_file(), line)


def listed() -> list[dict[str, Any]]:
    """Every redaction of the list."""
    return line_file.read(list_file())
