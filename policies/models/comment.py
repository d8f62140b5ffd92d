"""What colleagues write to each other beside the words of a draft."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import AuditedHistory, AuditedModel
from policies.models.version import PolicyVersion
from policies.querysets import OfVersionQuerySet


class Comment(AuditedModel):
    """A remark about a clause of a version, until someone settles it. Never public."""

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="comments"
    )
    clause_key = models.CharField(max_length=120, blank=True)  # empty: the whole text
    words = models.TextField(_("words"), max_length=2000)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects: ClassVar[OfVersionQuerySet] = OfVersionQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "version__policy__controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("comment on a version")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                name="comment_has_words", condition=~models.Q(words="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.clause_key} {self.pk}"
