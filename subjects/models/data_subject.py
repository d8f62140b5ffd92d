"""The people whose data it is, as one controller knows them."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from processing.terms import SubjectCategory
from subjects.folding import fold
from subjects.querysets import DataSubjectQuerySet
from subjects.search_text import SearchText


class DataSubject(AuditedModel):
    """One person at one controller, named in any script.

    The same person may stand here twice; `merged_into` then names the record that goes
    on. Nothing moves, so that a merge can be undone: `record_ids()` are all of them.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="data_subjects"
    )
    name = models.CharField(_("name"), max_length=300, blank=True)
    # What they are to the company: codes of processing.terms.SubjectCategory.
    kinds = models.JSONField(_("kinds"), default=list, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    since = models.DateField(_("known since"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_records",
    )
    erased_at = models.DateTimeField(_("erased on"), null=True, blank=True)
    search_text = SearchText(blank=True, default="", editable=False)

    objects: ClassVar[DataSubjectQuerySet] = DataSubjectQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory(excluded_fields=["search_text"])

    class Audit:
        subject = "pk"
        controller = "controller_id"
        pii = ("name",)

    class Meta:
        verbose_name = _("data subject")
        indexes = (models.Index(fields=["controller", "name"], name="subject_by_name"),)
        constraints = (
            models.CheckConstraint(
                name="subject_merged_into_another",
                condition=models.Q(merged_into=None)
                | ~models.Q(merged_into=models.F("pk")),
            ),
        )

    def __str__(self) -> str:
        return self.ref

    def save(self, **options: Any) -> None:
        if (named := options.get("update_fields")) is not None:
            options["update_fields"] = {*named, "search_text"}
        super().save(**options)

    def get_absolute_url(self) -> str:
        return reverse("subjects:person", args=[self.pk])

    @property
    def ref(self) -> str:
        return f"S-{self.pk:05d}" if self.pk else "S-"

    @property
    def shown_name(self) -> str:
        """The name; once erased "Erased person S-00017"."""
        if self.erased_at is not None:
            return gettext("Erased person %(ref)s") % {"ref": self.ref}
        return self.name or self.ref

    @property
    def kind_words(self) -> list[str]:
        return [str(SubjectCategory(code).label) for code in self.kinds]

    def searchable(self) -> str:
        return fold(self.name)

    def standing(self) -> "DataSubject":
        """The record that goes on for this person: itself, unless it was merged."""
        return self.merged_into or self

    def record_ids(self) -> list[int]:
        """Every record of this person, this one first; one SELECT for each instance."""
        cached: list[int] | None = self.__dict__.get("_record_ids")
        if cached is None:
            others = DataSubject.objects.filter(merged_into_id=self.pk)
            cached = [self.pk, *others.order_by("pk").values_list("pk", flat=True)]
            self.__dict__["_record_ids"] = cached
        return cached
