"""The change history, with people's names: who changed what, when, before and after."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from audit import alarms, browser
from audit.browser import Line
from audit.models import LedgerEntry, Seal
from audit.trail import record_access
from dpo_portal.trail.addresses import address, kept
from dpo_portal.trail.fields import PSEUDONYM
from dpo_portal.trail.filters import ChangeFilters, TrailFilters
from dpo_portal.trail.names import Names, pseudonym
from dpo_portal.trail.paging import MOST_COUNTED, Page, capped_count, page_of
from dpo_portal.trail.reading import Reader
from dpo_portal.trail.scope import record_looks, scope_of
from dpo_portal.trail.words import CHANNELS, reason_words
from rights.models import RightsRequest
from rights.views.staff import StaffRequest
from subjects import searching

MOST_OF_AN_ACT = 50
REQUEST = timedelta(minutes=10)  # longer than any
reads_trail = permission_required("audit.view", raise_exception=True)


@require_safe
def changes(request: StaffRequest) -> HttpResponse:
    """Newest first, an act's entries together, 50 a page; the visit is recorded."""
    scope = scope_of(request.user)  # and with it the permission
    request.roles = scope.roles
    form = ChangeFilters(request.GET, scope=scope, user=request.user)
    page, count = Page([]), 0
    if form.is_valid():
        asked = form.cleaned_data
        entries = form.narrow(scope.changes)
        page = page_of(
            entries,
            before=asked["before"],
            after=asked["after"],
            by_time=form.is_by_time,
        )
        is_all = not page.has_newer and not page.has_older
        count = len(page.entries) if is_all else capped_count(entries)
        record_looks(
            page.entries,
            what="search" if asked["s"] else "list",
            of=LedgerEntry,
            only=scope.only,
            case_id=asked["case"],
        )
    lines = browser.with_values(page.entries)
    names = Names(lines, known=[*scope.controllers, *scope.staff])
    reader = Reader(names, scope.zone, is_masked=True)
    watched = alarms.watch(timezone.now())
    context = {
        "form": form,
        "keep": kept(request, *ChangeFilters.kept),
        "all_kept": kept(request, *form.fields),
        "acts": reader.by_day(browser.acts(lines)),
        "summary": summary(form, count),
        "applied": applied(request, form),
        "export_url": _export_url(request, form, count),
        "alarms": watched.alarms,
        "verified": watched.verified,
        "scope": scope,
        **links(request, page),
    }
    return render(request, "audit/changes.html", context)


def summary(form: TrailFilters, count: int) -> str:
    if not form.is_valid():
        return _("Nothing is shown until the filters are corrected.")
    if count > MOST_COUNTED:
        return _("More than %(count)s entries") % {"count": f"{MOST_COUNTED:,}"}
    words = ngettext("%(count)d entry", "%(count)d entries", count)
    return words % {"count": count}


def links(request: HttpRequest, page: Page) -> dict[str, str]:
    """The addresses of the pages beside this one."""
    first = page.entries[0].pk if page.entries else 0
    last = page.entries[-1].pk if page.entries else 0
    return {
        "older_url": address(request, before=last) if page.has_older and last else "",
        "newer_url": address(request, after=first) if page.has_newer and first else "",
        "newest_url": address(request) if page.has_newer else "",
    }


def applied(request: HttpRequest, form: TrailFilters) -> list[tuple[str, str]]:
    """Each filter in force in words, with the address that lifts it."""
    found = []
    for name, bound in form.fields.items():
        given = request.GET.get(name, "")
        if not given or name in {"before", "after"}:
            continue
        if name == "s":
            words = form.cleaned_data.get("s") if form.is_bound else None
            given = words.text if words else "…"
        elif name == "record":
            given = _record_named(form) or given
        else:
            given = _chosen(getattr(bound, "choices", ()), bound.prepare_value(given))
        found.append((f"{bound.label}: {given}", address(request, without=name)))
    return found


