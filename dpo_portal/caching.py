"""The cache in the database, with an `add` that is one statement.

Each limit of rights.guards takes a slot with `add`. Django's own counts the whole
table, looks the key up and writes in a transaction: five round trips for one slot.
"""

import base64
import pickle
import secrets
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

CULL_ONE_IN = 500  # adds; each of those counts the table and makes room if it must


FOR_GOOD = datetime.max.replace(tzinfo=UTC)


class PortalCache(DatabaseCache):
    _table: str
    _cull: Any

    def add(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """True if the entry was written; one that is there and not over stays."""
        key = self.make_and_validate_key(key, version=version)
        until = self.get_backend_timeout(timeout)
        expires = FOR_GOOD if until is None else datetime.fromtimestamp(until, tz=UTC)
        now = timezone.now().replace(microsecond=0)
        using = router.db_for_write(self.cache_model_class)
        connection = connections[using]
        table = connection.ops.quote_name(self._table)
        moment = connection.ops.adapt_datetimefield_value
        pickled = base64.b64encode(pickle.dumps(value, self.pickle_protocol))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (cache_key, value, expires)"  # noqa: S608
                " VALUES (%s, %s, %s) ON CONFLICT (cache_key) DO UPDATE"
                " SET value = excluded.value, expires = excluded.expires"
                f" WHERE {table}.expires < %s",
                [
                    *(key, pickled.decode("ascii")),
                    *(moment(expires.replace(microsecond=0)), moment(now)),
                ],
            )
            is_new = cursor.rowcount == 1
            if not secrets.randbelow(CULL_ONE_IN):
                cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608
                if (count := cursor.fetchone()[0]) > self._max_entries:
                    self._cull(using, cursor, now, count)
        return is_new
