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
        RECEIPT_PRINTED = "receipt_printed", _("Receipt printed with a new secret")
        SAME_PERSON = "same_person_shown", _("Printed secret shown")
        ASSIGNED = "assigned", _("Owner changed")
        TAGGED = "tagged", _("Tag added")
        UNTAGGED = "untagged", _("Tag taken off")
        IDENTITY_STARTED = "identity_requested", _("Identity check started")
        IDENTITY_RECEIVED = "identity_received", _("Proof of identity received")
        IDENTITY_VERIFIED = "identity_verified", _("Identity confirmed")
        IDENTITY_UNPROVEN = "identity_unproven", _("Identity not proven")
        DOCUMENT_TAKEN = "document_taken", _("Identity document taken in")
        DOCUMENT_DELETED = "document_deleted", _("Identity document deleted")
        GUARDIAN_NOTED = "guardian_noted", _("Authority to act noted")
        GUARDIAN_ENDED = "guardian_ended", _("Authority to act ended")
        FEE_PROPOSED = "fee_proposed", _("Fee proposed")
        FEE_RETURNED = "fee_returned", _("Fee returned")
        FEE_ASKED = "fee_asked", _("Fee asked of the person")
        FEE_SETTLED = "fee_settled", _("Fee settled")
        MESSAGE_IN = "message_in", _("Message from the person")
        MESSAGE_OUT = "message_out", _("Message to the person")
        NOTE = "note", _("Internal note")
        ASKED = "clarification_requested", _("The person was asked")
        REPLIED = "clarification_received", _("The person replied")
        COMPLETE = "claim_complete", _("Accepted as complete")
        FLAGGED = "claim_flagged", _("Record marked as disputed")
        EXTENDED = "extension_notified", _("Period extended")
        HOLD_PLACED = "legal_hold_placed", _("Put on hold")
        HOLD_RELEASED = "legal_hold_released", _("Hold lifted")
        NOT_COMPETENT = "not_competent", _("Not ours to answer")
        FORWARDED = "forwarded", _("Passed on to the right office")
        DECISION_PROPOSED = "decision_proposed", _("Decision proposed")
        DECISION_APPROVED = "decision_approved", _("Decision approved")
        DECISION_RETURNED = "decision_returned", _("Decision returned")
        ANSWER_QUEUED = "answer_queued", _("Answer handed to the post")
        ANSWERED = "answered", _("Answer sent")
        TASK_ADDED = "task_added", _("Task added")
        TASK_DONE = "task_done", _("Task done")
        TASK_CHANGED = "task_changed", _("Task changed")
        TASK_DROPPED = "task_dropped", _("Task dropped")
        RECIPIENT_TOLD = "recipient_told", _("Recipient told")
        RECIPIENT_REMINDED = "recipient_reminded", _("Recipient reminded")
        RECIPIENT_SILENT = "recipient_silent", _("Recipient silent, owner told")
        RECIPIENT_CONFIRMED = "recipient_confirmed", _("Recipient confirmed")
        RECIPIENT_DECLINED = "recipient_declined", _("Recipient declined")
        BACKUPS_GONE = "backups_gone", _("Last backup gone")
        FULFILLED = "fulfilled", _("Carried out")
        WITHDRAWN = "withdrawn", _("Withdrawn by the person")
        REJECTED = "rejected", _("Set aside as spam")
        DUPLICATE = "duplicate_found", _("Found to be a duplicate")
        ABANDONED = "abandoned", _("Closed without a reply")
        CLOSED = "closed", _("Closed")
        CORRECTED = "clock_corrected", _("Late or in time corrected")
        DATES_MOVED = "dates_moved", _("Dates moved by the calendar")
        PACKAGE_MADE = "package_made", _("Answer package made")
        PACKAGE_SENT = "package_sent", _("Answer package handed over")
        FILES_ERASED = "files_erased", _("Files erased")
        REOPENED = "reopened", _("Opened again")
        COMPLAINED = "complained", _("The person complained")
        COMPLAINT_RECEIVED = "complaint_received", _("Complaint received")
        COMPLAINT_ANSWERED = "complaint_answered", _("Complaint answered")
        FILE_KEPT = "file_kept", _("File kept longer")
        FILE_ERASED = "file_erased", _("File of the case erased")
        AUTHORITY_ASKED = "authority_asked", _("Before the authority")
        AUTHORITY_ORDERED = "authority_ordered", _("The authority gave an order")
        AUTHORITY_ENDED = "authority_ended", _("The authority is done")

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
