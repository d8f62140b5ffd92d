"""One act of erasing values from history, and what is left to say about it."""

import uuid
from typing import Any, NoReturn

from django.db import models

from audit.errors import AppendOnly


class Redaction(models.Model):
    """Which values were erased, why, and when their last bytes are gone.

    Its uid is the `act_uid` of the entries that authorise it. While it is open, and
    only then, the database lets these rows of history be blanked.
    """

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    subject_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    approver_id = models.BigIntegerField(null=True)
    reason_code = models.CharField(max_length=60, blank=True)
    fields = models.JSONField(default=dict)  # model label: names of the fields
    counts = models.JSONField(default=dict)  # model label: history rows blanked
    logical_at = models.DateTimeField()
    physical_due = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    is_open = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"redaction {self.uid}"

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise AppendOnly("A redaction stays: it is what authorises the blank values.")
