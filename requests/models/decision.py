from typing import Any

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
        EARLIER = "earlier", _("Sent before the request was opened again")

    # Over and done with: another decision may stand beside them.
    PAST = (State.RETURNED, State.EARLIER)

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
    # Until when the data sets that are put off wait (rights.data_sets).
    until = models.CharField(_("until what happens"), max_length=200, blank=True)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    ends_on = models.DateField(_("ends by itself on"), null=True, blank=True)
    matter = models.CharField(max_length=12, blank=True)  # a kind of Matter
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    # Of a restriction that is granted: why the data is kept and not used.
    restricted_on = models.CharField(
        _("ground of the restriction"), max_length=40, blank=True
    )
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
        pii = (
            *("granted", "kept", "reason", "returned_because"),
            *("until", "reference"),
        )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["rights_request"],
                condition=~models.Q(state__in=["returned", "earlier"]),
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

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        # Of a draft: what `sets` will hold once the decision is kept.
        self.worded_sets: list[Any] = []

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.pk}"

    @property
    def data_sets(self) -> list[Any]:
        """The data sets it decides, of a draft as well."""
        return self.worded_sets or (list(self.sets.all()) if self.pk else [])

    @property
    def needs_second_look(self) -> bool:
        """A refusal, whole or in part, is looked at by two people."""
        return self.outcome != Outcome.GRANTED
