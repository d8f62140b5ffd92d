import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller, Establishment
from accounts.querysets import VisibleToQuerySet
from audit.models import AuditedHistory, AuditedModel, AuditedQuerySet
from rights.models.rights_request import RightsRequest


class IncomingMailQuerySet(  # type: ignore[override]
    VisibleToQuerySet, AuditedQuerySet
):
    view_permission = "requests.triage"


class IncomingMail(AuditedModel):
    """A mail that came to the office, until someone says what it is.

    Its history keeps no word of it: who wrote and what about stand in this row alone,
    and the mail itself, encrypted, in RawMail; so erasing both erases it.
    """

    class State(models.TextChoices):
        NEW = "new", _("to be sorted")
        AUTOMATIC = "automatic", _("sent by a machine")
        TURNED = "turned", _("logged as a request")
        ATTACHED = "attached", _("on a request")
        SPAM = "spam", _("spam")

    UNSORTED = (State.NEW, State.AUTOMATIC)

    controller = models.ForeignKey(
        Controller,
        verbose_name=_("controller"),
        on_delete=models.PROTECT,
        related_name="incoming_mails",
    )
    establishment = models.ForeignKey(
        Establishment,
        verbose_name=_("establishment"),
        null=True,
        on_delete=models.PROTECT,
        related_name="incoming_mails",
    )  # None: addressed to the company, in no country we can tell
    key = models.CharField(_("key"), max_length=64)  # keyed hash: the same mail is one
    received_at = models.DateTimeField(_("received on"), default=timezone.now)
    size = models.PositiveIntegerField(_("size"))  # bytes
    sender = models.CharField(_("e-mail"), max_length=254, blank=True)
    sender_name = models.CharField(_("name"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.NEW
    )
    rights_request = models.ForeignKey(
        RightsRequest,
        verbose_name=_("request"),
        null=True,
        on_delete=models.PROTECT,
        related_name="incoming_mails",
    )
    settled_at = models.DateTimeField(_("settled on"), null=True)
    settled_by_id = models.BigIntegerField(_("settled by"), null=True)  # by value

    objects: ClassVar[Any] = IncomingMailQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory(excluded_fields=["sender", "sender_name", "subject"])

    class Audit:
        controller = "controller_id"
        case = "rights_request_id"
        pii = ()

    class Meta:
        verbose_name = _("incoming mail")
        ordering = ("received_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "key"], name="the_same_mail_is_one"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["new", "automatic", "turned", "attached", "spam"]
                ),
                name="incoming_mail_state_known",
            ),
        )
        indexes = (
            models.Index(fields=["controller", "state"], name="mail_to_be_sorted"),
        )

    def __str__(self) -> str:
        return f"Mail {self.pk}"

    @property
    def submission(self) -> uuid.UUID:
        """One mail is one message of its case, however often it is tried."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"mail {self.controller_id} {self.key}")

    @property
    def is_unsorted(self) -> bool:
        return self.state in self.UNSORTED


class RawMail(models.Model):
    """The mail as it came, under AES-GCM; deleting this row erases it."""

    mail = models.OneToOneField(
        IncomingMail, on_delete=models.CASCADE, related_name="raw"
    )
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"Raw mail {self.mail_id}"
