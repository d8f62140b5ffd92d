"""The ledger: narrow rows without personal values, written once."""

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import commitment
from audit.context import ActorKind, Channel
from audit.errors import AppendOnly
from audit.models.labels import LabelField


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows may be added and read. The database's own guards come on top of this."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"{self.model._meta.label} rows are written once and stay.")

    update = aupdate = bulk_update = abulk_update = _refuse
    delete = adelete = _raw_delete = _refuse
    update_or_create = aupdate_or_create = _refuse

    def bulk_create(  # type: ignore[override]
        self, objs: Any, **options: Any
    ) -> list[Any]:
        if options.get("update_conflicts") or options.get("ignore_conflicts"):
            self._refuse()
        return super().bulk_create(objs, **options)


class AppendOnlyModel(models.Model):
    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            raise AppendOnly(f"{self._meta.label} rows are written once and stay.")
        super().save(**{**options, "force_insert": True})

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise AppendOnly(f"{self._meta.label} rows are written once and stay.")


class Action(models.TextChoices):
    CREATED = "+", _("Created")
    CHANGED = "~", _("Changed")
    DELETED = "-", _("Deleted")
    REDACTED = "R", _("Values erased")
    VERB = "v", _("Recorded")


class Provenance(AppendOnlyModel):
    """Who, when, where, in which case. Plain ids: no row here keeps another alive."""

    # In this order PostgreSQL puts the least padding between the columns.
    occurred_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    controller_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField(null=True)  # a pseudonym, never a name
    uid = models.UUIDField()
    request_id = models.UUIDField()
    format = models.PositiveSmallIntegerField()
    actor_kind = models.CharField(max_length=9, choices=ActorKind)
    program = models.CharField(max_length=40, blank=True)  # "worker", where no one acts
    channel = models.CharField(max_length=5, choices=Channel)
    reason_code = models.CharField(max_length=60, blank=True)
    model = LabelField(default="")  # "requests.rightsrequest"
    object_pk = models.CharField(max_length=40, blank=True)
    # The key's number (2 bytes), then half the HMAC-SHA256 of the digest (RFC 4868): a
    # row that somebody wrote by hand, however well formed, is shown as forged.
    mac = models.BinaryField(max_length=18)

    class Meta:
        abstract = True


METADATA = (
    "format",
    "uid",
    "act_uid",
    "verb",
    "controller_id",
    "occurred_at",
    "actor_id",
    "actor_kind",
    "program",
    "request_id",
    "case_id",
    "reason_code",
    "channel",
    "model",
    "object_pk",
    "subject_id",
    "action",
    "history_id",
    "changed",
    "shape",
)


class LedgerEntry(Provenance):
    """One changed row, or the verb that changed it; those of one act share act_uid."""

    act_uid = models.UUIDField()
    verb = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=1, choices=Action)
    history_id = models.BigIntegerField(null=True)
    changed = models.TextField(blank=True)  # field codes, comma-separated
    # Which fields the root is made over: a column added later changes no old entry.
    shape = models.CharField(max_length=16, blank=True)
    root = models.BinaryField(max_length=32)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["occurred_at", "id"], name="ledger_by_time"),
            models.Index(fields=["controller_id", "id"], name="ledger_by_controller"),
            models.Index(
                fields=["actor_id", "id"],
                name="ledger_by_actor",
                condition=Q(actor_id__isnull=False),
            ),
            models.Index(fields=["model", "object_pk", "id"], name="ledger_by_record"),
            models.Index(
                fields=["subject_id", "id"],
                name="ledger_by_subject",
                condition=Q(subject_id__isnull=False),
            ),
            models.Index(
                fields=["case_id", "id"],
                name="ledger_by_case",
                condition=Q(case_id__isnull=False),
            ),
            models.Index(fields=["model", "id"], name="ledger_by_kind"),
            # Of the other two there is always a share among the newest.
            models.Index(
                fields=["channel", "id"],
                name="ledger_by_channel",
                condition=~Q(channel__in=[Channel.WEB, Channel.JOB]),
            ),
            models.Index(
                fields=["reason_code", "id"],
                name="ledger_by_reason",
                condition=~Q(reason_code=""),
            ),
            models.Index(
                fields=["id"],
                name="ledger_unattributed",
                condition=Q(actor_kind=ActorKind.SQL),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.verb or self.action} {self.model} {self.object_pk}"

    @property
    def changed_fields(self) -> list[str]:
        return self.changed.split(",") if self.changed else []

    def metadata(self) -> list[Any]:
        """What the digest covers beside the root, in this order for ever (format 1)."""
        return [getattr(self, name) for name in METADATA]

    @property
    def digest(self) -> bytes:
        """What the chain is made of. It is not stored: the row says all it is over."""
        return commitment.digest(self.metadata(), bytes(self.root))


ACCESS_METADATA = (
    "format",
    "uid",
    "occurred_at",
    "actor_id",
    "actor_kind",
    "program",
    "request_id",
    "channel",
    "controller_id",
    "case_id",
    "subject_id",
    "reason_code",
    "model",
    "object_pk",
    "what",
    "count",
)


class AccessEntry(Provenance):
    """Someone looked at personal data: one record, or a list with its count."""

    what = models.CharField(max_length=40)  # "record", "list", "reveal", "export", ...
    count = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["controller_id", "id"], name="access_by_controller"),
            models.Index(fields=["occurred_at", "id"], name="access_by_time"),
            models.Index(
                fields=["actor_id", "id"],
                name="access_by_actor",
                condition=Q(actor_id__isnull=False),
            ),
            models.Index(
                fields=["case_id", "id"],
                name="access_by_case",
                condition=Q(case_id__isnull=False),
            ),
            models.Index(
                fields=["subject_id", "id"],
                name="access_by_subject",
                condition=Q(subject_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.what} {self.model} {self.object_pk} ({self.count})"

    def metadata(self) -> list[Any]:
        """What the digest covers, in this order for ever (format 1)."""
        return [
            str(value) if isinstance(value, str) else value
            for value in (getattr(self, name) for name in ACCESS_METADATA)
        ]

    @property
    def digest(self) -> bytes:
        return commitment.digest(self.metadata(), commitment.EMPTY_ROOT)


class RecordKind(AppendOnlyModel):
    """What a code of LabelField stands for; written after each migration."""

    code = models.IntegerField(primary_key=True)
    label = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.label


class RecordShape(AppendOnlyModel):
    """The fields a model's history had at one time, in the order the root takes them.

    Written after each migration, so that an entry of any age can still be checked.
    """

    code = models.CharField(max_length=16, primary_key=True)
    model = models.CharField(max_length=80)
    fields = models.JSONField()

    def __str__(self) -> str:
        return f"{self.model} {self.code}"
