"""The change history, with people's names: who changed what, when, before and after."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.models import Controller, Establishment, User
from audit import browser, verbs
from audit.browser import ActLines, Line, Value
from audit.context import ActorKind
from audit.models import LedgerEntry
from audit.models.ledger import Action
from audit.trail import record_access
from dpo_portal.record_words import field_words, kind_words
from dpo_portal.templatetags.dates import day, moment
from dpo_portal.templatetags.masking import mask, mask_email, mask_phone
from rights.models import RightsRequest

LONGEST_NUMBER = 18  # digits of a row's number that every database can hold
PAGE = 50  # entries; an act's entries stand together
EARLIEST, LATEST = date(1970, 1, 1), date(9000, 1, 1)  # days that every zone can tell
FOLD_OVER = 6  # changed fields of one row shown without opening


class RecordField(forms.CharField):
    """ "requests.rightsrequest:12" as (label, key)."""

    def clean(self, value: Any) -> tuple[str, str] | None:
        text = super().clean(value)
        if not text:
            return None
        label, colon, pk = text.partition(":")
        if not colon or "." not in label or not pk:
            raise ValidationError(
                _('Write a record as kind and number: "requests.rightsrequest:12".')
            )
        return label.lower(), pk


class CaseField(forms.CharField):
    """A case's reference ("R-2026-0042") or its number, as its number."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        if text.isdecimal():
            return int(text) if len(text) <= LONGEST_NUMBER else 0
        found = RightsRequest.objects.filter(ref__iexact=text).values_list(
            "pk", flat=True
        )
        # An unknown case and one of another company both have no entries here.
        return found.first() or 0


