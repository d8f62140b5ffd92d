"""What can be wrong with the register, each told in one sentence."""


class ProcessingError(Exception):
    """Base of the room's errors; the text is a full sentence."""


class BadRow(ProcessingError):
    """A row of a data file that cannot be used. The sentence names file and row."""


class NotKeepable(ProcessingError):
    """A row that cannot stand in the register as it is, or cannot be changed now.

    `field` names the value that is wrong, where it is one value.
    """

    def __init__(self, sentence: object, field: str = "") -> None:
        super().__init__(str(sentence))
        self.field = field


class RowChanged(NotKeepable):
    """Someone else changed the row after the page was read."""
