from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller, User
from accounts.querysets import VisibleToQuerySet
from audit.models import AuditedHistory, AuditedModel, AuditedQuerySet


class PromiseRecordQuerySet(VisibleToQuerySet, AuditedQuerySet):  # type: ignore[override]
    view_permission = "rulebook.view"


class PromiseRecord(AuditedModel):
    """How a company keeps a promise that no program can keep for it.

    One for each company and promise; its history says what was done before.
    """

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="promise_records"
    )
    promise = models.CharField(max_length=40)  # its number, as on rows.Promise
    what_is_done = models.TextField(_("what is done"))
    where_it_shows = models.TextField(_("where it shows"), blank=True)
    owner = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="promise_records",
        verbose_name=_("owner"),
    )
    reviewed_on = models.DateField(_("reviewed on"))
    next_review_on = models.DateField(_("next review on"))

    objects: ClassVar[Any] = PromiseRecordQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        ordering = ("controller_id", "promise")
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "promise"], name="one_record_per_promise"
            ),
            models.CheckConstraint(
                name="promise_record_says_something",
                condition=~models.Q(promise="") & ~models.Q(what_is_done=""),
            ),
            models.CheckConstraint(
                name="promise_record_reviewed_again_later",
                condition=models.Q(next_review_on__gt=models.F("reviewed_on")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.promise} · {self.controller}"
