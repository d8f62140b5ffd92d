from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel
from rights.models.rights_request import RightsRequest


class Fee(AuditedModel):
    """What a request costs: why, by which paragraph, who looked twice, how it ended.

    A request may have several: one that came back, was waived or taken back stays.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second look")
        RETURNED = "returned", _("Returned")
        ASKED = "asked", _("Asked of the person")
        PAID = "paid", _("Paid")
        WAIVED = "waived", _("Waived")

    PAST = (State.RETURNED, State.WAIVED)

    rights_request = models.ForeignKey(
        RightsRequest, on_delete=models.PROTECT, related_name="fees"
    )
    amount = models.DecimalField(_("amount"), max_digits=9, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.TextField(_("reason"))  # for the person, in their language
    how_to_pay = models.TextField(_("how to pay"))  # likewise
    repeats = models.PositiveSmallIntegerField(_("earlier requests"))  # when proposed
    promise = models.CharField(_("promise"), max_length=40)
    clause = models.CharField(_("paragraph"), max_length=60)
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.PROPOSED
    )
    proposed_by_id = models.BigIntegerField(_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed on"))
    second_look_by_id = models.BigIntegerField(
        _("second look by"), null=True, blank=True
    )
    second_look_at = models.DateTimeField(_("second look on"), null=True, blank=True)
    because = models.TextField(_("because"), blank=True)  # returned, waived or paid how
    letter_id = models.BigIntegerField(_("letter"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled on"), null=True, blank=True)
    settled_by_id = models.BigIntegerField(_("settled by"), null=True, blank=True)

    history = AuditedHistory()

    class Audit:
        subject = "rights_request__data_subject_id"
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        pii = ("reason", "how_to_pay", "because")

    class Meta:
        verbose_name = _("fee")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["rights_request"],
                condition=~models.Q(state__in=["returned", "waived"]),
                name="one_standing_fee",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["proposed", "returned", "asked", "paid", "waived"]
                ),
                name="fee_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="fee_costs_something"
            ),
            models.CheckConstraint(
                condition=models.Q(second_look_by_id__isnull=True)
                | ~models.Q(second_look_by_id=models.F("proposed_by_id")),
                name="fee_second_look_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"Fee {self.pk}"
