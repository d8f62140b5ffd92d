"""A clause over all versions, and the words it had in some of them."""

import hashlib
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel
from audit.models.ledger import AppendOnlyModel
from policies.models.policy import Policy
from policies.querysets import OfPolicyQuerySet


class Clause(AuditedModel):
    """A place of a policy that keeps its key, however numbers and words change.

    Topic and scope are set by a person once and hold for later versions too. They say
    what a change of it is about and whom it concerns; they are no part of the text.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="clauses")
    key = models.CharField(max_length=120)
    topic = models.CharField(_("topic"), max_length=40, blank=True)
    # ISO 3166-1 and codes of SubjectCategory; an empty list concerns everyone.
    countries = models.JSONField(_("countries"), default=list, blank=True)
    audience = models.JSONField(_("audience"), default=list, blank=True)

    objects: ClassVar[OfPolicyQuerySet] = OfPolicyQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "policy__controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("clause")
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "key"], name="one_clause_per_key"
            ),
        )

    def __str__(self) -> str:
        return self.key


class ClauseText(AppendOnlyModel):
    """Words in a language, kept once; their hash names them. Written once, and stays.

    What a published version refers to can so neither be changed nor be stored twice.
    """

    language = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64)  # of the content's UTF-8 bytes
    content = models.TextField()

    class Meta:
        verbose_name = _("words of a clause")
        constraints = (
            models.UniqueConstraint(
                fields=["language", "sha256"], name="words_are_kept_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.language} {self.sha256[:12]}"

    @classmethod
    def keep_all(cls, contents: Any, *, language: str) -> dict[str, "ClauseText"]:
        """The rows of these words by their content; what is new is added."""
        wanted = {hash_of(content): content for content in contents}
        here = cls.objects.filter(language=language)
        known = set(_in_parts(here, list(wanted)))
        plain: models.QuerySet[ClauseText] = models.QuerySet(cls)
        plain.bulk_create(
            [
                cls(language=language, sha256=sha256, content=content)
                for sha256, content in wanted.items()
                if sha256 not in known
            ],
            ignore_conflicts=True,  # someone else keeps the same words just now
        )
        rows = _in_parts(here, list(wanted), whole=True)
        return {row.content: row for row in rows}


def hash_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _in_parts(rows: Any, hashes: list[str], *, whole: bool = False) -> list[Any]:
    """SQLite takes a limited number of values in one statement."""
    found: list[Any] = []
    for start in range(0, len(hashes), 500):
        some = rows.filter(sha256__in=hashes[start : start + 500])
        found += some if whole else some.values_list("sha256", flat=True)
    return found
