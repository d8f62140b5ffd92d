"""How the chain stands: what the integrity page says in words, and what was found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from audit import alarms, checkpoints, sealing, verifying
from audit.context import ActorKind
from audit.findings import Finding, Report, from_kept
from audit.models import (
    AuditDirty,
    Checkpoint,
    Cut,
    Publication,
    Redaction,
    Seal,
    TimeStamp,
    Verification,
)
from audit.verifying_chain import ChainWalk
from dpo_portal.trail.scope import Scope
from dpo_portal.trail.words import SINKS

NEWEST = 500  # seals walked again whenever the page is opened
MOST_FINDINGS = 20


@dataclass(frozen=True)
class Standing:
    sealed: int
    checkpoint: Checkpoint | None
    waiting_seconds: int
    alarms: list[alarms.Alarm]
    report: Report  # of the newest seals, walked just now
    last_full: Verification | None
    last: Verification | None
    publications: list[Publication]
    erased: int
    dirty: int
    stamp: TimeStamp | None
    cut: Cut | None

    @property
    def short(self) -> str:
        return checkpoints.short(self.checkpoint) if self.checkpoint else ""

    @property
    def sent(self) -> list[tuple[str, Publication]]:
        """Where checkpoints went, in words."""
        return [(str(SINKS.get(p.sink, p.sink)), p) for p in self.publications]

    @property
    def found(self) -> list[Finding]:
        """The first findings of the last verification, in the reader's language."""
        return from_kept(self.last.found) if self.last else []

    @property
    def is_clean(self) -> bool:
        found = self.last.findings if self.last else 0
        return self.report.is_clean and not self.alarms and not found


def standing(at: datetime) -> Standing:
    """Of the whole installation: the chain goes over all companies, and names nobody.

    The newest seals are walked again; a full check is `manage.py verify`.
    """
    verified = Verification.objects.order_by("-pk")
    return Standing(
        sealed=Seal.objects.aggregate(most=Max("seq"))["most"] or 0,
        checkpoint=Checkpoint.objects.order_by("-seq").first(),
        waiting_seconds=int(sealing.oldest_unsealed_seconds(at)),
        alarms=alarms.current(at),
        report=_newest_walked(),
        last_full=verified.filter(is_full=True).first(),
        last=verified.first(),
        publications=list(Publication.objects.order_by("sink")),
        erased=Redaction.objects.count(),
        dirty=AuditDirty.objects.count(),
        stamp=TimeStamp.objects.order_by("-seq").first(),
        cut=Cut.objects.order_by("-seq").first(),
    )


def _newest_walked() -> Report:
    report = Report()
    newest = Seal.objects.aggregate(most=Max("seq"))["most"] or 0
    begins, chain = verifying.beginning()
    before = Seal.objects.filter(seq__lte=newest - NEWEST).order_by("-seq").first()
    if newest and before is None and newest > begins + NEWEST:
        report.found("seal_missing:before", seq=newest - NEWEST + 1)
        return report
    walk = ChainWalk(
        report,
        start=before.seq if before else begins,
        chain=bytes(before.chain) if before else chain,
        kept={},
    )
    for _entries in walk:
        pass
    return report


def suspicious(scope: Scope) -> dict[str, Any]:
    """The entries an auditor must look at: from outside, and forged ones."""
    outside = scope.changes.filter(actor_kind=ActorKind.SQL).order_by("-pk")
    forged = Seal.objects.filter(is_forged=True, kind=Seal.Kind.CHANGE)
    keys = list(forged.order_by("-seq").values_list("entry_id", flat=True)[:500])
    mine = scope.changes.filter(pk__in=keys).order_by("-pk")
    return {"outside": list(outside[:MOST_FINDINGS]), "forged": list(mine)}