class ChangeFilters(forms.Form):
    """What the address may ask for; a wrong value is answered with a sentence."""

    case = CaseField(label=gettext_lazy("Case"), required=False)
    who = forms.TypedChoiceField(
        label=gettext_lazy("Who changed it"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    record = RecordField(label=gettext_lazy("Record"), required=False)
    request_id = forms.UUIDField(
        label=gettext_lazy("Page request"), required=False, widget=forms.HiddenInput
    )
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, staff: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", _("Anyone")),
            *((user.pk, str(user)) for user in staff),
        ]
        for name, label in (("from", _("From")), ("to", _("To"))):
            self.fields[name] = forms.DateField(
                label=label,
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
            )

    def narrow(self, entries: Any, zone: ZoneInfo) -> Any:
        """The entries asked for; days are days in `zone`. Call it on a valid form."""
        asked = self.cleaned_data
        if asked["case"] is not None:
            entries = entries.filter(case_id=asked["case"])
        if asked["who"]:
            entries = entries.filter(actor_id=asked["who"])
        if asked["record"]:
            label, pk = asked["record"]
            entries = entries.filter(model=label, object_pk=pk)
        if asked["request_id"]:
            entries = entries.filter(request_id=asked["request_id"])
        if asked["from"]:
            entries = entries.filter(occurred_at__gte=_start(asked["from"], zone))
        if asked["to"]:
            next_day = asked["to"] + timedelta(days=1)
            entries = entries.filter(occurred_at__lt=_start(next_day, zone))
        return entries


def _start(of: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(of, time.min, zone).astimezone(UTC)


@dataclass(frozen=True)
class ShownValue:
    label: str
    before: str
    after: str
    was_erased: bool
    is_erased: bool
    is_changed: bool


@dataclass(frozen=True)
class ShownLine:
    entry: LedgerEntry
    title: str
    record: str
    values: list[ShownValue] = field(default_factory=list)

    @property
    def is_folded(self) -> bool:
        return len(self.values) > FOLD_OVER

    @property
    def fingerprint(self) -> str:
        return bytes(self.entry.digest).hex()[:6]


@dataclass(frozen=True)
class ShownAct:
    entry: LedgerEntry  # the newest of the act
    who: str
    time: str
    case: str
    reason: str
    lines: list[ShownLine]
    starts_day: date | None = None  # set where a new day begins in the list


class Names:
    """Names for the ids on a page, by four queries."""

    def __init__(self, lines: Sequence[Line]) -> None:
        named = (User, Controller, Establishment)
        wanted: dict[type[models.Model], set[int]] = {model: set() for model in named}
        for line in lines:
            if line.entry.actor_id is not None:
                wanted[User].add(line.entry.actor_id)
            for value in line.values:
                related = value.field.related_model
                if related in wanted:
                    wanted[related] |= {value.before, value.after} - {None}
        self.found = {
            model: model._default_manager.in_bulk(ids) if ids else {}
            for model, ids in wanted.items()
        }
        cases = {e.entry.case_id for e in lines if e.entry.case_id is not None}
        refs = RightsRequest.objects.filter(pk__in=cases).values_list("pk", "ref")
        self.refs: dict[int | None, str] = dict(refs) if cases else {}

    def case(self, entry: LedgerEntry) -> str:
        """The reference of the entry's case; its number where the case is gone."""
        return self.refs.get(entry.case_id) or str(entry.case_id or "")

    def record(self, line: Line) -> str:
        """ "Rights request R-2026-0042", "Clock 7": never a person's name."""
        entry = line.entry
        kind = kind_words(line.model) if line.model else capfirst(entry.model)
        number = entry.object_pk
        if line.model is RightsRequest:
            number = self.refs.get(int(number), number)
        return f"{kind} {number}".strip()

    def actor(self, entry: LedgerEntry) -> str:
        if entry.actor_id is not None:
            return str(self.found[User].get(entry.actor_id, f"#{entry.actor_id}"))
        if entry.actor_kind in {ActorKind.SUBJECT, ActorKind.GUARDIAN}:
            return _("The person")
        return _("System: %(program)s") % {"program": entry.program or _("unnamed")}

    def of(self, model: Any, pk: Any) -> str:
        return str(self.found.get(model, {}).get(pk, f"#{pk}"))


class Reader:
    """Turns lines into words, in the reader's language and time zone."""

    def __init__(self, names: Names, zone: ZoneInfo, *, is_masked: bool) -> None:
        self.names, self.zone, self.is_masked = names, zone, is_masked

    def act(self, act: ActLines, starts_day: date | None) -> ShownAct:
        return ShownAct(
            entry=act.first,
            who=self.names.actor(act.first),
            time=timezone.localtime(act.first.occurred_at, self.zone).strftime(
                "%H:%M:%S"
            ),
            case=self.names.case(act.first),
            reason=" · ".join(filter(None, [act.first.reason_code, act.reason_text])),
            lines=[self.line(line) for line in (*act.verbs, *act.rows)],
            starts_day=starts_day,
        )

    def line(self, line: Line, *, whole: bool = False) -> ShownLine:
        entry = line.entry
        values = [v for v in line.values if not v.is_blank] if whole else line.changes
        return ShownLine(
            entry=entry,
            title=verbs.label(entry.verb)
            if entry.action == Action.VERB
            else str(Action(entry.action).label),
            record=self.names.record(line),
            values=[self.value(value) for value in values],
        )

    def value(self, value: Value) -> ShownValue:
        return ShownValue(
            label=field_words(value.field),
            before=self.words(value, value.before),
            after=self.words(value, value.after),
            was_erased=value.was_erased,
            is_erased=value.is_erased,
            is_changed=value.is_changed,
        )

    def words(self, value: Value, raw: Any) -> str:
        if raw is None or raw == "":
            return ""
        if value.is_personal and self.is_masked:
            return _masked(str(raw))
        if value.field.is_relation:
            return self.names.of(value.field.related_model, raw)
        if value.field.flatchoices:
            return str(dict(value.field.flatchoices).get(raw, raw))
        return self.plain(raw)

    def plain(self, raw: Any) -> str:
        match raw:
            case bool():
                return _("yes") if raw else _("no")
            case datetime():
                return moment(raw, str(self.zone))
            case date():
                return day(raw)
            case dict() | list():
                return json.dumps(raw, ensure_ascii=False)
            case bytes() | memoryview():
                return _("%(count)d bytes") % {"count": len(raw)}
        return str(raw)


def _masked(text: str) -> str:
    if "@" in text:
        return mask_email(text)
    return mask_phone(text) if text.startswith("+") else mask(text)


def _scope(user: Any) -> tuple[list[Controller], Any]:
    """The companies this auditor answers for, and the entries that belong to them.

    What belongs to no company (a person's own profile) is seen only by whoever audits
    them all: it may say who works for another company.
    """
    mine = list(Controller.objects.where_may(user, "audit.view").order_by("name"))
    belongs = Q(controller_id__in=[controller.pk for controller in mine])
    if not Controller.objects.exclude(pk__in=[c.pk for c in mine]).exists():
        belongs |= Q(controller_id=None)
    return mine, LedgerEntry.objects.filter(belongs)


def _zone(user: Any) -> ZoneInfo:
    return ZoneInfo(user.time_zone)


@permission_required("audit.view", raise_exception=True)
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Newest first, an act's entries together, 50 a page; the visit is recorded."""
    zone = _zone(request.user)
    mine, entries = _scope(request.user)
    staff = User.objects.filter(memberships__controller__in=mine).distinct()
    form = ChangeFilters(request.GET, staff=staff.order_by("full_name"))
    page: list[LedgerEntry] = []
    has_older = False
    if form.is_valid():
        entries = form.narrow(entries, zone)
        if form.cleaned_data["before"]:
            entries = entries.filter(pk__lt=form.cleaned_data["before"])
        page = list(entries.order_by("-pk")[: PAGE + 1])
        has_older = len(page) > PAGE
        page = page[:PAGE]
        record_access(
            "list",
            controller_id=mine[0].pk if len(mine) == 1 else None,
            case_id=form.cleaned_data["case"],
            count=len(page),
        )
    lines = browser.with_values(page)
    reader = Reader(Names(lines), zone, is_masked=True)
    context = {
        "form": form,
        "acts": _by_day(reader, browser.acts(lines), zone),
        "summary": _summary(form, len(page)),
        "applied": _applied(request, form),
        "older_url": _address(request, before=page[-1].pk) if has_older else "",
        "newest_url": _address(request) if request.GET.get("before") else "",
        "zone": str(zone),
        "zone_words": _zone_words(zone),
    }
    return render(request, "audit/changes.html", context)


def _by_day(reader: Reader, acts: list[ActLines], zone: ZoneInfo) -> list[ShownAct]:
    shown, last = [], None
    for act in acts:
        today = timezone.localtime(act.first.occurred_at, zone).date()
        shown.append(reader.act(act, today if today != last else None))
        last = today
    return shown


def _summary(form: ChangeFilters, count: int) -> str:
    if not form.is_valid():
        return _("Nothing is shown until the filters are corrected.")
    words = ngettext("%(count)d entry here", "%(count)d entries here", count)
    return words % {"count": count}


def _applied(request: HttpRequest, form: ChangeFilters) -> list[tuple[str, str]]:
    """Each filter in force in words, with the address that lifts it."""
    found = []
    for name, bound in form.fields.items():
        given = request.GET.get(name, "")
        if given and name != "before":
            if name == "who":
                choices: Any = bound.choices  # type: ignore[attr-defined]
                given = dict((str(k), str(v)) for k, v in choices).get(given, given)
            found.append((f"{bound.label}: {given}", _address(request, without=name)))
    return found


def _address(request: HttpRequest, *, without: str = "", **more: Any) -> str:
    query = request.GET.copy()
    for name in {"before", without} & set(query):
        del query[name]
    query.update({name: str(value) for name, value in more.items()})
    return f"?{query.urlencode()}"


def _zone_words(zone: ZoneInfo) -> str:
    """ "Kuala Lumpur (UTC+08:00)", for the zone named once a page."""
    offset = timezone.localtime(timezone.now(), zone).strftime("%z")
    place = str(zone).rpartition("/")[2].replace("_", " ")
    return f"{place} (UTC{offset[:3]}:{offset[3:]})"


@permission_required("audit.view", raise_exception=True)
@require_safe
def change(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry: every field before and after, unmasked; so the look is recorded."""
    zone = _zone(request.user)
    _mine, entries = _scope(request.user)
    entry = get_object_or_404(entries, pk=entry_id)
    same_act = list(entries.filter(act_uid=entry.act_uid).order_by("pk")[: PAGE + 1])
    (line,) = browser.with_values([entry])
    others = [Line(e, browser.model_of(e)) for e in same_act if e.pk != entry.pk]
    reader = Reader(Names([line, *others]), zone, is_masked=False)
    record_access(
        "record",
        entry,
        controller_id=entry.controller_id,
        case_id=entry.case_id,
        subject_id=entry.subject_id,
    )
    context = {
        "entry": entry,
        "line": reader.line(line, whole=True),
        "who": reader.names.actor(entry),
        "case": reader.names.case(entry),
        "reason_text": line.reason_text,
        "others": [reader.line(other) for other in others[:PAGE]],
        "zone": str(zone),
        "zone_words": _zone_words(zone),
    }
    return render(request, "audit/change.html", context)
