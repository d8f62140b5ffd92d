from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import AuditedHistory
from processing.models.row import Reach, RegisterRow
from processing.querysets import AssessmentQuerySet
from processing.terms import Outcome


class ImpactAssessment(RegisterRow, Reach):
    """What one kind of processing may do to people, and what is done against it.

    Its parts are those of GDPR art. 35(7) and PIPL art. 56. One person concludes, a
    second confirms; from then on it stays as it is, and a later look is another
    assessment. N.B. Express, AuxconnBeauty and AseanBiz promised to announce that one
    shows a high risk (NBX-9.3, AXB-6.4, ASB-7.4), which no text has to change for.
    """

    title = models.CharField(_("title"), max_length=200)
    activities = models.JSONField(_("activities"), default=list)  # codes of Activity
    items = models.JSONField(_("items"), default=list, blank=True)  # of DataItem
    description = models.TextField(_("what is done"))
    necessity = models.TextField(_("why it is needed"), blank=True)
    risks = models.TextField(_("risks for people"), blank=True)
    measures = models.TextField(_("measures against them"), blank=True)
    owner = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    concluded_because = models.TextField(_("reasons of the outcome"), blank=True)
    concluded_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("concluded by"),
    )
    concluded_at = models.DateTimeField(_("concluded at"), null=True, blank=True)
    sent_back_because = models.TextField(_("why it was sent back"), blank=True)
    confirmed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    next_review_on = models.DateField(_("next review on"), null=True, blank=True)
    is_example = models.BooleanField(_("example data"), default=False)

    objects: ClassVar[AssessmentQuerySet] = AssessmentQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "code"], name="one_assessment_per_code"
            ),
            models.CheckConstraint(
                name="assessment_outcome",
                condition=models.Q(outcome__in=["", *Outcome.values]),
            ),
            models.CheckConstraint(
                name="assessment_concluded_by_someone",
                condition=models.Q(
                    outcome="", concluded_by=None, concluded_at=None, confirmed_by=None
                )
                | ~models.Q(outcome="")
                & ~models.Q(concluded_because="")
                & models.Q(concluded_by__isnull=False, concluded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assessment_second_person",
                condition=models.Q(confirmed_by=None, confirmed_at=None)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~models.Q(confirmed_by=models.F("concluded_by")),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("processing:assessment", args=[self.pk])

    @property
    def state(self) -> str:
        """draft, concluded or confirmed."""
        if not self.outcome:
            return "draft"
        return "confirmed" if self.confirmed_at else "concluded"

    @property
    def is_draft(self) -> bool:
        return self.state == "draft"

    @property
    def shows_high_risk(self) -> bool:
        """Whether two people found one; it then has to be announced where promised."""
        return self.confirmed_at is not None and self.outcome in Outcome.high()
