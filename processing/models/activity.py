from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.places import country_name
from audit.models import AuditedHistory
from processing.models.row import Reach, RegisterRow
from processing.querysets import ActivityQuerySet
from processing.terms import Consent, LegalBasis, Purpose, SubjectCategory
from rulebook.rows import label_in


class Activity(RegisterRow, Reach):
    """A row of the register of processing: whose data, which, why, by which clause.

    Which systems hold it and who gets it stands at the system and the recipient, which
    name the activities they serve. Its sensitive items are those its company's
    DataItem calls so.
    """

    label = models.JSONField(_("words"), default=dict)  # language -> kind of data
    subjects = models.JSONField(_("data subjects"), default=list)
    items = models.JSONField(_("items"), default=list)  # codes of DataItem
    purposes = models.JSONField(_("purposes"), default=list)
    bases = models.JSONField(_("legal bases"), default=list)
    consent = models.CharField(_("consent"), max_length=16, choices=Consent, blank=True)
    except_countries = models.JSONField(default=list, blank=True)
    # An item that some countries leave out: {"vehicle_plate": ["TH"]}.
    items_except = models.JSONField(default=dict, blank=True)
    document = models.CharField(max_length=200)
    clause = models.CharField(_("paragraph"), max_length=60)
    promises = models.JSONField(default=list)  # their numbers, as on rulebook.Promise
    # Where it comes from, if not from the person: language -> words.
    source = models.JSONField(default=dict, blank=True)
    retention = models.JSONField(_("kept for"), default=dict, blank=True)
    retention_promise = models.CharField(max_length=40, blank=True)
    note = models.JSONField(_("note"), default=dict, blank=True)

    objects: ClassVar[ActivityQuerySet] = ActivityQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name_plural = "activities"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "code"], name="one_activity_per_code"
            ),
            models.CheckConstraint(
                name="activity_has_source",
                condition=~models.Q(document="") & ~models.Q(clause=""),
            ),
        )

    def __str__(self) -> str:
        return label_in(self.label, get_language() or "en")

    def get_absolute_url(self) -> str:
        return reverse("processing:activity", args=[self.pk])

    def holds_in(self, country: str) -> bool:
        return country not in self.except_countries and super().holds_in(country)

    @property
    def where(self) -> str:
        """As of every row, and "All but Peru, Vietnam"."""
        if not self.except_countries:
            return super().where
        names = ", ".join(country_name(code) for code in self.except_countries)
        return gettext("All but %(countries)s") % {"countries": names}

    def items_in(self, country: str) -> list[str]:
        """Codes of its items in `country`; of all its items where that is empty."""
        return [
            code
            for code in self.items
            if country not in self.items_except.get(code, ())
        ]

    @property
    def subject_words(self) -> list[str]:
        return [str(SubjectCategory(code).label) for code in self.subjects]

    @property
    def purpose_words(self) -> list[str]:
        return [str(Purpose(code).label) for code in self.purposes]

    @property
    def basis_words(self) -> list[str]:
        return [str(LegalBasis(code).label) for code in self.bases]
