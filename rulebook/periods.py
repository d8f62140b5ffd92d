"""A number with its unit, and what can happen to a period while it runs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from rulebook.errors import BadPeriod


class Unit(StrEnum):
    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


# Ten years: beyond any promise or law, and a typing error cannot count for minutes.
LONGEST: Final = {
    Unit.HOURS: 87_600,
    Unit.CALENDAR_DAYS: 3_660,
    Unit.WORKING_DAYS: 3_660,
    Unit.MONTHS: 120,
}


@dataclass(frozen=True, slots=True)
class Period:
    """A number with its unit. Raises BadPeriod for what no clock can count."""

    number: int
    unit: Unit

    def __post_init__(self) -> None:
        try:
            unit = Unit(self.unit)
        except ValueError:
            raise BadPeriod(
                f"The unit {self.unit!r} is not known: it must be one of "
                f"{', '.join(Unit)}."
            ) from None
        object.__setattr__(self, "unit", unit)
        # bool is an int to Python; `true` days is a mistake to a reader.
        if not isinstance(self.number, int) or isinstance(self.number, bool):
            raise BadPeriod(f"A period needs a whole number, not {self.number!r}.")
        if not 0 <= self.number <= LONGEST[unit]:
            raise BadPeriod(
                f"A period of {self.number} {unit} cannot be counted: the number must "
                f"lie between 0 and {LONGEST[unit]}."
            )


@dataclass(frozen=True, slots=True)
class Suspension:
    """Time in which a question to the person was open; it is not counted."""

    asked_at: datetime
    answered_at: datetime
    why: str  # identity or clarification


@dataclass(frozen=True, slots=True)
class Extension:
    """What the law adds once, and when the person was told."""

    period: Period
    told_at: datetime
