from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel
from rights.models.rights_request import RightsRequest


class AnswerPackage(AuditedModel):
    """What a person is given with the answer: prepared, looked at, made, handed over.

    A request has one that counts; one handed over stays, as replaced by the next.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("Copy of the data")
        PORTABILITY = "portability", _("Data to take elsewhere")
        CORRECTION = "correction", _("What was corrected")
        ERASURE = "erasure", _("Certificate of erasure")

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        MADE = "made", _("ready to hand over")
        SENT = "sent", _("handed over")
        REPLACED = "replaced", _("replaced")

    rights_request = models.ForeignKey(
        RightsRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="packages",
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.DRAFT
    )
    # What the officer says in a part: its code -> words in the person's language.
    words = models.JSONField(_("words"), default=dict, blank=True)
    made_at = models.DateTimeField(_("made on"), null=True, blank=True)
    made_by_id = models.BigIntegerField(_("made by"), null=True, blank=True)
    sent_at = models.DateTimeField(_("handed over on"), null=True, blank=True)

    history = AuditedHistory()

    class Audit:
        subject = "rights_request__data_subject_id"
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        pii = ("words",)

    class Meta:
        verbose_name = _("answer package")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["rights_request"],
                condition=~models.Q(state="replaced"),
                name="one_standing_package",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class DataSet(AuditedModel):
    """One set of data in a package: what is kept, since when, and what is covered.

    `held` says it line by line ("Phone: 012-345"); `before` is what a correction found.
    A covered passage is left out of everything that is made, with its reason in its
    place; what stands here is the office's own.
    """

    class Covers(models.TextChoices):
        OTHERS = "others", _("about another person")
        SECRET = "secret", _("a business secret")
        SECURITY = "security", _("it would open an account or a system")

    package = models.ForeignKey(
        AnswerPackage, on_delete=models.PROTECT, related_name="data_sets"
    )
    activity = models.CharField(
        _("code in the register"), max_length=60, blank=True
    )  # processing.Activity, by value
    title = models.CharField(_("what it is"), max_length=200)
    held = models.TextField(_("the data"), blank=True)
    before = models.TextField(_("as it was"), blank=True)
    source = models.CharField(_("where it came from"), max_length=300, blank=True)
    changed_on = models.DateField(_("last changed on"), null=True, blank=True)
    passed_on = models.TextField(_("passed on to, and why"), blank=True)
    erased_on = models.DateField(_("erased on"), null=True, blank=True)
    gone_on = models.DateField(_("gone from backups on"), null=True, blank=True)
    from_person = models.BooleanField(_("the person gave it"), default=False)
    covered = models.JSONField(default=list, blank=True)  # [[passage, reason], ...]

    history = AuditedHistory()

    class Audit:
        subject = "package__rights_request__data_subject_id"
        controller = "package__rights_request__controller_id"
        case = "package__rights_request_id"
        pii = ("title", "held", "before", "source", "passed_on", "covered")

    class Meta:
        verbose_name = _("data set")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"Data set {self.pk}"


class PdfDuty(models.Model):
    """A package whose PDF is still to be drawn, by whichever worker takes it."""

    package = models.OneToOneField(
        AnswerPackage, on_delete=models.PROTECT, related_name="pdf_duty"
    )
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_by = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)  # names nobody

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True)
                | models.Q(given_up_at__isnull=True),
                name="pdf_drawn_or_given_up",
            ),
        )

    def __str__(self) -> str:
        return f"PDF of package {self.package_id}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.given_up_at is None
