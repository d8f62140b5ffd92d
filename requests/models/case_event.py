from django.db import models
from django.utils.translation import gettext_lazy as _

from rights.models.message import Message
from rights.models.rights_request import RightsRequest


class CaseEvent(models.Model):
    """What happened in a case, in order, never changed. Holds no personal words:

    where a step has some (a reason, a quotation), they are a Message beside it.
    """

    class Type(models.TextChoices):
        FILED = "filed", _("Request received")
        CONFIRMED = "confirmed", _("E-mail confirmed")
        ACKNOWLEDGED = "acknowledged", _("Receipt sent")
        ASSIGNED = "assigned", _("Owner changed")
        IDENTITY_STARTED = "identity_requested", _("Identity check started")
        IDENTITY_VERIFIED = "identity_verified", _("Identity confirmed")
        IDENTITY_UNPROVEN = "identity_unproven", _("Identity not proven")
        MESSAGE_IN = "message_in", _("Message from the person")
        MESSAGE_OUT = "message_out", _("Message to the person")
        NOTE = "note", _("Internal note")
        DECISION_PROPOSED = "decision_proposed", _("Decision proposed")
        DECISION_APPROVED = "decision_approved", _("Decision approved")
        DECISION_RETURNED = "decision_returned", _("Decision returned")
        ANSWER_QUEUED = "answer_queued", _("Answer handed to the post")
        ANSWERED = "answered", _("Answer sent")
        TASK_ADDED = "task_added", _("Task added")
        TASK_DONE = "task_done", _("Task done")
        FULFILLED = "fulfilled", _("Carried out")
        WITHDRAWN = "withdrawn", _("Withdrawn by the person")
        REJECTED = "rejected", _("Set aside as spam")
        CLOSED = "closed", _("Closed")

    rights_request = models.ForeignKey(
        RightsRequest, on_delete=models.PROTECT, related_name="events"
    )
    type = models.CharField(max_length=24, choices=Type)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True, blank=True)
    data = models.JSONField(default=dict, blank=True)  # codes and ids, no words
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.rights_request_id} {self.type}"
