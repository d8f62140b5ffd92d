"""What a person did with a version: saw it, agreed to it, said no."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.errors import AppendOnly
from audit.models import AuditedHistory, AuditedModel
from policies.models.version import PolicyVersion
from policies.querysets import AcknowledgementQuerySet
from subjects.models import DataSubject


class Acknowledgement(AuditedModel):
    """One act of one person about the words they were shown. Written once, and stays.

    Accepting and declining decide which version holds for the person
    (`applicability.py`). It names the person by number alone, so it outlives an
    erasure as a count.
    """

    class Kind(models.TextChoices):
        SEEN = "seen", _("Seen")
        OPENED = "opened", _("Opened")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        ACCEPTED = "accepted", _("Agreed")
        DECLINED = "declined", _("Declined")

    class Channel(models.TextChoices):
        WEB = "web", _("web page")
        LINK = "link", _("link in a mail")
        APP = "app", _("app")
        OFFICE = "office", _("the office")
        IMPORT = "import", _("import")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    data_subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    language = models.CharField(max_length=12)
    # Of the words shown (Translation.sha256), and the sentence beside the button.
    text_sha256 = models.CharField(max_length=64)
    shown = models.TextField(_("words shown"), blank=True)
    channel = models.CharField(_("how"), max_length=6, choices=Channel)
    at = models.DateTimeField()

    objects: ClassVar[AcknowledgementQuerySet] = AcknowledgementQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        subject = "data_subject_id"
        controller = "version__policy__controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("answer to a version")
        ordering = ("at", "pk")
        indexes = (models.Index(fields=["version", "kind"], name="answers_by_version"),)
        constraints = (
            models.CheckConstraint(
                name="acknowledgement_kind",
                condition=models.Q(
                    kind__in=[
                        *("seen", "opened", "acknowledged", "accepted", "declined")
                    ]
                ),
            ),
            models.CheckConstraint(
                name="acknowledgement_channel",
                condition=models.Q(
                    channel__in=["web", "link", "app", "office", "import"]
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def save(self, **options: Any) -> None:
        if not self._state.adding and self.audit_changed_fields():
            raise AppendOnly("An answer is written once; a new one is a new row.")
        super().save(**options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("An answer is written once and stays.")
