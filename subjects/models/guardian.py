from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from subjects.models.data_subject import DataSubject
from subjects.querysets import OfPersonQuerySet


class Guardian(AuditedModel):
    """Who acts for a person, and what showed that they may.

    Noted in a case, often before the person is known; the identity check of that case
    links the data subject. The day on which the person comes of age is kept, not the
    date of birth: from then on nobody needs a guardian.
    """

    class Kind(models.TextChoices):
        GUARDIAN = "guardian", _("Parent or guardian")
        REPRESENTATIVE = "representative", _("Representative")

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="guardians"
    )
    data_subject = models.ForeignKey(
        DataSubject,
        verbose_name=_("data subject"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="guardians",
    )
    case_id = models.BigIntegerField(_("case"))  # requests.RightsRequest, by value
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    name = models.CharField(_("name"), max_length=300)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    evidence = models.TextField(_("what showed the authority"))
    of_age_on = models.DateField(_("comes of age on"), null=True, blank=True)
    noted_at = models.DateTimeField(_("noted on"))
    noted_by_id = models.BigIntegerField(_("noted by"))  # staff, by value
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)
    ended_because = models.TextField(_("ended because"), blank=True)

    objects: ClassVar[OfPersonQuerySet] = OfPersonQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        subject = "data_subject_id"
        controller = "controller_id"
        case = "case_id"
        pii = ("name", "email", "evidence", "of_age_on", "ended_because")

    class Meta:
        verbose_name = _("guardian")
        constraints = (
            models.UniqueConstraint(
                fields=["case_id"],
                condition=models.Q(ended_at__isnull=True),
                name="one_standing_guardian_of_a_case",
            ),
        )

    def __str__(self) -> str:
        return f"Guardian {self.pk}"
