"""The rulebook of this installation. Reference data: no row is about a person.

A row is never edited: `loading.py` adds what is new, and a changed rule comes as a new
version beside the old, which running clocks keep (CLOCKS.md 2.10).
"""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models.ledger import AppendOnlyModel
from rulebook.clock import Unit


class SourceKind(models.TextChoices):
    PROMISE = "promise", _("in the policy")
    STATUTE = "statute", _("by law, not in this policy")
    OPERATOR = "operator", _("a default of this office")


class RulebookRow(AppendOnlyModel):
    """Whose row it is, where it holds and where it is written. Written once."""

    version = models.PositiveIntegerField(default=1)
    # By value: data files name companies that this installation may not run.
    controller = models.SlugField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    source_kind = models.CharField(max_length=12, choices=SourceKind)
    document = models.CharField(max_length=200)
    clause = models.CharField(max_length=60)
    promise = models.CharField(max_length=40, blank=True)
    confidence = models.CharField(max_length=8, blank=True)  # of a statute
    # From when it holds: of a rule that a text brings, the day the text takes effect.
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


def has_source(name: str) -> models.CheckConstraint:
    """No row without document and clause; a promise has its number too."""
    return models.CheckConstraint(
        name=f"{name}_has_source",
        condition=~models.Q(document="")
        & ~models.Q(clause="")
        & models.Q(source_kind__in=SourceKind.values)
        & (~models.Q(source_kind="promise") | ~models.Q(promise="")),
    )


class Rule(RulebookRow):
    """A period; see rows.Rule for what each field means."""

    class Clock(models.TextChoices):
        ACKNOWLEDGE = "acknowledge", _("Say that it arrived")
        IDENTITY_CHECK = "identity_check", _("Check the identity")
        CLARIFICATION_REQUEST = "clarification_request", _("Ask for what is missing")
        CLARIFICATION_ANSWER = "clarification_answer", _("Time for the person to reply")
        CLAIM_FLAG = "claim_flag", _("Mark the record as disputed")
        TRANSFER_FORWARD = "transfer_forward", _("Forward to the right office")
        PROMISE_RESPONSE = "promise_response", _("Answer the person")
        PROMISE_FULFILMENT = "promise_fulfilment", _("Carry it out")
        STATUTE_RESPONSE = "statute_response", _("Answer the person, by law")
        STATUTE_FULFILMENT = "statute_fulfilment", _("Carry it out, by law")
        OPERATOR_RESPONSE = (
            "operator_response",
            _("Answer the person, by our own default"),
        )
        OPERATOR_FULFILMENT = (
            "operator_fulfilment",
            _("Carry it out, by our own default"),
        )
        EXTENSION_NOTICE = "extension_notice", _("Last moment to tell of an extension")
        COMPLAINT_ANSWER = "complaint_answer", _("Answer the complaint")
        AUTHORITY_ORDER = "authority_order", _("Carry out the authority's order")
        BREACH_AUTHORITY = "breach_authority", _("Tell the authority")
        BREACH_SUBJECTS = "breach_subjects", _("Tell the people concerned")
        BREACH_SUPPLEMENT = "breach_supplement", _("Complete the notice")

    code = models.CharField(max_length=40)
    clock = models.CharField(max_length=24, choices=Clock)
    rights = models.JSONField(default=list)
    number = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=16, blank=True)
    start = models.CharField(max_length=40)
    start_is_assumed = models.BooleanField(default=False)
    qualifier = models.CharField(max_length=24, blank=True)
    roll_over = models.CharField(max_length=32, default="none")
    counts_first_day = models.BooleanField(default=False)
    means = models.TextField(blank=True)
    includes_backups = models.BooleanField(default=False)
    only_after = models.CharField(max_length=40, blank=True)
    on_identity = models.CharField(max_length=12, default="none")
    on_clarification = models.CharField(max_length=12, default="none")
    then_number = models.PositiveIntegerField(null=True, blank=True)
    then_unit = models.CharField(max_length=16, blank=True)
    extension_number = models.PositiveIntegerField(null=True, blank=True)
    extension_unit = models.CharField(max_length=16, blank=True)
    extension_condition = models.TextField(blank=True)
    condition = models.TextField(blank=True)
    exceptions = models.TextField(blank=True)
    ambiguity = models.TextField(blank=True)
    retired = models.BooleanField(default=False)
    policy_version = models.CharField(max_length=120, blank=True)  # by value

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "version"], name="rule_code_version"
            ),
            models.CheckConstraint(
                name="rule_number_has_unit",
                condition=models.Q(number__isnull=True, unit="")
                | models.Q(number__gte=0, unit__in=list(Unit)),
            ),
            has_source("rule"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Entitlement(RulebookRow):
    right = models.CharField(max_length=24)
    scope = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["controller", "country", "source_kind", "right", "version"],
                name="entitlement_version",
            ),
            has_source("entitlement"),
        ]

    def __str__(self) -> str:
        return f"{self.controller or self.document} {self.country} {self.right}"


class RefusalGround(RulebookRow):
    code = models.CharField(max_length=40)
    effect = models.CharField(max_length=16)
    rights = models.JSONField(default=list)
    label = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["controller", "country", "code", "version"],
                name="ground_version",
            ),
            models.CheckConstraint(
                name="ground_effect",
                condition=models.Q(
                    effect__in=["may", "must_not_answer", "limits", "defer"]
                ),
            ),
            has_source("ground"),
        ]

    def __str__(self) -> str:
        return f"{self.controller} {self.code}"


class IdentityRequirement(RulebookRow):
    code = models.CharField(max_length=40)
    channels = models.JSONField(default=list)
    rights = models.JSONField(default=list)
    facts = models.JSONField(default=list)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "version"], name="identity_code_version"
            ),
            has_source("identity"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class AgeRule(RulebookRow):
    adult_age = models.PositiveSmallIntegerField(null=True, blank=True)
    may_register_from = models.PositiveSmallIntegerField(null=True, blank=True)
    sensitive_below = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["controller", "country", "version"], name="age_rule_version"
            ),
            has_source("age_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.controller or self.document} {self.country}"


class RulebookLoad(AppendOnlyModel):
    """One loading that added rows; the ledger says who ran it."""

    loaded_at = models.DateTimeField(default=timezone.now)
    added = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.added} rows at {self.loaded_at:%Y-%m-%d %H:%M}"
