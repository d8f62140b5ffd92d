"""django-simple-history with what erasure and proof need on each history row."""

from collections.abc import Sequence
from typing import Any, ClassVar, NoReturn

from django.db import models
from simple_history.manager import HistoricalQuerySet
from simple_history.models import HistoricalRecords

from audit import capture
from audit.errors import UnauditedWrite
from audit.models.ledger import AppendOnlyModel, AppendOnlyQuerySet

REVISION = "revision"


class HistoryStamp(AppendOnlyModel):
    """What a history row carries besides the values: its entry, its salts' seed."""

    entry_uid = models.UUIDField()
    secret = models.BinaryField()  # 32 random bytes; destroyed when values are erased
    redacted = models.BigIntegerField(
        default=0
    )  # bit n: field n of the shape is erased
    reason_text = models.TextField(blank=True)

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True


class HistoryQuerySet(HistoricalQuerySet, AppendOnlyQuerySet):
    """Both: simple-history's reading, our refusal to change anything."""


class AuditedHistory(HistoricalRecords):
    """`history = AuditedHistory()` on an AuditedModel; `excluded_fields` as usual.

    Each change writes the history row and its ledger entry here, two INSERTs and no
    SELECT. simple-history's own signals, its on/off setting and its
    `save_without_historical_record` are left out: they are ways round the trail.
    """

    def __init__(self, *, excluded_fields: Sequence[str] = (), **options: Any) -> None:
        super().__init__(
            bases=[HistoryStamp],
            history_id_field=models.BigAutoField(),
            history_user_id_field=models.BigIntegerField(null=True),
            history_change_reason_field=models.CharField(max_length=60, blank=True),
            historical_queryset=HistoryQuerySet,
            excluded_fields=[*excluded_fields, REVISION],
            **options,
        )

    def add_extra_methods(self, cls: type[models.Model]) -> None:
        """No `save_without_historical_record`."""

    def copy_fields(self, model: type[models.Model]) -> dict[str, Any]:
        """History is read by object, by way of the ledger: only the key is indexed."""
        fields: dict[str, Any] = super().copy_fields(model)
        for name, field in fields.items():
            field.db_index = name == model._meta.pk.name
        return fields

    def pre_delete(self, instance: models.Model, **signal: Any) -> None:
        capture.require(instance)
        super().pre_delete(instance, **signal)

    def post_save(
        self,
        instance: models.Model,
        created: bool,
        using: str | None = None,
        raw: bool = False,
        **signal: Any,
    ) -> None:
        if raw:
            raise UnauditedWrite(
                f"{instance._meta.label} is tracked, so loaddata may not write it."
            )
        capture.saved(instance, created=created)

    def post_delete(
        self, instance: models.Model, using: str | None = None, **signal: Any
    ) -> None:
        capture.deleted(instance)

    def create_historical_record(self, *args: Any, **options: Any) -> NoReturn:
        raise UnauditedWrite("History rows are written by audit.capture alone.")

    def create_historical_record_m2ms(self, *args: Any) -> NoReturn:
        raise UnauditedWrite("A tracked model has no many-to-many fields.")
