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


class MissingKey(AuditError):
    """A key file is not there, and this installation must not invent one."""


class DecryptionFailed(AuditError):
    """The bytes were not made by our keys for this purpose, or they were altered."""
