from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rulebook.models.reference import RulebookRow, has_source
from rulebook.promise_terms import UNITS


class Promise(RulebookRow):
    """A numbered promise of a policy; see rows.Promise for what each field means."""

    class Kept(models.TextChoices):
        ENFORCED = "enforced", _("by the portal")
        RECORDED = "recorded", _("by the company, on record")
        STATED = "stated", _("by the published text")
        OPEN = "open", _("not yet")

    kind = models.CharField(max_length=20)
    countries = models.JSONField(default=list)
    text = models.TextField()
    number = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=16, blank=True)
    qualifier = models.CharField(max_length=24, blank=True)
    capabilities = models.JSONField(default=list)
    owes = models.CharField(max_length=32)
    to = models.CharField(max_length=32)
    kept = models.CharField(max_length=12, choices=Kept)
    by = models.JSONField(default=list)
    note = models.TextField(blank=True)
    condition = models.TextField(blank=True)
    exceptions = models.TextField(blank=True)
    ambiguity = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["promise", "version"], name="promise_version"
            ),
            models.CheckConstraint(
                name="promise_kept",
                condition=models.Q(kept__in=["enforced", "recorded", "stated", "open"]),
            ),
            models.CheckConstraint(
                name="promise_number_has_unit",
                condition=models.Q(number__isnull=True, unit="")
                | models.Q(number__gte=0, unit__in=UNITS),
            ),
            has_source("promise"),
        ]

    def __str__(self) -> str:
        return f"{self.promise} v{self.version}"