def _record_named(form: TrailFilters) -> str:
    """ "Policy version AUX privacy policy, v1", by an entry that may be read."""
    asked = form.cleaned_data.get("record") if form.is_bound else None
    if not asked:
        return ""
    entry = form.scope.changes.filter(model=asked[0], object_pk=asked[1]).first()
    if entry is None:
        return ""
    return Names(entries=[entry]).record(entry, browser.model_of(entry))


def _chosen(choices: Any, given: str) -> str:
    for value, label in choices:
        if isinstance(label, list):
            inner = dict(label)
            if given in inner:
                return f"{value}, {inner[given]}"
        elif str(value) == given:
            return str(label)
    return given


def _export_url(request: HttpRequest, form: TrailFilters, count: int) -> str:
    if not form.is_valid() or not count or not form.scope.may("audit.export"):
        return ""
    return f"{reverse('audit:exports')}{address(request)}"


@reads_trail
@require_POST
def search(request: StaffRequest, page: str) -> HttpResponse:
    """Whom or which case someone looks for. A number of ours goes into the address;
    other words may be a name, so they are kept sealed and only their key does."""
    text = request.POST.get("q", "").strip()
    asked = request.POST.copy()
    for name in {"q", "csrfmiddlewaretoken", "person", "s", "case"} & set(asked):
        del asked[name]
    if PSEUDONYM.fullmatch(text) and not text.isdecimal():
        asked["person"] = text.upper()
    elif RightsRequest.objects.filter(ref__iexact=text[:16]).exists():
        asked["case"] = text.upper()
    elif text:
        found = searching.keep(text, by=request.user, at=timezone.now())
        asked["s"] = found.key
    query = "&".join([asked.urlencode()] if asked else [])
    return redirect(f"{reverse(f'audit:{page}')}?{query}")


@reads_trail
@require_safe
def change(request: StaffRequest, entry_id: int) -> HttpResponse:
    """One entry: every field before and after, unmasked; so the look is recorded."""
    scope = scope_of(request.user)
    entry = get_object_or_404(scope.changes, pk=entry_id)
    # Found by their moment, which is an act's own; changes outside any act come within
    # one request, each at its moment.
    near = (entry.occurred_at - REQUEST, entry.occurred_at + REQUEST)
    same_act = scope.changes.filter(act_uid=entry.act_uid, occurred_at__range=near)
    others = [
        Line(one, browser.model_of(one))
        for one in same_act.order_by("pk")[: MOST_OF_AN_ACT + 1]
        if one.pk != entry.pk
    ]
    (line,) = browser.with_values([entry])
    reader = Reader(Names([line, *others]), scope.zone, is_masked=False)
    seal = Seal.objects.filter(kind=Seal.Kind.CHANGE, entry_id=entry.pk).first()
    record_access(
        "record",
        entry,
        controller_id=entry.controller_id,
        case_id=entry.case_id,
        subject_id=entry.subject_id,
    )
    context = {
        "entry": entry,
        "crumbs": [
            (_("Change history"), reverse("audit:changes")),
            (_("Entry %(number)s") % {"number": entry.pk}, ""),
        ],
        "line": reader.line(line, whole=True),
        "who": reader.names.actor(entry),
        "case": reader.names.case(entry),
        "person": pseudonym(entry.subject_id),
        "reason": reason_words(entry.reason_code),
        "reason_text": line.reason_text,
        "others": [reader.line(other) for other in others[:MOST_OF_AN_ACT]],
        "channel": CHANNELS.get(entry.channel, entry.channel),
        "digest": bytes(entry.digest).hex(),
        "seal": seal,
        "chain": bytes(seal.chain).hex() if seal else "",
        "scope": scope,
        **_neighbours(scope.changes, entry),
    }
    return render(request, "audit/change.html", context)


def _neighbours(entries: Any, entry: LedgerEntry) -> dict[str, Any]:
    """The entries of the same record just before and just after this one."""
    of_record = entries.filter(model=entry.model, object_pk=entry.object_pk)
    return {
        "earlier": of_record.filter(pk__lt=entry.pk).order_by("-pk").first(),
        "later": of_record.filter(pk__gt=entry.pk).order_by("pk").first(),
    }
