"""What the trail refuses, each with a sentence that says what to do instead."""


class AuditError(Exception):
    """Base of everything this room raises."""


class NoAuditContext(AuditError):
    """A tracked row was about to change and nobody had said who is acting."""


class NotInTransaction(AuditError):
    """A tracked row was about to change outside a transaction."""


class UnauditedWrite(AuditError):
    """A write road that would leave no entry behind."""


class StaleFields(UnauditedWrite):
    """`save(update_fields=...)` while other fields of the instance have changed too."""

    def __init__(self, label: str, fields: list[str]) -> None:
        self.fields = fields
        super().__init__(
            f"{label} has changed fields that update_fields leaves out: "
            f"{', '.join(fields)}. Name them as well, or reload the record first."
        )


class StaleRecord(AuditError):
    """Someone else changed (or removed) the row since this instance was loaded."""

    def __init__(self, label: str, pk: object) -> None:
        self.label, self.pk = label, pk
        super().__init__(
            f"{label} {pk} was changed by someone else after it was loaded here; "
            "nothing was saved."
        )


class AppendOnly(AuditError):
    """Entries and history rows are written once; they are never changed or removed."""


class NotErasable(AuditError):
    """A field that can hold neither nothing nor a tombstone."""


class BadCheckpoint(AuditError):
    """A file given to verify against holds no checkpoint."""


class MissingKey(AuditError):
    """A key file is not there, and this installation must not invent one."""


class DecryptionFailed(AuditError):
    """The bytes were not made by our keys for this purpose, or they were altered."""


class FileNotStored(Exception):
    """A file could not be written to the disk; nothing of it was kept."""


class FileGone(Exception):
    """A file that a row names is not on the disk."""


class NoTimeStamp(Exception):
    """The authority outside gave no time stamp that can be kept."""


class NotCut(Exception):
    """The ledger's beginning may not be cut now; the text says why."""
