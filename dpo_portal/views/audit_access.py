"""The access log: who looked at whom, when, and how."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import StaffRequest
from audit import browser
from audit.models import AccessEntry
from dpo_portal.trail.addresses import kept
from dpo_portal.trail.filters import AccessFilters
from dpo_portal.trail.names import Names, pseudonym
from dpo_portal.trail.paging import Page, capped_count, page_of
from dpo_portal.trail.reading import Reader
from dpo_portal.trail.scope import record_looks, scope_of
from dpo_portal.trail.words import CHANNELS, look_words
from dpo_portal.views.audit_changes import applied, links, reads_trail, summary


@dataclass(frozen=True)
class ShownLook:
    entry: AccessEntry
    who: str
    time: str
    what: str
    record: str
    person: str
    case: str
    channel: str
    starts_day: date | None


@reads_trail
@require_safe
def access(request: StaffRequest) -> HttpResponse:
    """Newest first, 50 a page. Looking here is an entry as well."""
    scope = scope_of(request.user)
    form = AccessFilters(request.GET, scope=scope, user=request.user)
    page, count = Page([]), 0
    if form.is_valid():
        asked = form.cleaned_data
        entries = form.narrow(scope.accesses)
        page = page_of(
            entries,
            before=asked["before"],
            after=asked["after"],
            by_time=form.is_by_time,
        )
        count = capped_count(entries)
        record_looks(
            page.entries,
            what="search" if asked["s"] else "list",
            of=AccessEntry,
            only=scope.only,
            case_id=asked["case"],
        )
    context = {
        "form": form,
        "keep": kept(request, *AccessFilters.kept),
        "all_kept": kept(request, *form.fields),
        "looks": _shown(page.entries, scope.zone),
        "summary": summary(form, count),
        "applied": applied(request, form),
        "scope": scope,
        **links(request, page),
    }
    return render(request, "audit/access.html", context)


def _shown(entries: Any, zone: Any) -> list[ShownLook]:
    names = Names(entries=entries)
    reader = Reader(names, zone, is_masked=True)
    shown, last = [], None
    for entry in entries:
        today = timezone.localtime(entry.occurred_at, zone).date()
        model = browser.model_of(entry)
        shown.append(
            ShownLook(
                entry=entry,
                who=names.actor(entry),
                time=reader.time(entry.occurred_at),
                what=look_words(entry.what, "" if entry.object_pk else entry.model),
                record=names.record(entry, model) if entry.object_pk else "",
                person=pseudonym(entry.subject_id),
                case=names.case(entry),
                channel=str(CHANNELS.get(entry.channel, entry.channel)),
                starts_day=today if today != last else None,
            )
        )
        last = today
    return shown
