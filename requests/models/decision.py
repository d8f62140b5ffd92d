from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel
from rights.choices import Outcome
from rights.models.rights_request import RightsRequest


class Decision(AuditedModel):
    """What the office decided, why, and who looked twice.

    A request may have several: one that came back stays, and the next is written anew.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second look")
        APPROVED = "approved", _("Ready to send")
        RETURNED = "returned", _("Returned")
        SENT = "sent", _("Sent")

    rights_request = models.ForeignKey(
        RightsRequest, on_delete=models.PROTECT, related_name="decisions"
    )
    outcome = models.CharField(max_length=16, choices=Outcome)
    granted = models.TextField(_("what is granted"), blank=True)  # a line an item
    kept = models.TextField(_("what is not done"), blank=True)  # a line an item
    ground = models.CharField(max_length=40, blank=True)
    ground_clause = models.CharField(max_length=60, blank=True)
    ground_source = models.CharField(max_length=12, blank=True)
    reason = models.TextField(_("reason"), blank=True)  # for the person, their language
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    proposed_by_id = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    second_look_by_id = models.BigIntegerField(null=True, blank=True)
    second_look_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.TextField(blank=True)
    letter_id = models.BigIntegerField(null=True, blank=True)  # correspondence.Letter

    history = AuditedHistory()

    class Audit:
        subject = "rights_request__data_subject_id"
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        pii = ("granted", "kept", "reason", "returned_because")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["rights_request"],
                condition=~models.Q(state="returned"),
                name="one_standing_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.GRANTED) | ~models.Q(ground=""),
                name="refusal_names_a_ground",
            ),
            models.CheckConstraint(
                condition=models.Q(second_look_by_id__isnull=True)
                | ~models.Q(second_look_by_id=models.F("proposed_by_id")),
                name="second_look_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.pk}"

    @property
    def needs_second_look(self) -> bool:
        """A refusal, whole or in part, is looked at by two people."""
        return self.outcome != Outcome.GRANTED
