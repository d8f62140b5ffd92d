"""The people whose data it is, as one controller knows them."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel


class DataSubject(AuditedModel):
    """One person at one controller; made or found by the identity check alone."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="data_subjects"
    )
    name = models.CharField(_("name"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    created_at = models.DateTimeField(default=timezone.now)

    history = AuditedHistory()

    class Audit:
        subject = "pk"
        controller = "controller_id"
        pii = ("name",)

    def __str__(self) -> str:
        return f"S-{self.pk:05d}" if self.pk else "S-"


class Identifier(AuditedModel):
    """Something the controller knows a person by, proven in an identity check."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        ACCOUNT = "account", _("account number")

    data_subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, related_name="identifiers"
    )
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="identifiers"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.CharField(max_length=320)
    proven_at = models.DateTimeField()

    history = AuditedHistory()

    class Audit:
        subject = "data_subject_id"
        controller = "controller_id"
        pii = ("value",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "kind", "value"],
                name="identifier_names_one_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
