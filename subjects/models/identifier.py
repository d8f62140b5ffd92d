from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from subjects.folding import digits, fold
from subjects.models.data_subject import DataSubject
from subjects.querysets import OfPersonQuerySet
from subjects.search_text import SearchText


class Identifier(AuditedModel):
    """Something the controller knows a person by; proven once a check has shown it."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        ACCOUNT = "account", _("account number")
        DOCUMENT = "document", _("number of a document")
        PLATE = "plate", _("vehicle registration plate")

    data_subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, related_name="identifiers"
    )
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="identifiers"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    value = models.CharField(_("value"), max_length=320, blank=True)
    proven_at = models.DateTimeField(null=True, blank=True)
    search_text = SearchText(blank=True, default="", editable=False)

    objects: ClassVar[OfPersonQuerySet] = OfPersonQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory(excluded_fields=["search_text"])

    class Audit:
        subject = "data_subject_id"
        controller = "controller_id"
        pii = ("value",)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "kind", "value"],
                condition=~models.Q(value=""),  # erased ones name nobody
                name="identifier_names_one_person",
            ),
            models.CheckConstraint(
                name="identifier_kind",
                condition=models.Q(
                    kind__in=["email", "phone", "account", "document", "plate"]
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def save(self, **options: Any) -> None:
        if (named := options.get("update_fields")) is not None:
            options["update_fields"] = {*named, "search_text"}
        super().save(**options)

    def searchable(self) -> str:
        """The value folded, and a telephone number by its digits alone as well."""
        words = [fold(self.value)]
        if self.kind == self.Kind.PHONE:
            words.append(digits(self.value))
        return " ".join(dict.fromkeys(words))
