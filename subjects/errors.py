"""What can be wrong in this room; the text is a full sentence for the screen."""


class SubjectsError(Exception):
    """Base of the room's errors.

    `field` names the value that is wrong, where it is one value.
    """

    def __init__(self, sentence: object, field: str = "") -> None:
        super().__init__(str(sentence))
        self.field = field


class NotPossible(SubjectsError):
    """This cannot be done as things stand."""


class ChangedMeanwhile(NotPossible):
    """Someone else changed the row after the page was read."""


class Restricted(NotPossible):
    """The data may be kept and not used (subjects.guards)."""


class MarketingStopped(NotPossible):
    """Nothing more is advertised to this person."""


class NotErased(NotPossible):
    """This cannot be erased as things stand."""
