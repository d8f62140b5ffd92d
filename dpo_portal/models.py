"""What belongs to the installation as a whole."""

from django.db import models
from django.utils import timezone


class DemoMark(models.Model):
    """One row says: this database holds invented people. Without it, no demo loads."""

    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(pk=1), name="one_demo_mark"),
        )

    def __str__(self) -> str:
        return "demo"


def is_demo() -> bool:
    """Whether the people and cases in this database are invented."""
    return DemoMark.objects.exists()
