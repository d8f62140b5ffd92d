"""What the page says of a list: how many, what is hidden, why it is empty."""

from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rights.queue_address import EVERYTHING, UNCONFIRMED, VIEWS, QueueAddress


class QueueWords(QueueAddress):
    """A list, in words."""

    def summary(self, shown: int) -> str:
        """How many there are, in words."""
        total = self.total
        if not self.is_narrowed:
            return ngettext("%(total)s request", "%(total)s requests", total) % {
                "total": total
            }
        return ngettext(
            "%(shown)s of %(total)s request", "%(shown)s of %(total)s requests", total
        ) % {"shown": shown, "total": total}

    def hidden(self) -> str:
        """The sentence about requests that wait for their code, or nothing."""
        number = self.counts[UNCONFIRMED]
        if not number or self.view in {UNCONFIRMED, EVERYTHING}:
            return ""
        return ngettext(
            "%(number)s request with an unconfirmed e-mail is hidden.",
            "%(number)s requests with an unconfirmed e-mail are hidden.",
            number,
        ) % {"number": number}

    @cached_property
    def mails(self) -> str:
        """The sentence about mails that nobody has looked at, or nothing."""
        number = self.counts["mails"]
        if not number:
            return ""
        return ngettext(
            "%(number)s mail waits to be sorted.",
            "%(number)s mails wait to be sorted.",
            number,
        ) % {"number": number}

    @property
    def due_label(self) -> str:
        """What the first column dates."""
        return _("Closed") if self.view == "closed" else _("Next deadline")

    @property
    def caption(self) -> str:
        """What the table holds and how it is sorted, for those who do not see it."""
        others = {UNCONFIRMED: _("Unconfirmed"), EVERYTHING: _("Everything")}
        view = {**VIEWS, **others}[self.view]
        if self.sort == "due":
            return _("%(view)s: requests, the next deadline first") % {"view": view}
        return _("%(view)s: requests, sorted by a column") % {"view": view}

    def empty(self) -> dict[str, str]:
        """Why the list is empty, and one way on."""
        if self.is_narrowed:
            return {
                "text": _("No request in this view passes these filters."),
                "action_url": f"?view={self.view}",
                "action_text": _("Clear filters"),
            }
        waiting = self.counts["waiting"]
        if self.view == "needs_us" and waiting:
            text = ngettext(
                "Nothing waits for you. %(number)s request waits on the person.",
                "Nothing waits for you. %(number)s requests wait on the person.",
                waiting,
            ) % {"number": waiting}
            return {
                "text": text,
                "action_url": "?view=waiting",
                "action_text": _("Show them"),
            }
        if self.view == "open" or not self.counts["open"]:
            return {
                "text": _("No request is open. New ones come from the public form.")
            }
        return {
            "text": _("No request is in this view."),
            "action_url": "?view=open",
            "action_text": _("Show all open requests"),
        }
