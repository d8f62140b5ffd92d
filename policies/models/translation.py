"""The words of a version in one language, as the list of its clauses."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import AuditedHistory, AuditedModel
from policies.clauses import ClauseKind
from policies.errors import PublishedWords
from policies.models.clause import Clause, ClauseText
from policies.models.version import PolicyVersion
from policies.querysets import OfVersionQuerySet


class Translation(AuditedModel):
    """A version in one language; the original text has one as well.

    `sha256` covers title and clauses in their order (`wording.py`), so each change of
    them is a recorded change of this row. No row: the language is missing.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEWED = "reviewed", _("Reviewed")
        FROZEN = "frozen", _("Final")

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="translations"
    )
    language = models.CharField(max_length=12)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.DRAFT
    )
    sha256 = models.CharField(max_length=64, blank=True)
    translator = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    frozen_at = models.DateTimeField(null=True, blank=True)
    # Came after the version was announced: an addition of its own date and hash.
    is_addendum = models.BooleanField(_("added later"), default=False)

    objects: ClassVar[OfVersionQuerySet] = OfVersionQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "version__policy__controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("text in a language")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "language"], name="one_text_per_language"
            ),
            models.CheckConstraint(
                name="translation_state",
                condition=models.Q(state__in=["draft", "reviewed", "frozen"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"

    def save(self, **options: Any) -> None:
        """Raises PublishedWords once it is final."""
        if not self._state.adding and self._audit_loaded["state"] == self.State.FROZEN:
            _refuse_if(bool(self.audit_changed_fields()))
        super().save(**options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        _refuse_if(self.is_frozen)
        return super().delete(*args, **options)

    @property
    def is_original(self) -> bool:
        return self.language == self.version.language

    @property
    def is_frozen(self) -> bool:
        return self.state == self.State.FROZEN


class VersionClause(models.Model):
    """A clause as it stands in one text: its place, number and words.

    The manifest of the text. Not tracked row by row, since `Translation.sha256` covers
    them; only these rows refer to words, so a hundred versions cost what changed.
    """

    translation = models.ForeignKey(
        Translation, on_delete=models.PROTECT, related_name="rows"
    )
    position = models.PositiveIntegerField()
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(ClauseText, on_delete=models.PROTECT, related_name="+")
    # Of a translation: which words of the original it was made from.
    source_sha256 = models.CharField(max_length=64, blank=True)
    kind = models.CharField(
        max_length=9, choices=[(kind.value, kind.value) for kind in ClauseKind]
    )
    number = models.CharField(max_length=40, blank=True)  # as printed: "5.1.9."
    address = models.CharField(max_length=120, blank=True)
    headings = models.JSONField(default=list, blank=True)
    country = models.CharField(max_length=2, blank=True)
    bullet = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("translation", "position")
        constraints = (
            models.UniqueConstraint(
                fields=["translation", "position"], name="one_clause_per_place"
            ),
            models.UniqueConstraint(
                fields=["translation", "clause"], name="a_clause_stands_once"
            ),
        )

    def __str__(self) -> str:
        return self.address or self.number or str(self.position)

    def save(self, **options: Any) -> None:
        _refuse_if(self.translation.is_frozen)
        super().save(**options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        _refuse_if(self.translation.is_frozen)
        return super().delete(*args, **options)


def _refuse_if(is_fixed: bool) -> None:
    if is_fixed:
        raise PublishedWords(_("This text is final, so it stays as it is."))
