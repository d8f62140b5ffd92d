"""What other rooms show on the page of a person: requests, letters, notices.

    panels.register("requests", requests_panel)       # in AppConfig.ready

A panel is drawn from the template it names, with its own context alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from subjects.models import DataSubject


@dataclass(frozen=True)
class Panel:
    code: str  # anchor on the page
    title: str
    count: str  # "2", "5 recipients"
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Show = Callable[[DataSubject, User], Panel | None]
_rooms: dict[str, Show] = {}


def register(room: str, show: Show) -> None:
    """`show(person, user)` gives None where this user may not see it."""
    _rooms[room] = show


def panels_of(person: DataSubject, user: User) -> list[Panel]:
    """In the order of the rooms' names."""
    found = (_rooms[room](person, user) for room in sorted(_rooms))
    return [panel for panel in found if panel is not None]
