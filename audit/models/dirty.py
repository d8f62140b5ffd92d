"""What triggers note down by themselves, whoever writes."""

from typing import ClassVar

from django.db import models

from audit.models.labels import LabelField


class AuditDirty(models.Model):
    """A tracked row was written and its entry is not there (yet).

    Triggers add one row for each write of a tracked row, and take the newest away for
    each ledger entry about it. What a committed transaction leaves here came round the
    trail's side: the sealer makes it an "unattributed change".
    """

    model = LabelField()
    object_pk = models.CharField(max_length=40)
    op = models.CharField(max_length=1)  # as Action: + ~ -

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["object_pk", "model"], name="dirty_by_record")
        ]

    def __str__(self) -> str:
        return f"{self.op} {self.model} {self.object_pk}"
