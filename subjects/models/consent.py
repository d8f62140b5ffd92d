import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from audit.models import AuditedHistory, AuditedModel
from subjects.models.consent_purpose import ConsentPurpose, ConsentText
from subjects.models.data_subject import DataSubject
from subjects.querysets import ConsentEventQuerySet, OfPersonQuerySet


class Consent(AuditedModel):
    """Where a person stands on one purpose now; `events` say how it came to be."""

    class State(models.TextChoices):
        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        OBJECTED = "objected", _("Objected")
        NOT_NEEDED = "not_needed", _("Not needed")  # an exception, by its code

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    data_subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, related_name="consents"
    )
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.ForeignKey(
        ConsentPurpose, on_delete=models.PROTECT, related_name="consents"
    )
    state = models.CharField(_("state"), max_length=12, choices=State)
    since = models.DateTimeField(_("since"))

    objects: ClassVar[OfPersonQuerySet] = OfPersonQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        subject = "data_subject_id"
        controller = "controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("consent")
        ordering = ("purpose_id", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["data_subject", "purpose"], name="one_consent_per_purpose"
            ),
            models.CheckConstraint(
                name="consent_state",
                condition=models.Q(
                    state__in=[
                        *("given", "refused", "withdrawn"),
                        *("objected", "not_needed"),
                    ]
                ),
            ),
        )

    def __str__(self) -> str:
        return f"Consent {self.pk}"

    @property
    def is_given(self) -> bool:
        return self.state == self.State.GIVEN


class ConsentEvent(AuditedModel):
    """One change of a consent: how, when, and which words were shown. Never edited.

    Receipts are numbered by `uid` (ISO/IEC TS 27560: record and event).
    """

    class Channel(models.TextChoices):
        WEB = "web", _("preferences page")
        LINK = "link", _("link in a mail")
        GPC = "gpc", _("browser signal (GPC)")
        DNT = "dnt", _("browser signal (DNT)")
        APP = "app", _("app")
        FORM = "form", _("web form")
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        POST = "post", _("letter")
        IN_PERSON = "in_person", _("in person")
        REQUEST = "request", _("rights request")
        IMPORT = "import", _("import")
        OFFICE = "office", _("the office")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, related_name="events"
    )
    state = models.CharField(max_length=12, choices=Consent.State)
    at = models.DateTimeField()
    channel = models.CharField(_("how"), max_length=12, choices=Channel)
    text = models.ForeignKey(
        ConsentText,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("text shown"),
    )
    # What the person was told that the change brings (effect notice), word for word.
    effect = models.ForeignKey(
        ConsentText, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    exception = models.CharField(max_length=40, blank=True)  # subjects.exceptions
    evidence = models.CharField(_("proof"), max_length=300, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True)  # by value
    noted_by_id = models.BigIntegerField(null=True, blank=True)  # staff; none: themself

    objects: ClassVar[ConsentEventQuerySet] = ConsentEventQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        subject = "consent__data_subject_id"
        controller = "consent__controller_id"
        case = "case_id"
        pii = ("evidence",)

    class Meta:
        verbose_name = _("change of a consent")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                name="consent_event_channel",
                condition=models.Q(
                    channel__in=[
                        *("web", "link", "gpc", "dnt", "app", "form", "email"),
                        *("phone", "post", "in_person", "request", "import", "office"),
                    ]
                ),
            ),
        )

    def __str__(self) -> str:
        return f"Consent event {self.pk}"
