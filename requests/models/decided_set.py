from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel
from rights.choices import SourceKind
from rights.models.decision import Decision


class DecidedSet(AuditedModel):
    """What was decided for one data set: a row of the register, in plain words."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("Granted")
        PARTLY_GRANTED = "partly_granted", _("Granted in part")
        REFUSED = "refused", _("Refused")
        DEFERRED = "deferred", _("Put off")

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="sets"
    )
    activity = models.CharField(max_length=60)  # code in the register, by value
    label = models.CharField(_("data"), max_length=200)  # in the person's language
    outcome = models.CharField(max_length=16, choices=Outcome)
    ground = models.CharField(max_length=40, blank=True)
    ground_clause = models.CharField(max_length=60, blank=True)
    ground_source = models.CharField(max_length=12, choices=SourceKind, blank=True)

    history = AuditedHistory()

    class Audit:
        subject = "decision__rights_request__data_subject_id"
        controller = "decision__rights_request__controller_id"
        case = "decision__rights_request_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["decision", "activity"], name="one_outcome_per_data_set"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="granted") | ~models.Q(ground=""),
                name="data_set_not_granted_names_a_ground",
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def is_done(self) -> bool:
        """Whether something is carried out for it now."""
        return self.outcome in {self.Outcome.GRANTED, self.Outcome.PARTLY_GRANTED}
