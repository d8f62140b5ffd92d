"""What rooms do in the moment in which somebody says no to advertising.

stop_handlers.on_stopped(suppress)       # in AppConfig.ready
"""

from collections.abc import Callable
from datetime import datetime

from subjects.models import DataSubject

Handler = Callable[[DataSubject, datetime], None]
_handlers: list[Handler] = []


def on_stopped(handler: Handler) -> None:
    """Have `handler(person, at)` run in the transaction in which someone says no."""
    if handler not in _handlers:
        _handlers.append(handler)


def tell(person: DataSubject, *, at: datetime) -> None:
    for handler in _handlers:
        handler(person, at)
