"""What events and states of a clock are called on a page."""

from django.utils.translation import gettext_lazy as _

from rulebook.case_clocks import Status
from rulebook.events import EventType

EVENTS = {
    EventType.CLARIFICATION_REQUESTED: _("We asked for what is missing"),
    EventType.CLARIFICATION_RECEIVED: _("The person replied"),
    EventType.IDENTITY_REQUESTED: _("We asked for proof of identity"),
    EventType.IDENTITY_RECEIVED: _("The proof of identity arrived"),
    EventType.IDENTITY_VERIFIED: _("The identity was confirmed"),
    EventType.EXTENSION_NOTIFIED: _("The person was told of an extension"),
    EventType.NOT_COMPETENT: _("Another office was found to be in charge"),
    EventType.FORWARDED: _("It was forwarded to the right office"),
    EventType.ACKNOWLEDGED: _("The receipt was sent"),
    EventType.CLAIM_FLAGGED: _("The record was marked as disputed"),
    EventType.LEGAL_HOLD_PLACED: _("A legal hold was placed"),
    EventType.LEGAL_HOLD_RELEASED: _("A legal hold was lifted"),
    EventType.ANSWERED: _("The answer was sent"),
    EventType.FULFILLED: _("It was carried out, with proof"),
    EventType.WITHDRAWN: _("The person withdrew the request"),
    EventType.DUPLICATE_FOUND: _("It was found to be a duplicate"),
    EventType.REOPENED: _("The case was taken up again"),
    EventType.COMPLAINT_RECEIVED: _("A complaint arrived"),
    EventType.COMPLAINT_ANSWERED: _("The complaint was answered"),
    EventType.AUTHORITY_NOTIFIED: _("The authority was told"),
    EventType.SUBJECTS_NOTIFIED: _("The people concerned were told"),
    EventType.SUPPLEMENT_SENT: _("The notice was completed"),
}
STATUSES = {
    Status.RUNNING: _("Running"),
    Status.PAUSED: _("Paused"),
    Status.ON_HOLD: _("On hold"),
    Status.MET: _("Met"),
    Status.MISSED: _("Missed"),
    Status.CANCELLED: _("Cancelled"),
}
