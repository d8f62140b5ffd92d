"""The trail's tables, and the base of every model whose changes it records."""

from audit.models.dirty import AuditDirty
from audit.models.history import AuditedHistory, HistoryStamp
from audit.models.ledger import AccessEntry, LedgerEntry, RecordKind, RecordShape
from audit.models.redaction import Redaction
from audit.models.sealing import (
    Checkpoint,
    Cut,
    LedgerField,
    Publication,
    Seal,
    TimeStamp,
    Verification,
)
from audit.models.tracked import AuditedManager, AuditedModel, AuditedQuerySet

__all__ = [
    "AccessEntry",
    "AuditDirty",
    "AuditedHistory",
    "AuditedManager",
    "AuditedModel",
    "AuditedQuerySet",
    "Checkpoint",
    "Cut",
    "HistoryStamp",
    "LedgerEntry",
    "LedgerField",
    "Publication",
    "RecordKind",
    "RecordShape",
    "Redaction",
    "Seal",
    "TimeStamp",
    "Verification",
]
