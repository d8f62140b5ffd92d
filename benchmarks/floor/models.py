"""The same list in bare Django: one table with the six columns a queue line shows."""

from typing import ClassVar

from django.db import models


class Row(models.Model):
    class Kind(models.TextChoices):
        ACCESS = "access", "Access"
        ERASURE = "erasure", "Erasure"

    class Stage(models.TextChoices):
        NEW = "new", "New"
        WAITING = "waiting", "Waiting"

    ref = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=24, choices=Kind)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    stage = models.CharField(max_length=16, choices=Stage)
    owner = models.CharField(max_length=200)
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "floor"
        ordering: ClassVar[list[str]] = ["due_at"]

    def __str__(self) -> str:
        return self.ref
