"""What a browser says by itself: Global Privacy Control, and the older Do Not Track.

Both are heeded alike as an objection to advertising (STANDARDS.md 6; AXB-2.4). What a
person chose on the preferences page themselves counts more than a setting.
"""

from collections.abc import Mapping
from datetime import datetime

from audit.trail import Actor
from subjects.consenting import NO, How, standings, withdraw
from subjects.models import ConsentEvent, DataSubject

Channel = ConsentEvent.Channel


def signal_of(headers: Mapping[str, str]) -> Channel | None:
    """The signal that a request carries; GPC where it carries both."""
    if headers.get("Sec-GPC", "").strip() == "1":
        return Channel.GPC
    if headers.get("DNT", "").strip() == "1":
        return Channel.DNT
    return None


def heed(
    person: DataSubject, signal: Channel, *, language: str, at: datetime
) -> list[ConsentEvent]:
    """Note the signal as a no to every purpose of marketing not chosen by hand."""
    how = How(signal, language)
    made = [
        withdraw(person, one.purpose, how, by=Actor.subject(), at=at)
        for one in standings(person)
        if one.purpose.is_marketing
        and one.state not in NO
        and not (one.event and one.event.channel == Channel.WEB)
    ]
    return [event for event in made if event is not None]
