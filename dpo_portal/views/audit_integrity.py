"""Is the trail as it was written? In words, with what to keep to prove it later."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import StaffRequest
from audit import browser, checkpoints
from audit.browser import Line
from audit.models import Checkpoint, LedgerEntry, TimeStamp
from dpo_portal.trail.names import Names
from dpo_portal.trail.published import published_words
from dpo_portal.trail.reading import Reader
from dpo_portal.trail.scope import record_looks, scope_of
from dpo_portal.trail.standing import NEWEST, standing, suspicious
from dpo_portal.views.audit_changes import reads_trail
from subjects import cleaning


@reads_trail
@require_safe
def integrity(request: StaffRequest) -> HttpResponse:
    """What is checked, how it stands, what was found, how to check it oneself."""
    scope = scope_of(request.user)
    found = suspicious(scope)
    lines = {
        name: [Line(entry, browser.model_of(entry)) for entry in entries]
        for name, entries in found.items()
    }
    reader = Reader(
        Names([*lines["outside"], *lines["forged"]]), scope.zone, is_masked=True
    )
    record_looks(
        [*found["outside"], *found["forged"]],
        what="list",
        of=LedgerEntry,
        only=scope.only,
        case_id=None,
    )
    context = {
        "standing": standing(timezone.now()),
        "newest": NEWEST,
        "outside": [reader.line(line) for line in lines["outside"]],
        "forged": [reader.line(line) for line in lines["forged"]],
        "published": published_words(request.user, request.GET.get("words", "")),
        "waits_for_owner": cleaning.waits_for_owner(),
        "scope": scope,
    }
    return render(request, "audit/integrity.html", context)


@reads_trail
@require_safe
def checkpoint(request: StaffRequest, seq: int | None = None) -> HttpResponse:
    """The newest checkpoint, or one of them, as one line of JSON: to be kept where we
    cannot reach it.

    It holds hashes and a signature, nothing of anybody.
    """
    asked = Checkpoint.objects.order_by("-seq")
    found = (asked if seq is None else asked.filter(seq=seq)).first()
    if found is None:
        raise Http404
    return _file(
        checkpoints.as_file(found), f"checkpoint-{found.seq}.jsonl", "application/jsonl"
    )


@reads_trail
@require_safe
def time_stamp(request: StaffRequest, seq: int) -> HttpResponse:
    """The authority's answer about one checkpoint, as it came (RFC 3161)."""
    found = get_object_or_404(TimeStamp, seq=seq)
    return _file(
        bytes(found.response), f"checkpoint-{seq}.tsr", "application/timestamp-reply"
    )


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(
        data,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
