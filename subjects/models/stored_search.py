from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string


def new_key() -> str:
    return get_random_string(16)


class StoredSearch(models.Model):
    """Words that someone looked for: personal data, so no address carries them.

    Sealed, one's own, and gone after half a day (subjects.searching).
    """

    LASTS = timedelta(hours=12)

    key = models.CharField(max_length=16, unique=True, default=new_key)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    sealed = models.BinaryField()
    made_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Search {self.pk}"

    def is_over(self, at: datetime) -> bool:
        return at - self.made_at > self.LASTS
