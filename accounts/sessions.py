"""Sessions in the database that also say when they end.

Django knows the day of expiry of a session it writes, but not of one it has read.
"""

import secrets
from base64 import b32encode
from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session


class SessionStore(db.SessionStore):
    ends_at: datetime | None = None  # None until it was read, and where there is none

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        self.ends_at = found.expire_date if found else None
        return found

    def _get_new_session_key(self) -> str:
        """32 characters of 160 random bits, not looked up beforehand.

        `create` inserts the key and takes another one if it is there; Django's own look
        is a query for nothing with each new session.
        """
        return b32encode(secrets.token_bytes(20)).decode().lower()
