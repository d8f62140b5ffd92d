from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel
from rights.models.clock import Clock
from rights.models.rights_request import RightsRequest
from rights.models.task import FulfilmentTask


class AuthorityMatter(AuditedModel):
    """What a person brought before an authority about a case, and what came of it.

    It is no state of the case (CLOCKS.md 3): the case stays as it is. An order of the
    authority has its own last day, which runs as a clock, and a task.
    """

    class State(models.TextChoices):
        OPEN = "open", _("before the authority")
        ORDERED = "ordered", _("an order is to be carried out")
        ENDED = "ended", _("ended")

    class Outcome(models.TextChoices):
        FOR_PERSON = "for_person", _("decided for the person")
        IN_PART = "in_part", _("decided for the person in part")
        FOR_OFFICE = "for_office", _("decided for the company")
        UNDECIDED = "undecided", _("ended without a decision")

    rights_request = models.ForeignKey(
        RightsRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="authority_matters",
    )
    authority = models.CharField(_("authority"), max_length=160)
    reference = models.CharField(_("reference"), max_length=80, blank=True)  # theirs
    received_on = models.DateField(_("it wrote to us on"))
    about = models.TextField(_("what it asks"), blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.OPEN
    )
    ordered_on = models.DateField(_("ordered on"), null=True, blank=True)
    order = models.TextField(_("what it orders"), blank=True)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    task = models.OneToOneField(
        FulfilmentTask,
        verbose_name=_("task"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="authority_matter",
    )
    clock = models.OneToOneField(
        Clock,
        verbose_name=_("clock"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="authority_matter",
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    noted_by_id = models.BigIntegerField(_("noted by"))  # staff, by value

    history = AuditedHistory()

    class Audit:
        subject = "rights_request__data_subject_id"
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        pii = ("reference", "about", "order")

    class Meta:
        verbose_name = _("matter before an authority")
        ordering = ("received_on", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="ended") | ~models.Q(outcome=""),
                name="ended_matter_has_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(ordered_on__isnull=True)
                | models.Q(due_on__gte=models.F("ordered_on")),
                name="order_due_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"Authority matter {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state != self.State.ENDED

    @property
    def is_carried_out(self) -> bool:
        """Whether what was ordered is done; True where nothing was ordered."""
        return self.task is None or not self.task.is_open
