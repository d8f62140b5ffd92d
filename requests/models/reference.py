from django.db import models, transaction


class ReferenceCounter(models.Model):
    """The last number given out in a year; its row is locked while one is taken."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


def next_reference(year: int) -> str:
    """The next reference of `year`, as `R-2026-0042`. Needs an open transaction."""
    with transaction.atomic():
        counter, _ = ReferenceCounter.objects.select_for_update().get_or_create(
            year=year
        )
        counter.last += 1
        counter.save(update_fields=["last"])
    return f"R-{year}-{counter.last:04d}"
