"""The trail's tables, and the base of every model whose changes it records."""

from audit.models.history import AuditedHistory, HistoryStamp
from audit.models.ledger import AccessEntry, LedgerEntry, RecordShape
from audit.models.tracked import AuditedManager, AuditedModel, AuditedQuerySet

__all__ = [
    "AccessEntry",
    "AuditedHistory",
    "AuditedManager",
    "AuditedModel",
    "AuditedQuerySet",
    "HistoryStamp",
    "LedgerEntry",
    "RecordShape",
]
