"""What is to be done in systems and with recipients, and when backups are gone."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel
from processing.models import Recipient, System
from processing.terms import Told
from rights.models.hold import Hold
from rights.models.rights_request import RightsRequest

if TYPE_CHECKING:
    from rights.models.case_file import CaseFile


class FulfilmentTask(AuditedModel):
    """Something to do in a system or with a recipient, for one request.

    `system` and `recipient` are rows of the register, where it named one; a task may
    stand without. Only one that still counts may stand for each of them and phase. The
    portal is a place as well: erasing there settles its task (erasing_here.py).
    """

    class Phase(models.TextChoices):
        ASSESS = "assess", _("Before the decision")
        CARRY_OUT = "carry_out", _("After the decision")

    class Kind(models.TextChoices):
        SYSTEM = "system", _("System")
        RECIPIENT = "recipient", _("Recipient")
        PORTAL = "portal", _("This portal")

    class State(models.TextChoices):
        OPEN = "todo", _("To do")
        FOUND = "found", _("Found")
        ON_HOLD = "on_hold", _("On hold")
        TOLD = "told", _("Told, no answer")
        DECLINED = "declined", _("Declined by the recipient")
        DONE = "done", _("Done")
        ERASED = "erased", _("Erased")
        CONFIRMED = "confirmed", _("Confirmed")
        NOT_NEEDED = "not_needed", _("Not needed")
        NOT_TOLD = "not_told", _("Not told")
        NO_ANSWER = "no_answer", _("Told, never answered")
        KEPT = "kept", _("Kept by the recipient")
        LEFT = "left", _("Left open on closing")
        DROPPED = "dropped", _("Dropped")

    # Nothing closes while one of these stands, unless a person gives the reason.
    UNSETTLED = (
        *(State.OPEN, State.FOUND, State.ON_HOLD),
        *(State.TOLD, State.DECLINED),
    )
    PROVEN = (State.DONE, State.ERASED, State.CONFIRMED)

    class Because(models.TextChoices):
        """Why a recipient is not told, or its silence is left at that."""

        LAW = "law", _("the law says otherwise")
        OWN_CONSENT = "own_consent", _("the person allowed this recipient by itself")
        NOTHING_THERE = "nothing_there", _("it never had this person's data")
        UNREACHABLE = "unreachable", _("it cannot be reached with reasonable effort")
        NOT_PROMISED = "not_promised", _("neither policy nor law asks for it")
        SILENT = "silent", _("it was told and reminded in time, and is silent")

    rights_request = models.ForeignKey(
        RightsRequest, on_delete=models.PROTECT, related_name="tasks"
    )
    phase = models.CharField(max_length=12, choices=Phase, default=Phase.CARRY_OUT)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SYSTEM)
    system = models.ForeignKey(
        System, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recipient = models.ForeignKey(
        Recipient, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # How firmly the recipient has to be told; the register's word when it was listed.
    firmness = models.CharField(max_length=12, choices=Told, blank=True)
    title = models.CharField(_("what and where"), max_length=200)
    responsible = models.CharField(_("who does it"), max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    note = models.TextField(_("what was found"), blank=True)
    hold = models.ForeignKey(
        Hold, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    because = models.CharField(
        _("lawful reason"), max_length=16, choices=Because, blank=True
    )
    proof = models.TextField(_("what shows it"), blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_id = models.BigIntegerField(null=True, blank=True)

    # Outside the office: to whom the link goes, and how the person's data is found.
    contact_email = models.CharField(_("e-mail"), max_length=254, blank=True)
    contact_language = models.CharField(_("language"), max_length=12, blank=True)
    finder = models.TextField(_("how the data is found"), blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    history = AuditedHistory()

    class Audit:
        subject = "rights_request__data_subject_id"
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        pii = ("title", "proof", "note", "finder", "contact_email")

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rights_request", "system", "phase"],
                condition=~models.Q(state="dropped"),
                name="one_task_per_system",
            ),
            models.UniqueConstraint(
                fields=["rights_request", "recipient", "phase"],
                condition=~models.Q(state="dropped"),
                name="one_task_per_recipient",
            ),
            models.UniqueConstraint(
                fields=["rights_request", "phase"],
                condition=models.Q(kind="portal") & ~models.Q(state="dropped"),
                name="one_task_of_the_portal",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["not_told", "no_answer", "kept"])
                | ~models.Q(because=""),
                name="not_told_names_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Task {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.UNSETTLED

    @property
    def is_dropped(self) -> bool:
        return self.state == self.State.DROPPED

    @property
    def proofs(self) -> "list[CaseFile]":
        """Its files that are still there."""
        return [file for file in self.files.all() if not file.is_erased]

    @property
    def backups_if_any(self) -> "BackupDeletion | None":
        """What its backups still hold, if something was erased there."""
        return getattr(self, "backups", None)

    @property
    def waits_for_answer(self) -> bool:
        return self.state == self.State.TOLD


class TaskReminder(models.Model):
    """A recipient outside was reminded, or its silence was reported to the owner.

    `sending` is the moment it was asked: asked anew, it is reminded anew. The key is
    the proof that nobody is reminded twice, whatever dies in between.
    """

    ESCALATED = 99  # `number` of the report to the owner of the case

    task = models.ForeignKey(
        FulfilmentTask, on_delete=models.PROTECT, related_name="reminders"
    )
    sending = models.DateTimeField()
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["task", "sending", "number"], name="one_reminder_to_recipient"
            ),
        )

    def __str__(self) -> str:
        return f"{self.task_id} {self.number}"


class BackupDeletion(AuditedModel):
    """What was erased in a system is still in its backups, until the last one is gone.

    `gone_on` is None where nobody has said how long the backups of the system live.
    """

    task = models.OneToOneField(
        FulfilmentTask, on_delete=models.PROTECT, related_name="backups"
    )
    erased_on = models.DateField(_("erased on"))
    gone_on = models.DateField(_("last backup gone on"), null=True, blank=True)
    proof = models.TextField(_("what shows it"), blank=True)
    proven_at = models.DateTimeField(null=True, blank=True)
    proven_by_id = models.BigIntegerField(null=True, blank=True)

    history = AuditedHistory()

    class Audit:
        subject = "task__rights_request__data_subject_id"
        controller = "task__rights_request__controller_id"
        case = "task__rights_request_id"
        pii = ("proof",)

    class Meta:
        ordering = ("gone_on", "pk")

    def __str__(self) -> str:
        return f"Backups of task {self.task_id}"
