"""A few records of promises that the example companies keep outside the portal."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from accounts.models import Controller, User
from rulebook.models import PromiseRecord
from rulebook.promise_records import keep_record

RECORDS = Path(__file__).resolve().parent / "records.toml"


def keep(office: dict[str, User], *, now: datetime) -> int:
    """Write the records of records.toml that are not there yet; returns how many."""
    kept = 0
    for row in tomllib.loads(RECORDS.read_text())["records"]:
        controller = Controller.objects.get(slug=row["controller"])
        here = PromiseRecord.objects.filter(
            controller=controller, promise=row["promise"]
        )
        if here.exists():
            continue
        ago = timedelta(days=row["reviewed_ago"])
        today = timezone.localdate(now)
        keep_record(
            controller,
            row["promise"],
            what_is_done=row["what_is_done"],
            where_it_shows=row["where_it_shows"],
            owner=office[row["owner"]],
            reviewed_on=today - ago,
            next_review_on=today + timedelta(days=row["review_in"]),
            by=office["aina"],
            at=now - ago,
        )
        kept += 1
    return kept
