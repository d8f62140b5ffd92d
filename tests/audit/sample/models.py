"""Tracked models with every kind of field the portal uses."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from audit.models import AuditedHistory, AuditedModel, AuditedQuerySet


class Person(AuditedModel):
    class Mood(models.TextChoices):
        CALM = "calm"
        CROSS = "cross"

    name = models.CharField(max_length=80)
    email = models.EmailField(unique=True, null=True)  # noqa: DJ001
    controller_id = models.BigIntegerField(null=True)
    city = models.CharField(max_length=80, blank=True)
    mood = models.CharField(max_length=8, choices=Mood, default=Mood.CALM)
    born_on = models.DateField(null=True)
    wakes_at = models.TimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    spent = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    weight = models.FloatField(null=True)
    visits = models.IntegerField(default=0)
    is_known = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    token = models.UUIDField(default=uuid.uuid4)
    waited = models.DurationField(null=True)
    photo = models.BinaryField(null=True)
    paper = models.FileField(blank=True)
    secret_word = models.CharField(max_length=40, blank=True)  # never in history
    changed_at = models.DateTimeField(auto_now=True)

    history = AuditedHistory(excluded_fields=["secret_word"])

    class Audit:
        controller = "controller_id"
        subject = "id"
        pii: ClassVar[list[str]] = ["name", "email", "city"]

    def __str__(self) -> str:
        return self.name


class Note(AuditedModel):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(blank=True)
    history = AuditedHistory()

    class Audit:
        controller = "person__controller_id"
        subject = "person_id"
        pii: ClassVar[list[str]] = ["text"]

    def __str__(self) -> str:
        return self.text


class Plain(models.Model):
    """Untracked, for comparison."""

    name = models.CharField(max_length=80)
    city = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name


class Member(AuditedModel, AbstractBaseUser):
    """A user as accounts/ would track it: the password hash stays out of history."""

    email = models.EmailField(unique=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    objects: ClassVar[Any] = BaseUserManager.from_queryset(AuditedQuerySet)()
    history = AuditedHistory(excluded_fields=["password", "last_login"])
    USERNAME_FIELD = "email"

    class Audit:
        controller = None
        pii: ClassVar[list[str]] = ["email"]

    def __str__(self) -> str:
        return self.email
