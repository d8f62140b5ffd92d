from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel
from rights.choices import SourceKind
from rights.models.matter import Matter
from rights.models.rights_request import RightsRequest


class Hold(AuditedModel):
    """Why something cannot be carried out yet, until what event (CLOCKS.md 2.7).

    It stops carrying out, never answering. A request has at most one that stands.
    """

    rights_request = models.ForeignKey(
        RightsRequest, on_delete=models.PROTECT, related_name="holds"
    )
    ground = models.CharField(max_length=40)
    ground_clause = models.CharField(max_length=60, blank=True)
    ground_source = models.CharField(max_length=12, choices=SourceKind)
    until = models.CharField(_("until what happens"), max_length=200)  # the person's
    review_on = models.DateField(_("look at it again on"))
    # It ends by itself: on this day, or once the matter is settled (resuming.py).
    ends_on = models.DateField(_("ends by itself on"), null=True, blank=True)
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="holds"
    )
    placed_at = models.DateTimeField()
    placed_by_id = models.BigIntegerField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by_id = models.BigIntegerField(null=True, blank=True)
    released_because = models.TextField(blank=True)

    history = AuditedHistory()

    class Audit:
        subject = "rights_request__data_subject_id"
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        pii = ("until", "released_because")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["rights_request"],
                condition=models.Q(released_at__isnull=True),
                name="one_standing_hold",
            ),
        )

    def __str__(self) -> str:
        return f"Hold {self.pk}"
