"""When the session of a person of the office ends, as its pages say it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.template.defaultfilters import date
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import unsent

SOON = timedelta(minutes=10)


@dataclass(frozen=True)
class SessionEnd:
    at: datetime
    now: datetime
    is_typed_kept: bool = True  # after signing in again, what was typed here is there

    @property
    def seconds(self) -> int:
        """How long it still lasts, whatever the clock of the browser says."""
        return max(0, int((self.at - self.now).total_seconds()))

    @property
    def is_soon(self) -> bool:
        return self.at - self.now < SOON

    @property
    def soon_seconds(self) -> int:
        return int(SOON.total_seconds())

    @property
    def sentence(self) -> str:
        return _("You will be signed out at %(time)s.") % {
            "time": date(timezone.localtime(self.at), "H:i")
        }


def session_end(request: HttpRequest) -> SessionEnd | None:
    """The end of the session that came with this request, where one is known."""
    ends_at: datetime | None = getattr(request.session, "ends_at", None)
    if ends_at is None:
        return None
    return SessionEnd(ends_at, timezone.now(), unsent.is_kept_at(request))
