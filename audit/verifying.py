"""Verifies the whole trail from what the database holds, against what left it.

Full, or from the last verified checkpoint on; what was erased is always looked at
again.
"""

import json
from pathlib import Path

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from audit import (
    checkpoints,
    commitment,
    ledger,
    sealing,
    sinks,
    stored,
    triggers,
    unattributed,
)
from audit.errors import BadCheckpoint
from audit.findings import Report
from audit.models import (
    AuditDirty,
    Checkpoint,
    Cut,
    LedgerEntry,
    Redaction,
    Seal,
    Verification,
)
from audit.verifying_chain import ChainWalk, signature_holds
from audit.verifying_history import HistoryCheck, strays

MOST_KEPT = 20  # findings that a verification's row names


def verify(
    *,
    checkpoint: Path | None = None,
    only_new: bool = False,
    values: bool = True,
) -> Report:
    """All findings. `values=False` checks the chain and leaves history rows alone.

    `checkpoint` is a file with checkpoints that were kept elsewhere. Raises
    BadCheckpoint if it holds none.
    """
    report = Report()
    kept = {one["seq"]: str(one["chain"]) for one in sinks.kept_lines()}
    if checkpoint is not None:
        kept |= _given(checkpoint, report)
    begins = _beginning(report, kept)
    start, chain = _start(report, begins) if only_new else begins
    _check_kept_before(report, kept, start)
    walk = ChainWalk(report, start=start, chain=chain, kept=kept)
    history = HistoryCheck(report) if values else None
    if history and start:
        history.check_erased(start)
    for entries in walk:
        if history:
            history.check(entries)
    _check_unsealed(report)
    if values:
        _check_tables(report)
    if newest := Checkpoint.objects.filter(seq=walk.seq).first():
        report.newest = checkpoints.as_dict(newest)
    _remember(report, walk, is_full=not only_new)
    return report


def beginning() -> tuple[int, bytes]:
    """The seal that the oldest one left is chained to, and its chain: 0 and zeros,
    unless a prefix was cut off.
    """
    last = Cut.objects.order_by("-seq").first()
    return (last.seq, bytes(last.chain)) if last else (0, commitment.FIRST)


def _beginning(report: Report, kept: dict[int, str]) -> tuple[int, bytes]:
    """The same, where the cut is one that we made, behind a checkpoint that has left"""
    last = Cut.objects.order_by("-seq").first()
    if last is None:
        return 0, commitment.FIRST
    chain = bytes(last.chain)
    digest = commitment.digest(last.metadata(), ledger.EMPTY_ROOT)
    if last.is_open or not ledger.mac_holds(digest, bytes(last.mac)):
        report.found("cut:forged", seq=last.seq)
    if kept and last.seq >= min(kept) and kept.get(last.seq) != chain.hex():
        report.found("cut:unpublished", seq=last.seq)
    report.note("cut", seq=last.seq, at=last.made_at.isoformat(timespec="minutes"))
    return last.seq, chain


def _start(report: Report, begins: tuple[int, bytes]) -> tuple[int, bytes]:
    """Where the last verification that we vouched for ended."""
    last = Verification.objects.filter(findings=0).order_by("-id").first()
    if last is None or not _vouched(last) or last.seq <= begins[0]:
        report.note("all")
        return begins
    seal = Seal.objects.filter(seq=last.seq).first()
    if seal is None or bytes(seal.chain) != bytes(last.chain):
        report.found("cut:verified", seq=last.seq)
        return begins
    if Seal.objects.filter(seq__lte=last.seq).count() != last.seq - begins[0]:
        report.found("seal_missing:before", seq=last.seq)
    return last.seq, bytes(last.chain)


def _vouched(last: Verification) -> bool:
    digest = commitment.digest(last.metadata(), ledger.EMPTY_ROOT)
    return ledger.mac_holds(digest, bytes(last.mac))


def _given(path: Path, report: Report) -> dict[int, str]:
    """Checkpoints of a file that somebody kept. Raises BadCheckpoint."""
    try:
        lines = [json.loads(line) for line in path.read_text().splitlines() if line]
        if not lines:
            raise ValueError("empty")
        for one in lines:
            text = (
                f"{checkpoints.FORM} {one['seq']} {one['chain']} "
                f"{one['made_at']} {one['quiet_at']}"
            )
            key, signature = (
                bytes.fromhex(one[n]) for n in ("public_key", "signature")
            )
            if not signature_holds(key, signature, text):
                report.found("signature:given", seq=one["seq"])
        return {int(one["seq"]): str(one["chain"]) for one in lines}
    except (OSError, ValueError, KeyError, TypeError):
        raise BadCheckpoint(f"{path} holds no checkpoint of this portal.") from None


def _check_kept_before(report: Report, kept: dict[int, str], start: int) -> None:
    """Checkpoints of the part that is not walked again."""
    wanted = {seq for seq in kept if 0 < seq <= start}
    found = Seal.objects.filter(seq__in=wanted) if wanted else ()
    for seal in found:
        if bytes(seal.chain).hex() != kept[seal.seq]:
            report.found("checkpoint:outside", seq=seal.seq)


def _check_unsealed(report: Report) -> None:
    waiting = 0
    for kind in sealing.KINDS:
        for entry in stored.read(sealing.unsealed(kind)):
            waiting += 1
            if not stored.is_ours(entry):
                report.found("forged", place=("unsealed", entry.id))
    if waiting:
        report.note("waiting", count=waiting)


def _check_tables(report: Report) -> None:
    for label, history_id in strays():
        report.found("stray", place=("history", history_id, label))
    for model in triggers.tracked_models():
        for pk, _op in unattributed.drifted(model):
            report.found("drift", record=f"{model._meta.label_lower} {pk}")
    twice = LedgerEntry.objects.values("uid").annotate(n=Count("id")).filter(n__gt=1)
    for row in twice.order_by():
        report.found("replayed", uid=str(row["uid"]), count=row["n"])
    for lacking in triggers.missing(connection):
        report.found("unguarded", table=lacking.table)
    for redaction in Redaction.objects.filter(is_open=True):
        report.found("open", uid=str(redaction.uid))
    if left := AuditDirty.objects.count():
        report.note("unrecorded", count=left)
    if count := unattributed.recorded():
        report.note("outside", count=count)


def _remember(report: Report, walk: ChainWalk, *, is_full: bool) -> None:
    if not walk.seq:
        return
    made = Verification(
        seq=walk.seq,
        chain=walk.chain,
        made_at=timezone.now(),
        findings=report.total,
        found=[finding.as_kept() for finding in report.findings[:MOST_KEPT]],
        is_full=is_full,
    )
    digest = commitment.digest(made.metadata(), ledger.EMPTY_ROOT)
    made.mac = ledger.mac_of(digest)
    made.save()
