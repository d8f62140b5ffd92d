"""Fills the trail with copies of its own entries, by statements of the database."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from audit import commitment
from audit.models import LedgerEntry
from audit.models.labels import code_of
from audit.sealing import Sealer

RARE = 60  # of the oldest copies, with a reason, a way and a kind of their own
RARE_KIND = "accounts.user"
RARE_FIELD = ("accounts.user", "time_zone")
VALUES = 40  # changes of each object in the two other ways


@dataclass(frozen=True)
class Filler:
    """Copies what is there now under numbers further on, an hour later each round.

    Copies share their history rows with what they are copied from, and are not sealed:
    no page reads the seals of a list. The index of fields is copied with them.
    """

    base: int  # the newest entry that is copied
    names: list[str]

    def copy(self, cursor: Any, number: int, moment: Any) -> None:
        shift = number * self.base
        told = {"id": f"id + {shift}", "occurred_at": "%s"}
        if number == 1:
            rare = f"CASE WHEN id <= {RARE} THEN '%s' ELSE %s END"
            kind = f"CASE WHEN id <= {RARE} THEN {code_of(RARE_KIND)} ELSE model END"
            told |= {
                "channel": rare % ("api", "channel"),
                "reason_code": rare % ("rare", "reason_code"),
                "actor_kind": rare % ("sql", "actor_kind"),
                "model": kind,
            }
        columns = ", ".join(f'"{name}"' for name in self.names)
        values = ", ".join(told.get(name, f'"{name}"') for name in self.names)
        cursor.execute(
            f"INSERT INTO audit_ledgerentry ({columns}) SELECT {values} "  # noqa: S608
            f"FROM audit_ledgerentry WHERE id <= {self.base}",
            [moment],
        )
        cursor.execute(
            "INSERT INTO audit_ledgerfield (field_code, entry_id) "  # noqa: S608
            f"SELECT field_code, entry_id + {shift} FROM audit_ledgerfield "
            f"WHERE entry_id <= {self.base}"
        )

    def rare_field(self, cursor: Any) -> None:
        code = commitment.field_code(*RARE_FIELD)
        cursor.execute(
            "INSERT INTO audit_ledgerfield (field_code, entry_id) "  # noqa: S608
            f"SELECT {code}, id FROM audit_ledgerentry "
            f"WHERE id > {self.base} AND id <= {self.base + RARE}"
        )


def fill(changes: int) -> None:
    """So many entries, and as many rows of two other ways to keep them."""
    copy_entries(changes)
    _other_ways(changes)


def copy_entries(changes: int) -> None:
    """Copy what is there until the ledger has at least so many entries."""
    sealer = Sealer()
    while sealer.seal():
        pass
    known = LedgerEntry.objects.count()
    filler = Filler(
        LedgerEntry.objects.aggregate(most=Max("pk"))["most"],
        [field.column for field in LedgerEntry._meta.concrete_fields],
    )
    rounds = max(1, -(-(changes - known) // known))
    began = timezone.now() - timedelta(hours=rounds)
    for number in range(1, rounds + 1):
        moment = began + timedelta(hours=number)
        with transaction.atomic(), connection.cursor() as cursor:
            ready = connection.ops.adapt_datetimefield_value(moment)
            filler.copy(cursor, number, ready)
            if number == 1:
                filler.rare_field(cursor)
    with connection.cursor() as cursor:  # the next entry of its own follows the copies
        for reset in connection.ops.sequence_reset_sql(no_style(), [LedgerEntry]):
            cursor.execute(reset)


def _other_ways(changes: int) -> None:
    """As many rows of a history without a ledger, and of a log of changes as JSON."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_history (id integer PRIMARY KEY, object_id integer, "
            "changed_at integer, value varchar(40), other varchar(40))"
        )
        cursor.execute(
            "CREATE TABLE bench_log (id integer PRIMARY KEY, changes text NOT NULL)"
        )
        rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        rows += f"WHERE i < {changes}) "
        cursor.execute(
            "INSERT INTO bench_history "  # noqa: S608
            f"{rows} SELECT i, i / {VALUES}, i, "
            f"CASE WHEN i % {VALUES} < 3 THEN 'old' ELSE 'new' END, 'same' FROM n"
        )
        cursor.execute(
            "INSERT INTO bench_log "  # noqa: S608
            f"{rows} SELECT i, CASE WHEN i <= {RARE} "
            """THEN '{"time_zone": ["a", "b"]}' ELSE '{"state": ["a", "b"]}' END """
            "FROM n"
        )
        cursor.execute(
            "CREATE INDEX bench_history_object ON bench_history (object_id, id)"
        )
