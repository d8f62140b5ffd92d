import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel, AuditedQuerySet
from rights.file_kinds import KINDS, FileKind
from rights.models.message import Message
from rights.models.package import AnswerPackage
from rights.models.rights_request import RightsRequest
from rights.models.task import FulfilmentTask


class CaseFileQuerySet(AuditedQuerySet):
    def there(self) -> Self:
        """Those that are not erased."""
        return self.filter(erased_at__isnull=True)


class CaseFile(AuditedModel):
    """A file of a case. Its bytes lie encrypted on the disk, under the name `uid`.

    Its history keeps no word of it: the name stands in this row alone. Erased, the row
    stays, with what the file was known by (sha256), when it went, and why.
    """

    class Source(models.TextChoices):
        PERSON = "person", _("from the person")
        STAFF = "staff", _("from the office")
        MAIL = "mail", _("from a mail")
        PORTAL = "portal", _("made by the portal")
        OUTSIDE = "outside", _("from a recipient outside")

    class Because(models.TextChoices):
        RETENTION = "retention", _("the case was kept long enough")
        ERASURE = "erasure", _("the person's data was erased")
        CHECKED = "checked", _("it was checked and is no longer needed")
        UNCHECKED = "unchecked", _("the request ended before it was checked")
        REPLACED = "replaced", _("a newer one took its place")
        MISTAKE = "mistake", _("it was put here by mistake")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rights_request = models.ForeignKey(
        RightsRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="files",
    )
    message = models.ForeignKey(
        Message,
        verbose_name=_("message"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="files",
    )
    package = models.ForeignKey(
        AnswerPackage,
        verbose_name=_("answer package"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="files",
    )
    # The proof of something done in a system or with a recipient.
    task = models.ForeignKey(
        FulfilmentTask,
        verbose_name=_("task"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="files",
    )
    source = models.CharField(_("source"), max_length=8, choices=Source)
    kind = models.CharField(_("type"), max_length=8)  # a code of file_kinds.KINDS
    name = models.CharField(_("name"), max_length=160, blank=True)
    size = models.PositiveIntegerField(_("size"))  # bytes
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    added_at = models.DateTimeField(_("added on"), default=timezone.now)
    added_by_id = models.BigIntegerField(
        _("added by"), null=True, blank=True
    )  # staff, by value
    # Whether the person finds it on the status page, and until when.
    for_person = models.BooleanField(_("for the person"), default=False)
    expires_at = models.DateTimeField(_("open until"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased on"), null=True, blank=True)
    erased_because = models.CharField(
        _("erased because"), max_length=12, choices=Because, blank=True
    )
    erased_by_id = models.BigIntegerField(_("erased by"), null=True, blank=True)

    objects: ClassVar[Any] = CaseFileQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory(excluded_fields=["name"])

    class Audit:
        subject = "rights_request__data_subject_id"
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        pii: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("file")
        ordering = ("added_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    source__in=["person", "staff", "mail", "portal", "outside"]
                ),
                name="case_file_source_known",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True, erased_because="")
                | (
                    models.Q(erased_at__isnull=False, name="")
                    & ~models.Q(erased_because="")
                ),
                name="erased_file_has_reason_and_no_name",
            ),
        )

    def __str__(self) -> str:
        return f"File {self.pk}"

    def file_kind(self) -> FileKind:
        return KINDS[self.kind]

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None

    def is_open_to_person(self, at: datetime) -> bool:
        """Whether the person may download it at `at`."""
        is_over = self.expires_at is not None and self.expires_at <= at
        return self.for_person and not self.is_erased and not is_over
