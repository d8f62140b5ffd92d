from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel
from rights.models.rights_request import RightsRequest


class IdentityCheck(AuditedModel):
    """Whether the person is who they say, by what the policy lets us ask."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        VERIFIED = "verified", _("Identity confirmed")
        UNPROVEN = "unproven", _("Not proven")

    rights_request = models.OneToOneField(
        RightsRequest, on_delete=models.PROTECT, related_name="identity_check"
    )
    route = models.CharField(max_length=60, blank=True)  # of the rulebook, by its code
    clause = models.CharField(max_length=60, blank=True)
    promise = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.OPEN)
    started_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_id = models.BigIntegerField(null=True, blank=True)

    history = AuditedHistory()

    class Audit:
        subject = "rights_request__data_subject_id"
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        pii = ()

    def __str__(self) -> str:
        return f"Identity check {self.pk}"


class IdentityFinding(AuditedModel):
    """What one asked fact showed. The value itself stays with the claimant."""

    class Result(models.TextChoices):
        MATCH = "match", _("Matches")
        MISMATCH = "mismatch", _("Differs")
        MISSING = "missing", _("Not given")

    check_made = models.ForeignKey(
        IdentityCheck, on_delete=models.PROTECT, related_name="findings"
    )
    fact = models.CharField(max_length=40)
    result = models.CharField(max_length=12, choices=Result)

    history = AuditedHistory()

    class Audit:
        subject = "check_made__rights_request__data_subject_id"
        controller = "check_made__rights_request__controller_id"
        case = "check_made__rights_request_id"
        pii = ()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["check_made", "fact"], name="one_finding_per_fact"
            ),
        )

    def __str__(self) -> str:
        return f"{self.fact}: {self.result}"
