"""What the sealer writes: the chain over all entries, and its signed checkpoints."""

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.errors import AppendOnly
from audit.models.ledger import AppendOnlyModel


class Seal(AppendOnlyModel):
    """The place of one entry in the chain: 1, 2, 3, ... without a gap."""

    class Kind(models.TextChoices):
        CHANGE = "c", _("Change")
        ACCESS = "a", _("Access")

    seq = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=1, choices=Kind)
    entry_id = models.BigIntegerField()
    # Written by nobody who holds the key: sealed all the same, so that it stays found.
    is_forged = models.BooleanField(default=False)
    chain = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry_id", "kind"], name="sealed_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["-seq"], name="seal_forged", condition=Q(is_forged=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.seq}: {self.kind}{self.entry_id}"


class Checkpoint(AppendOnlyModel):
    """The chain up to `seq`, signed with a key that the database does not hold."""

    seq = models.BigIntegerField(primary_key=True)
    chain = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    # When the sealer last knew of nothing that waited: an entry dated much earlier than
    # that was dated back, or its transaction stayed open for long.
    quiet_at = models.DateTimeField()
    key_number = models.PositiveSmallIntegerField()
    public_key = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return f"checkpoint {self.seq}"


class Publication(models.Model):
    """How far a sink (file, e-mail, timestamp) has come, and what went wrong last."""

    sink = models.CharField(max_length=40, primary_key=True)
    seq = models.BigIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.sink}: {self.seq}"


class TimeStamp(AppendOnlyModel):
    """An authority's word that a checkpoint was there at that moment (RFC 3161)."""

    seq = models.BigIntegerField(primary_key=True)  # of the checkpoint
    stamped_at = models.DateTimeField()  # as the authority says
    response = models.BinaryField()  # as it came: TimeStampResp

    class Meta:
        get_latest_by = "seq"

    def __str__(self) -> str:
        return f"time stamp of checkpoint {self.seq}"


class Cut(models.Model):
    """The trail begins after this checkpoint: what came before was kept long enough.

    Its chain is what the first seal that is left is chained to. While it is open, and
    only then, the database lets entries up to it be removed.
    """

    seq = models.BigIntegerField(primary_key=True)
    chain = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    entries = models.PositiveBigIntegerField(default=0)
    is_open = models.BooleanField(default=True)
    mac = models.BinaryField(max_length=18)  # as an entry's: nobody else may cut

    class Meta:
        get_latest_by = "seq"

    def __str__(self) -> str:
        return f"cut at {self.seq}"

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise AppendOnly("A cut stays: it is where the trail begins.")

    def metadata(self) -> list[Any]:
        return ["cut", self.seq, bytes(self.chain), self.made_at]


class LedgerField(AppendOnlyModel):
    """Which entries changed a field; filled by the sealer, read by the browser."""

    pk = models.CompositePrimaryKey("field_code", "entry_id")
    field_code = models.IntegerField()  # commitment.field_code(model, field)
    entry_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.field_code} in {self.entry_id}"


class Verification(models.Model):
    """How far the trail was verified, so that the next run may start there."""

    seq = models.BigIntegerField()
    chain = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    findings = models.PositiveIntegerField()
    is_full = models.BooleanField()
    # The first of them, as code and facts: no personal value.
    found = models.JSONField(default=list)
    mac = models.BinaryField(max_length=18)  # as an entry's: nobody else vouches

    class Meta:
        get_latest_by = "id"

    def __str__(self) -> str:
        return f"verified to {self.seq}"

    def metadata(self) -> list[Any]:
        return ["verification", self.seq, bytes(self.chain), self.made_at, self.is_full]
