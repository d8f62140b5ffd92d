"""The tables of the room: people, what is held of them, what they agreed to."""

from subjects.models.consent import Consent, ConsentEvent
from subjects.models.consent_purpose import ConsentPurpose, ConsentText
from subjects.models.data_held import DataHeld
from subjects.models.data_subject import DataSubject
from subjects.models.erasure import CleanUpDuty, Erasure, ErasureWords
from subjects.models.guardian import Guardian
from subjects.models.history_period import HistoryPeriod
from subjects.models.identifier import Identifier
from subjects.models.import_draft import ImportDraft
from subjects.models.legal_hold import LegalHold
from subjects.models.merge import Merge
from subjects.models.restriction import Restriction
from subjects.models.stored_search import StoredSearch
from subjects.models.subject_export import SubjectExport

__all__ = [
    "CleanUpDuty",
    "Consent",
    "ConsentEvent",
    "ConsentPurpose",
    "ConsentText",
    "DataHeld",
    "DataSubject",
    "Erasure",
    "ErasureWords",
    "Guardian",
    "HistoryPeriod",
    "Identifier",
    "ImportDraft",
    "LegalHold",
    "Merge",
    "Restriction",
    "StoredSearch",
    "SubjectExport",
]
