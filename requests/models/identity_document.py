from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel
from rights.models.identity import IdentityCheck


class IdentityDocument(AuditedModel):
    """A document seen for an identity check: that it was there, and that it is gone.

    Its bytes stand in SealedDocument alone. What stays is what proves the deletion:
    when it came and went, by whom, its size and its fingerprint.
    """

    class Way(models.TextChoices):
        UPLOADED = "uploaded", _("A copy was taken")
        SHOWN = "shown", _("Shown, no copy taken")

    check_made = models.ForeignKey(
        IdentityCheck,
        verbose_name=_("identity check"),
        on_delete=models.PROTECT,
        related_name="documents",
    )
    shows = models.CharField(_("shows"), max_length=40)  # a fact's code, or "authority"
    way = models.CharField(_("way"), max_length=12, choices=Way, default=Way.UPLOADED)
    media_type = models.CharField(_("file type"), max_length=40, blank=True)
    size = models.PositiveIntegerField(_("size"), default=0)  # bytes
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True)
    taken_at = models.DateTimeField(_("taken on"))
    taken_by_id = models.BigIntegerField(
        _("taken by"), null=True, blank=True
    )  # staff, by value; None: the person's own upload
    deleted_at = models.DateTimeField(_("deleted on"), null=True, blank=True)
    deleted_by_id = models.BigIntegerField(_("deleted by"), null=True, blank=True)

    history = AuditedHistory()

    class Audit:
        subject = "check_made__rights_request__data_subject_id"
        controller = "check_made__rights_request__controller_id"
        case = "check_made__rights_request_id"
        pii = ()

    class Meta:
        verbose_name = _("identity document")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(way__in=["uploaded", "shown"]),
                name="identity_document_way_known",
            ),
        )

    def __str__(self) -> str:
        return f"Identity document {self.pk}"

    @property
    def is_kept(self) -> bool:
        return self.way == self.Way.UPLOADED and self.deleted_at is None


class SealedDocument(models.Model):
    """The document as it came, under AES-GCM; deleting this row erases it."""

    document = models.OneToOneField(
        IdentityDocument, on_delete=models.CASCADE, related_name="sealed"
    )
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"Sealed document {self.document_id}"
