"""One table; the list shows its four columns, the form fills them in."""

from typing import ClassVar

from django.db import models


class Row(models.Model):
    ref = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "floor"
        ordering: ClassVar[list[str]] = ["due_at"]

    def __str__(self) -> str:
        return self.ref
