"""The list of erasures outside the database: a backup knows nothing of later ones.

One JSON object a line, numbers and codes only. It lies in the data folder; copy it away
together with the checkpoints, or a restored folder forgets it as well.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from audit import line_file
from subjects.models import Erasure

LATELY = timedelta(days=90)


def list_file() -> Path:
    return Path(settings.DATA_DIR) / "erasures.jsonl"


def note(erasure: Erasure) -> None:
    """Add this erasure to the list once it is committed."""
    line = _line(erasure)
    transaction.on_commit(lambda: _append(line))


def catch_up(at: datetime) -> None:
    """Add what a process killed right after its commit could not add any more."""
    known = {one["uid"]: one["finished"] for one in listed()}
    for row in Erasure.objects.filter(erased_at__gte=at - LATELY):
        is_finished = row.finished_at is not None
        if known.get(str(row.uid)) in ((None, False) if is_finished else (None,)):
            _append(_line(row))


def _line(erasure: Erasure) -> str:
    return json.dumps(
        {
            "uid": str(erasure.uid),
            "person": erasure.data_subject_id,
            "extent": str(erasure.extent),
            "sets": erasure.sets,
            "case_id": erasure.case_id,
            "at": erasure.erased_at.isoformat(),
            "finished": erasure.finished_at is not None,
        }
    )


def _append(line: str) -> None:
    line_file.append(list_file(), line)


def listed() -> list[dict[str, Any]]:
    """Every erasure of the list, its last line only."""
    return list({line["uid"]: line for line in line_file.read(list_file())}.values())
