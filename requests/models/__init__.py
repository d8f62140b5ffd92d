"""The nouns of a case. One file a noun; start with rights_request.py."""

from rights.models.authority_matter import AuthorityMatter
from rights.models.case_event import CaseEvent
from rights.models.case_file import CaseFile
from rights.models.claimant import Claimant
from rights.models.clock import Clock, ClockCorrection
from rights.models.clock_change import ClockChange
from rights.models.decided_set import DecidedSet
from rights.models.decision import Decision
from rights.models.fee import Fee
from rights.models.filing import Filing
from rights.models.hold import Hold
from rights.models.identity import IdentityCheck, IdentityFinding
from rights.models.identity_document import IdentityDocument, SealedDocument
from rights.models.incoming_mail import IncomingMail, RawMail
from rights.models.matter import Matter
from rights.models.message import Message
from rights.models.package import AnswerPackage, DataSet, PdfDuty
from rights.models.reference import ReferenceCounter
from rights.models.reminder import Digest, Reminder, ReminderSettings
from rights.models.retention import CaseErasure, CaseRetention, FileKeep
from rights.models.rights_request import RightsRequest
from rights.models.saved_view import ListExport, SavedView
from rights.models.tag import Tag, Tagging
from rights.models.task import BackupDeletion, FulfilmentTask, TaskReminder

__all__ = [
    "AnswerPackage",
    "AuthorityMatter",
    "BackupDeletion",
    "CaseErasure",
    "CaseEvent",
    "CaseFile",
    "CaseRetention",
    "Claimant",
    "Clock",
    "ClockChange",
    "ClockCorrection",
    "DataSet",
    "DecidedSet",
    "Decision",
    "Digest",
    "Fee",
    "FileKeep",
    "Filing",
    "FulfilmentTask",
    "Hold",
    "IdentityCheck",
    "IdentityDocument",
    "IdentityFinding",
    "IncomingMail",
    "ListExport",
    "Matter",
    "Message",
    "PdfDuty",
    "RawMail",
    "ReferenceCounter",
    "Reminder",
    "ReminderSettings",
    "RightsRequest",
    "SavedView",
    "SealedDocument",
    "Tag",
    "Tagging",
    "TaskReminder",
]
