"""What was written, and the codes and links that stand in it only when it leaves."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from subjects.models import ConsentPurpose, DataSubject

CODE_PLACE = "[code]"  # what a stored body shows where the mail carried digits
LINK_PLACE = "[link]"  # the same, where the address of a page carries its secret
NAME_PLACE = "[name]"  # in a text written once for many: where each one's name goes


class Letter(AuditedModel):
    """What was written to a person, word for word; digits show as `[code]`.

    Written once for many (frozen.py), it has no address of its own: each Delivery then
    names its person, and `[name]` and `[link]` stand where each mail differs.
    """

    # None: to a colleague, about the work for several companies. No company's auditor
    # may then read it, since each sees only its own.
    controller = models.ForeignKey(
        Controller, null=True, on_delete=models.PROTECT, related_name="letters"
    )
    kind = models.CharField(
        max_length=60
    )  # "receipt", "refusal": named by the room above
    language = models.CharField(max_length=12)  # of the wording, after the fallback
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    html = models.TextField(_("text with marks"), blank=True)  # the same words
    to_email = models.CharField(_("e-mail"), max_length=254)
    to_name = models.CharField(_("name"), max_length=200, blank=True)
    # The case lives in a room above: its number, not a foreign key.
    case_id = models.BigIntegerField(null=True, db_index=True)
    case_ref = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    body_sha256 = models.CharField(max_length=64)
    # Advertising alone names its person and purpose: it ends with a word of theirs.
    advertises_to = models.ForeignKey(
        DataSubject,
        verbose_name=_("advertises to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    advertises_for = models.ForeignKey(
        ConsentPurpose,
        verbose_name=_("advertises for"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        case = "case_id"
        pii: ClassVar[list[str]] = ["subject", "body", "html", "to_email", "to_name"]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_ref}".strip()


class OneTimeCode(models.Model):
    """Digits that prove an inbox, kept only as a keyed hash (`codes.py`).

    The newest row of a purpose, subject and browser is the one that counts.
    """

    MAX_TRIES = 5

    purpose = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)  # keyed hash
    browser_key = models.CharField(max_length=64, blank=True)  # keyed hash; "" = any
    code_hash = models.CharField(max_length=120, blank=True)  # empty until it is sent
    issued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    valid_for = models.DurationField(default=timedelta(minutes=15))
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["purpose", "subject_key", "browser_key", "-id"],
                name="code_newest_first",
            ),
        )

    def __str__(self) -> str:
        return self.purpose


class LinkToken(models.Model):
    """The secret in the address of a page, kept only as a keyed hash (`links.py`).

    `about_id` is the number of what it opens, in a room above.
    """

    purpose = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    # None until it is sent: two unsent links must not be the same one.
    token_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    issued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    valid_for = models.DurationField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["purpose", "about_id"], name="links_about"),)

    def __str__(self) -> str:
        return self.purpose
