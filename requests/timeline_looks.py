"""What each event of a timeline looks like, its part of it, and its letter."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from correspondence.models import DeliveryEvent
from rights.models import CaseEvent

Type = CaseEvent.Type
Kind = DeliveryEvent.Kind

LOOKS: dict[str, tuple[str, str]] = {  # event -> icon, tone
    Type.FILED: ("play", "neutral"),
    Type.CONFIRMED: ("circle-check", "neutral"),
    Type.ACKNOWLEDGED: ("mail", "neutral"),
    Type.RECEIPT_PRINTED: ("printer", "neutral"),
    Type.SAME_PERSON: ("id-card", "ok"),
    Type.ASSIGNED: ("user", "neutral"),
    Type.TAGGED: ("tag", "neutral"),
    Type.UNTAGGED: ("tag", "neutral"),
    Type.IDENTITY_STARTED: ("id-card", "neutral"),
    Type.IDENTITY_VERIFIED: ("shield-check", "ok"),
    Type.IDENTITY_UNPROVEN: ("id-card", "soon"),
    Type.DOCUMENT_TAKEN: ("paperclip", "neutral"),
    Type.DOCUMENT_DELETED: ("eraser", "ok"),
    Type.GUARDIAN_NOTED: ("users", "info"),
    Type.GUARDIAN_ENDED: ("user", "info"),
    Type.FEE_PROPOSED: ("tag", "info"),
    Type.FEE_RETURNED: ("undo-2", "soon"),
    Type.FEE_ASKED: ("tag", "soon"),
    Type.FEE_SETTLED: ("tag", "ok"),
    Type.MESSAGE_IN: ("message-square", "info"),
    Type.MESSAGE_OUT: ("message-square", "info"),
    Type.IDENTITY_RECEIVED: ("id-card", "info"),
    Type.NOTE: ("sticky-note", "soon"),
    Type.ASKED: ("message-square", "soon"),
    Type.REPLIED: ("message-square", "info"),
    Type.COMPLETE: ("circle-check", "ok"),
    Type.FLAGGED: ("flag", "neutral"),
    Type.EXTENDED: ("calendar-clock", "soon"),
    Type.HOLD_PLACED: ("pause", "soon"),
    Type.HOLD_RELEASED: ("play", "ok"),
    Type.NOT_COMPETENT: ("undo-2", "soon"),
    Type.FORWARDED: ("send", "neutral"),
    Type.DUPLICATE: ("copy", "neutral"),
    Type.ABANDONED: ("hourglass", "neutral"),
    Type.PACKAGE_MADE: ("layers", "neutral"),
    Type.PACKAGE_SENT: ("package-check", "ok"),
    Type.FILES_ERASED: ("eraser", "neutral"),
    Type.REOPENED: ("play", "info"),
    Type.COMPLAINED: ("scale", "soon"),
    Type.COMPLAINT_RECEIVED: ("scale", "neutral"),
    Type.COMPLAINT_ANSWERED: ("scale", "ok"),
    Type.FILE_KEPT: ("lock", "soon"),
    Type.FILE_ERASED: ("eraser", "neutral"),
    Type.AUTHORITY_ASKED: ("building-2", "soon"),
    Type.AUTHORITY_ORDERED: ("building-2", "overdue"),
    Type.AUTHORITY_ENDED: ("building-2", "ok"),
    Type.DECISION_PROPOSED: ("scale", "info"),
    Type.DECISION_APPROVED: ("scale", "ok"),
    Type.DECISION_RETURNED: ("undo-2", "soon"),
    Type.ANSWER_QUEUED: ("mail", "neutral"),
    Type.ANSWERED: ("send", "ok"),
    Type.TASK_ADDED: ("list-checks", "neutral"),
    Type.TASK_DONE: ("check", "ok"),
    Type.TASK_CHANGED: ("search-check", "neutral"),
    Type.TASK_DROPPED: ("ban", "neutral"),
    Type.RECIPIENT_TOLD: ("send", "neutral"),
    Type.RECIPIENT_REMINDED: ("send", "soon"),
    Type.RECIPIENT_SILENT: ("clock-alert", "soon"),
    Type.RECIPIENT_CONFIRMED: ("check", "ok"),
    Type.RECIPIENT_DECLINED: ("ban", "soon"),
    Type.BACKUPS_GONE: ("calendar-clock", "ok"),
    Type.FULFILLED: ("package-check", "ok"),
    Type.WITHDRAWN: ("undo-2", "neutral"),
    Type.REJECTED: ("ban", "neutral"),
    Type.CLOSED: ("check", "ok"),
    Type.CORRECTED: ("pencil", "soon"),
    Type.DATES_MOVED: ("calendar", "neutral"),
}
TROUBLE: dict[str, tuple[str, str]] = {
    Kind.DEFERRED: ("clock", "soon"),
    Kind.UNCERTAIN: ("clock-alert", "soon"),
    Kind.BOUNCED: ("circle-x", "overdue"),
    Kind.FAILED: ("circle-x", "overdue"),
    Kind.SUPPRESSED: ("ban", "neutral"),
}
LETTERS = {
    "code": gettext_lazy("Code"),
    "receipt": gettext_lazy("Receipt"),
    "answer": gettext_lazy("Answer"),
    "message": gettext_lazy("Message notice"),
    "withdrawn": gettext_lazy("Withdrawal notice"),
    "closed": gettext_lazy("Closing letter"),
    "facts_asked": gettext_lazy("Facts asked for the identity check"),
    "asked": gettext_lazy("Question"),
    "reply_received": gettext_lazy("Reply noted"),
    "extended": gettext_lazy("Extension"),
    "held": gettext_lazy("Hold"),
    "released": gettext_lazy("Hold lifted"),
    "forwarded": gettext_lazy("Passed on"),
    "duplicate": gettext_lazy("Duplicate"),
    "abandoned": gettext_lazy("Closed without a reply"),
    "reopened": gettext_lazy("Opened again"),
    "recipient_asked": gettext_lazy("Letter to a recipient"),
    "recipient_reminded": gettext_lazy("Reminder to a recipient"),
    "recipient_code": gettext_lazy("Code of a recipient"),
    "guardian_noted": gettext_lazy("To the guardian"),
    "acts_alone": gettext_lazy("To the person"),
    "fee": gettext_lazy("Fee"),
    "fee_settled": gettext_lazy("Fee settled"),
}
WITH_LETTER = {
    Type.ACKNOWLEDGED,
    Type.MESSAGE_OUT,
    Type.ANSWER_QUEUED,
    Type.WITHDRAWN,
    Type.CLOSED,
    Type.ASKED,
    Type.REPLIED,
    Type.EXTENDED,
    Type.HOLD_PLACED,
    Type.HOLD_RELEASED,
    Type.FORWARDED,
    Type.DUPLICATE,
    Type.ABANDONED,
    Type.REOPENED,
    Type.RECIPIENT_TOLD,
    Type.RECIPIENT_REMINDED,
    Type.GUARDIAN_NOTED,
    Type.GUARDIAN_ENDED,
    Type.FEE_ASKED,
    Type.FEE_SETTLED,
}
# Of these the timeline says which system or recipient they are about.
OF_TASKS = {
    *(Type.TASK_ADDED, Type.TASK_DONE, Type.TASK_CHANGED, Type.TASK_DROPPED),
    *(Type.RECIPIENT_TOLD, Type.RECIPIENT_REMINDED, Type.RECIPIENT_SILENT),
    *(Type.RECIPIENT_CONFIRMED, Type.RECIPIENT_DECLINED, Type.BACKUPS_GONE),
}
FOLDED = {Type.TASK_ADDED, Type.TASK_DONE, Type.TASK_CHANGED, Type.TASK_DROPPED}

# What a reader may keep to; a letter that went wrong is one of the messages.
CLOCK, MESSAGES, SYSTEMS = "clock", "messages", "systems"
PARTS: dict[str, set[str]] = {
    CLOCK: {
        *(Type.FILED, Type.CONFIRMED, Type.ACKNOWLEDGED, Type.ASKED, Type.REPLIED),
        *(Type.COMPLETE, Type.FLAGGED, Type.EXTENDED, Type.NOT_COMPETENT),
        *(Type.HOLD_PLACED, Type.HOLD_RELEASED, Type.FORWARDED, Type.ANSWERED),
        *(Type.FULFILLED, Type.CLOSED, Type.WITHDRAWN, Type.ABANDONED),
        *(Type.REOPENED, Type.CORRECTED, Type.DATES_MOVED, Type.AUTHORITY_ORDERED),
    },
    MESSAGES: {
        *(Type.MESSAGE_IN, Type.MESSAGE_OUT, Type.NOTE),
        *(*WITH_LETTER, Type.ANSWERED),
    },
    SYSTEMS: {*OF_TASKS, Type.PACKAGE_MADE, Type.PACKAGE_SENT, Type.FULFILLED},
}
PART_LABELS = {
    CLOCK: gettext_lazy("Clock"),
    MESSAGES: gettext_lazy("Messages"),
    SYSTEMS: gettext_lazy("Systems"),
    "": gettext_lazy("Everything"),
}


def letter_name(kind: str) -> str:
    return str(LETTERS.get(kind, _("Letter")))
