import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel


class Filing(AuditedModel):
    """Several rights asked in one act: a request for each, that belong together.

    One code confirms them all and one receipt names them; from then on each runs its
    own clocks. A request for a single right has no such row.
    """

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="filings"
    )
    submission = models.UUIDField(
        _("submission"), default=uuid.uuid4, unique=True, editable=False
    )
    received_at = models.DateTimeField(_("received on"))

    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii = ()

    class Meta:
        verbose_name = _("requests made together")

    def __str__(self) -> str:
        return f"Filing {self.pk}"
