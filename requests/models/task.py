from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel
from rights.models.rights_request import RightsRequest


class FulfilmentTask(AuditedModel):
    """Something to do in a system or with a recipient, for one request."""

    class Phase(models.TextChoices):
        ASSESS = "assess", _("Before the decision")
        CARRY_OUT = "carry_out", _("After the decision")

    class Kind(models.TextChoices):
        SYSTEM = "system", _("System")
        RECIPIENT = "recipient", _("Recipient")

    class State(models.TextChoices):
        OPEN = "todo", _("To do")
        DONE = "done", _("Done")
        NOT_NEEDED = "not_needed", _("Not needed")

    rights_request = models.ForeignKey(
        RightsRequest, on_delete=models.PROTECT, related_name="tasks"
    )
    phase = models.CharField(max_length=12, choices=Phase, default=Phase.CARRY_OUT)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SYSTEM)
    title = models.CharField(_("what and where"), max_length=200)
    responsible = models.CharField(_("who does it"), max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    proof = models.TextField(_("what shows it"), blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_id = models.BigIntegerField(null=True, blank=True)

    history = AuditedHistory()

    class Audit:
        subject = "rights_request__data_subject_id"
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        pii = ("title", "proof")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"Task {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
