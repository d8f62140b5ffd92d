"""A record through time: all its versions, one field's changes, how it was then."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import StaffRequest
from audit import browser
from audit.browser import Line, Value, Version
from audit.models import LedgerEntry
from audit.models.ledger import Action
from audit.trail import record_access
from dpo_portal.record_words import field_words
from dpo_portal.templatetags.dates import moment
from dpo_portal.trail.names import Names
from dpo_portal.trail.reading import Reader
from dpo_portal.trail.scope import Scope, scope_of
from dpo_portal.trail.words import reason_words
from dpo_portal.views.audit_changes import reads_trail

ALMOST_A_MINUTE = timedelta(seconds=59, microseconds=999_999)
MOST_VERSIONS = 500  # on one page; the list of changes has pages for the rest


@reads_trail
@require_safe
def record(request: StaffRequest, label: str, pk: str) -> HttpResponse:
    """Every version of one record, newest first, or the changes of one `field`.

    `at`, from the form on the page, leads to the record as it was then.
    """
    scope = scope_of(request.user)
    entries = _entries(scope, label, pk)
    at = _moment(scope, request.GET.get("at", ""))
    if at is not None:
        at += _rest_of_minute(at)
        return redirect("audit:record-at", label=label, pk=pk, at=at.isoformat())
    name = request.GET.get("field", "")
    fields = _fields(entries[0])
    if name and name not in fields:
        raise Http404
    lines = [
        line
        for line in _lines(browser.versions(entries), fields, name)
        if not name or line.values
    ]
    reader = Reader(Names(lines), scope.zone, is_masked=False)
    _record_look(entries[-1])
    title = reader.names.record(entries[-1], browser.model_of(entries[-1]))
    changes = f"{reverse('audit:changes')}?record={label}:{pk}"
    context = {
        "label": label,
        "pk": pk,
        "title": title,
        "crumbs": [(_("Change history of this record"), changes), (title, "")],
        "field": field_words(fields[name]) if name else "",
        "versions": [_shown(reader, line) for line in reversed(lines)],
        "is_cut": len(entries) == MOST_VERSIONS,
        "is_wrong": bool(request.GET.get("at")) and at is None,
        "scope": scope,
    }
    return render(request, "audit/record.html", context)


@reads_trail
@require_safe
def record_at(request: StaffRequest, label: str, pk: str, at: str) -> HttpResponse:
    """The record as it was at a moment: every field, and which entry left it so."""
    scope = scope_of(request.user)
    when = _moment(scope, at)
    if when is None:
        raise Http404
    entries = _entries(scope, label, pk)
    versions = browser.versions(entries)
    then = [one for one in versions if one.entry.occurred_at <= when]
    later = [one for one in versions if one.entry.occurred_at > when]
    version = then[-1] if then else None
    was_there = version is not None and version.entry.action != Action.DELETED
    fields = _fields(entries[0])
    lines = list(_lines(then[-1:], fields)) if was_there else []
    reader = Reader(Names(lines, entries=[entries[-1]]), scope.zone, is_masked=False)
    _record_look(entries[-1])
    shown = moment(when, str(scope.zone))
    context = {
        "label": label,
        "pk": pk,
        "title": reader.names.record(entries[-1], browser.model_of(entries[-1])),
        "crumbs": [
            (
                _("All versions of this record"),
                reverse("audit:record", args=[label, pk]),
            ),
            (shown, ""),
        ],
        "when": shown,
        "version": version,
        "was_there": was_there,
        "line": reader.line(lines[0], whole=True) if lines else None,
        "who": reader.names.actor(version.entry) if version and lines else "",
        "earlier": then[-2].entry if len(then) > 1 else None,
        "later": later[0].entry if later else None,
        "scope": scope,
    }
    return render(request, "audit/record_at.html", context)


def _entries(scope: Scope, label: str, pk: str) -> list[LedgerEntry]:
    """The newest entries with values of this record, oldest first.

    Raises Http404: unknown, or of a company this auditor does not answer for.
    """
    found = scope.changes.filter(model=label.lower(), object_pk=pk[:40])
    kept = (
        found.filter(history_id__isnull=False)
        .exclude(action=Action.REDACTED)  # the version before it says what is gone
        .order_by("-pk")[:MOST_VERSIONS]
    )
    entries: list[LedgerEntry] = list(kept)[::-1]
    if not entries:
        raise Http404
    return entries


def _moment(scope: Scope, text: str) -> datetime | None:
    """A moment; where it says no zone, of the reader's."""
    try:
        found = parse_datetime(text.replace(" ", "+")) if text else None
    except ValueError:
        return None
    if found is not None and found.tzinfo is None:
        return found.replace(tzinfo=scope.zone)
    return found


def _rest_of_minute(at: datetime) -> timedelta:
    """Pages show minutes: what happened at 14:30:53 is to be seen at "14:30"."""
    return timedelta() if at.second or at.microsecond else ALMOST_A_MINUTE


def _fields(entry: LedgerEntry) -> dict[str, Any]:
    model = browser.model_of(entry)
    if model is None:
        raise Http404
    return {field.name: field for field in model._meta.concrete_fields}


def _lines(versions: list[Version], fields: dict[str, Any], name: str = "") -> Any:
    """Each version as a line of values; before the first there was nothing."""
    before: Version | None = None
    personal = set(getattr(_owner(fields).Audit, "pii", ()))
    for version in versions:
        is_gone = version.entry.action == Action.DELETED
        values = [
            Value(
                name=key,
                field=fields[key],
                before=raw if is_gone else before.values.get(key) if before else None,
                after=None if is_gone else raw,
                is_changed=key in version.changed,
                is_personal=key in personal,
                was_erased=before is not None and key in before.erased,
                is_erased=not is_gone and key in version.erased,
            )
            for key, raw in version.values.items()
            if not fields[key].primary_key
            and (not name or (key == name and key in version.changed))
        ]
        yield Line(version.entry, _owner(fields), values=values)
        before = version


def _owner(fields: dict[str, Any]) -> Any:
    return next(iter(fields.values())).model


def _shown(reader: Reader, line: Line) -> dict[str, Any]:
    return {
        "line": reader.line(line),
        "who": reader.names.actor(line.entry),
        "time": moment(line.entry.occurred_at, str(reader.zone)),
        "case": reader.names.case(line.entry),
        "reason": reason_words(line.entry.reason_code) or _("no reason given"),
    }


def _record_look(entry: LedgerEntry) -> None:
    record_access(
        "record",
        entry,
        controller_id=entry.controller_id,
        case_id=entry.case_id,
        subject_id=entry.subject_id,
    )
