import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller, Establishment
from audit.models import AuditedHistory, AuditedModel
from rights.choices import (
    OPEN,
    TERMINAL,
    Channel,
    Outcome,
    Right,
    SourceKind,
    Stage,
    State,
)
from rights.models.filing import Filing
from rights.querysets import RightsRequestQuerySet
from subjects.models import DataSubject


class RightsRequest(AuditedModel):
    """One case: one right, asked of one establishment, by one claimant.

    What the queue reads on every line, each verb settles from clocks and tasks
    (rights.stages.settle): it is derived and leaves no history of its own.
    """

    ref = models.CharField(max_length=16, unique=True)
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="rights_requests"
    )
    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="rights_requests"
    )
    right = models.CharField(max_length=24, choices=Right)
    granted_by = models.CharField(
        max_length=12, choices=SourceKind, default=SourceKind.PROMISE
    )
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.WEB_FORM)
    language = models.CharField(max_length=12)
    policy_version = models.CharField(max_length=120, blank=True)  # by value
    state = models.CharField(max_length=16, choices=State, default=State.UNCONFIRMED)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    received_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    logged_by_id = models.BigIntegerField(
        _("logged by"), null=True, blank=True
    )  # staff, by value
    closed_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_requests",
    )
    data_subject = models.ForeignKey(
        DataSubject,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rights_requests",
    )
    filing = models.ForeignKey(
        Filing,
        verbose_name=_("asked together"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rights_requests",
    )  # None: one right, asked alone
    # A complaint about a case is a case of its own; a duplicate names the first one.
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="complaints",
    )
    duplicate_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="duplicates",
    )
    submission = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False
    )  # the form's idempotency key: a double click files one case
    version = models.PositiveIntegerField(default=1)  # each verb raises it by one

    stage = models.CharField(max_length=16, choices=Stage, default=Stage.UNCONFIRMED)
    next_due_at = models.DateTimeField(null=True, blank=True)
    tasks_total = models.PositiveSmallIntegerField(default=0)
    tasks_open = models.PositiveSmallIntegerField(default=0)
    # The leading clock (CLOCKS.md 2.1): its kind, period and status; blank without one.
    lead_kind = models.CharField(max_length=24, blank=True)
    lead_number = models.PositiveIntegerField(null=True, blank=True)
    lead_unit = models.CharField(max_length=16, blank=True)
    lead_status = models.CharField(max_length=12, blank=True)

    DERIVED = (
        *("stage", "next_due_at", "tasks_total", "tasks_open"),
        *("lead_kind", "lead_number", "lead_unit", "lead_status"),
    )

    objects: ClassVar[Any] = RightsRequestQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory(excluded_fields=["version", *DERIVED])

    class Audit:
        subject = "data_subject_id"
        controller = "controller_id"
        case = "pk"
        pii = ()

    class Meta:
        indexes = (
            models.Index(
                fields=["controller", "stage", "next_due_at"], name="queue_by_deadline"
            ),
            models.Index(
                fields=["controller", "stage", "owner"], name="queue_by_owner"
            ),
            # The first page of all companies is read off the front of this one.
            models.Index(fields=["next_due_at", "id"], name="queue_in_order"),
            models.Index(fields=["received_at", "id"], name="queue_by_receipt"),
            # Filters are counted in this one without a look at the rows.
            models.Index(
                fields=["controller", "stage", "right", "channel", "establishment"],
                name="queue_by_kind",
            ),
            models.Index(fields=["closed_at", "id"], name="queue_by_closing"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="request_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.UNCONFIRMED)
                | models.Q(confirmed_at__isnull=False)
                | models.Q(state=State.REJECTED_SPAM),
                name="open_request_is_confirmed",
            ),
        )

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("requests:detail", args=[self.ref])

    @property
    def is_unconfirmed(self) -> bool:
        return self.state == State.UNCONFIRMED

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_closed(self) -> bool:
        return self.state in TERMINAL

    def is_overdue(self, at: datetime | None = None) -> bool:
        return bool(
            self.is_open
            and self.next_due_at
            and self.next_due_at < (at or timezone.now())
        )
