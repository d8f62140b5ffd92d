"""What can be wrong with a rule, a case or a calendar, each told in one sentence."""


class RulebookError(Exception):
    """Base of the room's errors; the text is a full sentence."""


class BadRow(RulebookError):
    """A row of the rulebook that cannot be used. The sentence names file and row."""


class BadCase(RulebookError):
    """A case for the what-if calculator that cannot be read."""


class BadPeriod(RulebookError):
    """A number or unit no clock can count."""


class UnknownCalendar(RulebookError):
    """No holiday calendar is known for this country or subdivision."""
