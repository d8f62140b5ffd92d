"""What can be wrong with a rule, a case or a calendar, each told in one sentence."""


class RulebookError(Exception):
    """Base of the room's errors; the text is a full sentence."""


class BadRow(RulebookError):
    """A row of the rulebook that cannot be used. The sentence names file and row."""


class NotRecordable(RulebookError):
    """A record of a promise that cannot be kept as it stands."""


class RecordChanged(NotRecordable):
    """Someone else changed the record after the page was read."""


class NotProposable(RulebookError):
    """A change of a rule that cannot be proposed or decided as it stands.

    `field` names the value that is wrong, where it is one value.
    """

    def __init__(self, sentence: object, field: str = "") -> None:
        super().__init__(str(sentence))
        self.field = field


class RuleMoved(NotProposable):
    """The rule got a newer version, or its proposal an answer, in the meantime."""


class NotConfirmable(RulebookError):
    """A rule that is not there to be confirmed, or is confirmed already."""


class BadCase(RulebookError):
    """A case for the what-if calculator that cannot be read."""


class BadPeriod(RulebookError):
    """A number or unit no clock can count."""


class UnknownCalendar(RulebookError):
    """No holiday calendar is known for this country or subdivision."""
