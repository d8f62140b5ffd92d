from django.db import models

from audit.models import AuditedHistory, AuditedModel
from rights.models.clock import Clock


class ClockChange(AuditedModel):
    """A due instant that moved: from when to when, and because of what.

    Written with the clock, so that an auditor reads old and new in the change history.
    Holds no words of anyone: `because` is the type of the event, or the code of what
    else made the office count again ("calendar", "correction").
    """

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="changes")
    because = models.CharField(max_length=24)
    due_before = models.DateTimeField(null=True, blank=True)
    due_after = models.DateTimeField(null=True, blank=True)
    status_before = models.CharField(max_length=12, choices=Clock.Status)
    status_after = models.CharField(max_length=12, choices=Clock.Status)
    at = models.DateTimeField()

    history = AuditedHistory()

    class Audit:
        subject = "clock__rights_request__data_subject_id"
        controller = "clock__rights_request__controller_id"
        case = "clock__rights_request_id"
        pii = ()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"Change of clock {self.clock_id}"
