"""The connection to the mail server, as the lanes that send share its making."""

import logging
from contextlib import suppress
from typing import Any

from django.core.mail import EmailMessage, mailers
from django.utils import timezone

from correspondence import deliveries, mail
from correspondence.faults import outline

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0  # between attempts to reach a mail server that does not answer


class Relay:
    """One open connection for many mails, and the pause kept while there is none."""

    def __init__(self) -> None:
        self.connection: Any = None  # a Django mail backend, open
        self.pause = 1.0

    def why_unreachable(self) -> str:
        """Have a connection that answers; if there is none, the reason as a code."""
        if self.connection is not None and self.still_answers():
            return ""
        self.hang_up()
        mailer = mailers.default
        try:
            mailer.open()
        except OSError as error:  # smtplib's and ssl's errors are OSErrors too
            trouble = mail.trouble_of(error)
            logger.warning("no mail server: %s (%s)", trouble.code, outline(error))
            with suppress(OSError):
                mailer.close()
            return trouble.code
        self.connection = mailer
        self.pause = 1.0
        deliveries.connection_is_back(timezone.now())
        return ""

    def still_answers(self) -> bool:
        """Relays close a connection after some time or some mails. Asking first keeps
        that from looking like a letter that failed halfway."""
        smtp = getattr(self.connection, "connection", None)
        if smtp is None:
            return not hasattr(self.connection, "connection")
        try:
            status, _ = smtp.noop()
        except OSError:
            return False
        return bool(status == 250)

    def next_pause(self) -> float:
        """Seconds to leave a server that does not answer alone, longer each time."""
        wait, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        return wait

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over. Raises what `mail.trouble_of` understands."""
        self.connection.send_messages([message])

    def send_bytes(
        self, content: bytes, *, sender: str, to: str, notify: str = ""
    ) -> None:
        """Hand over a mail that is bytes already; `notify` asks for reports (RFC 3461).

        A folder that stands in for a mail server gets the same bytes.
        """
        smtp = getattr(self.connection, "connection", None)
        if smtp is None:
            self.connection.send_messages([mail.ReadyMail(content, sender, to)])
            return
        asked = [f"NOTIFY={notify}"] if notify and smtp.has_extn("dsn") else []
        smtp.sendmail(sender, [to], content, rcpt_options=asked)

    def hang_up(self) -> None:
        if self.connection is not None:
            with suppress(OSError):
                self.connection.close()
            self.connection = None
