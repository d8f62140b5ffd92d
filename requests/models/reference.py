from django.db import connection, models


class ReferenceCounter(models.Model):
    """The last number given out in a year; its row is locked while one is taken."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


def next_reference(year: int) -> str:
    """The next reference of `year`, as `R-2026-0042`. Needs an open transaction.

    One statement that counts, locks the row and says the number.
    """
    table = connection.ops.quote_name(ReferenceCounter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {table} ("year", "last") VALUES (%s, 1) '  # noqa: S608
            f'ON CONFLICT ("year") DO UPDATE SET "last" = {table}."last" + 1 '
            'RETURNING "last"',
            [year],
        )
        (number,) = cursor.fetchone()
    return f"R-{year}-{number:04d}"
