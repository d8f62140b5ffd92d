from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string

from accounts.models import Controller


def new_key() -> str:
    return get_random_string(24)


class ImportDraft(models.Model):
    """A table of people between its preview and the import: sealed, and soon gone.

    Removed when it was imported or dropped, and after half a day (subjects.importing).
    """

    LASTS = timedelta(hours=12)

    key = models.CharField(max_length=24, unique=True, default=new_key)
    controller = models.ForeignKey(
        Controller, on_delete=models.CASCADE, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Import {self.pk}"
