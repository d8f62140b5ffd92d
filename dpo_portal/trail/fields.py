"""Form fields of the auditor's filters: what an address may say, as what is asked."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dpo_portal.trail.scope import Scope
from rights.models import RightsRequest
from subjects.models import DataSubject

LONGEST_NUMBER = 18  # digits of a row's number that every database can hold
EARLIEST, LATEST = date(1970, 1, 1), date(9000, 1, 1)  # days that every zone can tell
WORD = re.compile(r"[\w.]+")  # an attribute's value that needs no quotes
PSEUDONYM = re.compile(r"(?:s-)?(\d{1,18})", re.IGNORECASE)


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


class PersonField(forms.CharField):
    """A pseudonym ("S-00012"), as the numbers of every record of that person."""

    def clean(self, value: Any) -> list[int] | None:
        text = super().clean(value)
        if not text:
            return None
        found = PSEUDONYM.fullmatch(text)
        if found is None:
            raise ValidationError(
                _('Write a person as the number of their record: "S-00012".')
            )
        pk = int(found[1])
        merged = DataSubject.objects.filter(merged_into_id=pk)
        return [pk, *merged.values_list("pk", flat=True)]


class MomentField(forms.CharField):
    """A day or a minute, in the reader's zone, as the first moment in or after it."""

    def __init__(self, *, scope: Scope, is_end: bool, **options: Any) -> None:
        super().__init__(**options)
        self.scope, self.is_end = scope, is_end

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            if len(text) <= len("2026-05-16"):
                day = _bounded(date.fromisoformat(text))
                return self.scope.start(day + timedelta(days=1) if self.is_end else day)
            minute = datetime.fromisoformat(text)
            _bounded(minute.date())
        except ValueError:
            raise ValidationError(_('Write a day as "2026-05-16".')) from None
        if minute.tzinfo is None:
            minute = minute.replace(tzinfo=self.scope.zone)
        return minute + timedelta(minutes=1) if self.is_end else minute


def _bounded(day: date) -> date:
    """Raises ValueError for a day that some zone cannot tell."""
    if not EARLIEST <= day <= LATEST:
        raise ValueError("too far away")
    return day


class GroupedSelect(forms.Select):
    """A long list in groups, drawn without a template for each of its lines.

    Some four hundred lines: what HTML lets one leave out (end tags, quotes around a
    plain word) would be half of the page's bytes on the wire that are not its entries.
    """

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> SafeString:
        chosen = str(value or "")
        groups = []
        for label, options in self.choices:
            if isinstance(options, list | tuple):
                groups.append(_group(str(label), tuple(options), chosen))
            else:
                groups.append(_options([(label, options)], chosen))
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt({"id": f"id_{name}", **(attrs or {})}),
            format_html_join("", "{}", ((group,) for group in groups)),
        )


@lru_cache(maxsize=512)  # kinds of records by language; none of them names anybody
def _group(label: str, options: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    within = {value for value, _words in options}
    if chosen not in within and chosen:
        return _group(label, options, "")
    return format_html('<optgroup label="{}">{}', label, _options(options, chosen))


def _options(options: Any, chosen: str) -> SafeString:
    lines = [
        (
            SafeString(value) if WORD.fullmatch(value) else format_html('"{}"', value),
            SafeString(" selected") if value == chosen else "",
            label,
        )
        for value, label in ((str(value), label) for value, label in options)
    ]
    return format_html_join("", "<option value={}{}>{}", lines)
