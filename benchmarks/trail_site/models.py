"""Fifteen columns, three times."""

from typing import ClassVar

from django.db import models
from simple_history.models import HistoricalRecords

from audit.models import AuditedHistory, AuditedModel


class Person(models.Model):
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    street = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    country = models.CharField(max_length=2, default="MY")
    language = models.CharField(max_length=5, default="ms")
    born_on = models.DateField(null=True)
    seen_at = models.DateTimeField(null=True)
    visits = models.IntegerField(default=0)
    is_known = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    controller_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class AsItComes(HistoricalRecords):
    """With its index of moments, which the portal's own setting turns off."""

    @property
    def _date_indexing(self) -> bool:
        return True


class Plain(Person):
    """As Django has it."""


class Remembered(Person):
    """With django-simple-history as it comes."""

    history = AsItComes()


class Tracked(AuditedModel, Person):
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        subject = "id"
        pii: ClassVar[list[str]] = ["name", "email", "phone", "street"]
