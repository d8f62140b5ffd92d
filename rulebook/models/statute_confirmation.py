"""That a company's own lawyer stands behind a period of the law."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller, User
from accounts.querysets import VisibleToQuerySet
from audit.models.ledger import AppendOnlyModel, AppendOnlyQuerySet


class StatuteConfirmationQuerySet(VisibleToQuerySet, AppendOnlyQuerySet):  # type: ignore[override]
    view_permission = "rulebook.view"


class StatuteConfirmation(AppendOnlyModel):
    """One rule of the law, in one version, confirmed for one company. Written once.

    A new version of the rule is to be confirmed anew.
    """

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="statute_confirmations"
    )
    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="statutes_confirmed"
    )
    confirmed_at = models.DateTimeField(default=timezone.now)
    note = models.TextField(_("what it rests on"), blank=True)

    objects: ClassVar[Any] = StatuteConfirmationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-confirmed_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["controller", "code", "version"],
                name="one_confirmation_per_version",
            ),
            models.CheckConstraint(
                name="confirmation_names_a_rule",
                condition=~models.Q(code="") & models.Q(version__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version} · {self.controller}"
