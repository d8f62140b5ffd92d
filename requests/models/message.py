from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel
from rights.models.rights_request import RightsRequest


class Message(AuditedModel):
    """Words in a case: between person and office, or a note the person never sees."""

    class Kind(models.TextChoices):
        FROM_PERSON = "from_person", _("From the person")
        TO_PERSON = "to_person", _("To the person")
        NOTE = "note", _("Internal note")

    rights_request = models.ForeignKey(
        RightsRequest, on_delete=models.PROTECT, related_name="messages"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    author_id = models.BigIntegerField(null=True, blank=True)  # staff, by value
    body = models.TextField(_("message"))
    language = models.CharField(max_length=12)
    written_at = models.DateTimeField(default=timezone.now)
    submission = models.UUIDField(
        null=True, blank=True, unique=True, editable=False
    )  # the form's idempotency key: a double click writes one message

    history = AuditedHistory()

    class Audit:
        subject = "rights_request__data_subject_id"
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        pii = ("body",)

    class Meta:
        ordering = ("written_at", "pk")

    def __str__(self) -> str:
        return f"Message {self.pk}"

    @property
    def is_note(self) -> bool:
        return self.kind == self.Kind.NOTE
