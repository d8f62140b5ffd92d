"""What people keep of the queue: views by name, files taken out."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller, User
from audit.models import AuditedHistory, AuditedModel, AuditedQuerySet


class SavedViewQuerySet(AuditedQuerySet):
    def seen_by(self, user: User) -> Self:
        """One's own, and those shared with a company whose requests one reads."""
        mine = Controller.objects.where_may(user, "requests.view")
        return self.filter(
            models.Q(owner=user) | models.Q(shared_with__in=mine.values("pk"))
        )


class SavedView(AuditedModel):
    """Filters and order of the queue under a name; what they find is asked anew."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        related_name="saved_views",
    )
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filters"), max_length=500)  # never words of a search
    shared_with = models.ForeignKey(
        Controller,
        verbose_name=_("shared with"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="saved_views",
    )

    objects: ClassVar[Any] = SavedViewQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "shared_with_id"
        pii = ()

    class Meta:
        verbose_name = _("saved view")

    def __str__(self) -> str:
        return self.name

    def is_changed_by(self, user: User) -> bool:
        """Its owner; a shared one also whoever works on the company's requests."""
        if self.owner_id == user.pk:
            return True
        shared = self.shared_with
        return shared is not None and user.has_perm("requests.triage", shared)


class ListExport(AuditedModel):
    """A list of requests left the portal as a file: whose, by whom, why, how many.

    One row for each company in the file, which its auditors read.
    """

    class Format(models.TextChoices):
        CSV = "csv", _("CSV, for any program")
        XLSX = "xlsx", _("XLSX, for Excel and LibreOffice")

    controller = models.ForeignKey(
        Controller,
        verbose_name=_("controller"),
        on_delete=models.PROTECT,
        related_name="list_exports",
    )
    made_by_id = models.BigIntegerField(_("made by"))  # staff, by value
    made_at = models.DateTimeField(_("made on"))
    query = models.CharField(_("filters"), max_length=500, blank=True)
    format = models.CharField(_("format"), max_length=4, choices=Format)
    count = models.PositiveIntegerField(_("requests"))
    why = models.CharField(_("reason"), max_length=300)

    objects: ClassVar[Any]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii = ()

    class Meta:
        verbose_name = _("exported list")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(format__in=["csv", "xlsx"]),
                name="list_export_format_known",
            ),
        )

    def __str__(self) -> str:
        return f"List export {self.pk}"
