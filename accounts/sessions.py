"""Sessions in the database that also say when they end.

Django knows the day of expiry of a session it writes, but not of one it has read.
"""

import secrets
from base64 import b32encode
from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

_STANDING = "SELECT * FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    ends_at: datetime | None = None  # None until it was read, and where there is none

    def _get_session_from_db(self) -> Session | None:
        """As Django's, by a ready statement: every page of the desk asks."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        asked = Session.objects.raw(_STANDING, [self.session_key, now])
        found = next(iter(asked), None)
        if found is None:
            self._session_key = None
        self.ends_at = found.expire_date if found else None
        return found

    def _get_new_session_key(self) -> str:
        """32 characters of 160 random bits, not looked up beforehand.

        `create` inserts the key and takes another one if it is there; Django's own look
        is a query for nothing with each new session.
        """
        return b32encode(secrets.token_bytes(20)).decode().lower()
