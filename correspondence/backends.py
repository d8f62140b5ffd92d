"""Where letters go when no mail server is set: one file each, in a folder."""

import email.policy
import os
import re
import secrets
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FolderBackend(BaseEmailBackend):
    """Writes each message as its own `.eml`, named by moment and kind of letter.

    The name holds no personal data, and a file appears whole or not at all. Files are
    readable by their owner only: one-time codes stand in them.
    """

    def __init__(self, *, file_path: str | os.PathLike[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(file_path)

    def open(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.open()
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        kind = re.sub(
            r"[^a-z0-9]+", "-", getattr(message, "letter_kind", "mail").lower()
        )
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S.%f")
        content = message.message(policy=email.policy.default).as_bytes()
        name = f"{moment}-{kind.strip('-')}-{secrets.token_hex(3)}.eml"
        with tempfile.NamedTemporaryFile(
            dir=self.folder, prefix=".", suffix=".part", delete=False
        ) as file:
            part = Path(file.name)
            try:
                file.write(content)
                file.flush()
                part.replace(self.folder / name)
            except OSError:  # the disk is full: leave no half of a letter behind
                part.unlink(missing_ok=True)
                raise
