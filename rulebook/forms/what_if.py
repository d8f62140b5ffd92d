"""A case that never was, typed in: the same words as a file for `manage.py clocks`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Establishment
from accounts.places import country_name, zone_name
from rulebook.book import live
from rulebook.clock import LONGEST, Calendar, Unit
from rulebook.errors import UnknownCalendar
from rulebook.forms.fields import LocalMoment
from rulebook.laws import laws
from rulebook.models import Rule as RuleRow
from rulebook.rows import Entitlement
from rulebook.rows import Rule as Rule_
from rulebook.sentences import RIGHTS, UNITS
from rulebook.terms import ClockKind
from rulebook.words import EVENTS

MOST_ROWS: Final = 20
OTHER_ZONES: Final = {"UTC", "Europe/Brussels"}  # the law of the Union names none
PROMISES = (
    *(ClockKind.PROMISE_RESPONSE, ClockKind.PROMISE_FULFILMENT, ClockKind.ACKNOWLEDGE),
    *(ClockKind.IDENTITY_CHECK, ClockKind.COMPLAINT_ANSWER),
    *(ClockKind.BREACH_AUTHORITY, ClockKind.BREACH_SUBJECTS),
)


@dataclass(frozen=True, slots=True)
class RowFields:
    """The fields of one typed row, in the order they stand."""

    fields: list[forms.BoundField]


class WhatIfForm(forms.Form):
    """All by GET. Rows that were left empty are not there; `add` asks for one more."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What came in"),
        choices=[
            ("rights_request", gettext_lazy("A request")),
            ("breach", gettext_lazy("A personal data breach")),
        ],
    )
    controller = forms.ChoiceField(label=gettext_lazy("Controller"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    right = forms.ChoiceField(label=gettext_lazy("Right"), required=False)
    received_at = LocalMoment(
        label=gettext_lazy("Received"),
        error_messages={
            "required": gettext_lazy("Write the date and the time of receipt.")
        },
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone, where no controller is chosen"), required=False
    )
    subdivision = forms.CharField(
        label=gettext_lazy("Part of the country"),
        help_text=gettext_lazy(
            "By ISO 3166-2, as MY-11 or DE-BE. Leave it empty for the calendar of the "
            "controller's own place."
        ),
        max_length=10,
        required=False,
    )
    statutes = forms.BooleanField(
        label=gettext_lazy("Count the periods of the law too"), required=False
    )

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        establishments: list[Establishment],
        first: Establishment,
        now: datetime,
    ) -> None:
        initial = {
            "kind": "rights_request",
            "controller": first.controller.slug,
            "country": first.country,
            "zone": first.time_zone,
            "right": "erasure",
            "received_at": now.astimezone(ZoneInfo(first.time_zone)),
            "statutes": True,
        }
        super().__init__(cast(Any, data), initial=initial)
        self.establishments = establishments
        self._offer_places()
        self.event_rows = self._add_rows("event", self._event_fields)
        self.promise_rows = self._add_rows("promise", self._promise_fields)

    def _offer_places(self) -> None:
        slugs = {
            one.controller.slug: one.controller.name for one in self.establishments
        }
        book = live()
        codes = {one.country for one in self.establishments}
        codes |= {one.country for one in book.current(Rule_) if one.country}
        codes |= {one.country for one in book.current(Entitlement) if one.country}
        countries = sorted(
            ((code, country_name(code)) for code in codes), key=itemgetter(1)
        )
        zones = {one.time_zone for one in self.establishments} | OTHER_ZONES
        zones |= {zone for law in laws().values() for zone in law.zones}
        rights = [(str(code), capfirst(str(words))) for code, words in RIGHTS.items()]
        self._offer("controller", [("", _("No controller, no policy")), *slugs.items()])
        self._offer("country", countries)
        self._offer(
            "zone",
            [("", "–"), *sorted(((z, zone_name(z)) for z in zones), key=itemgetter(1))],
        )
        self._offer("right", rights)

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _add_rows(self, stem: str, make: Any) -> list[int]:
        """One row for each that was sent, and one more where it was asked for."""
        sent = [
            int(name.rpartition("-")[2])
            for name, value in (self.data or {}).items()
            if name.startswith(f"{stem}-")
            and name.rpartition("-")[2].isdecimal()
            and len(name) < MOST_ROWS
            and value
        ]
        wanted = len(set(sent)) and max(sent)
        if self.data.get("add") == stem:
            wanted += 1
        rows = list(range(1, min(wanted, MOST_ROWS) + 1))
        for row in rows:
            self.fields.update(make(row))
        return rows

    def _event_fields(self, row: int) -> dict[str, forms.Field]:
        names = sorted(
            ((str(code), str(words)) for code, words in EVENTS.items()),
            key=itemgetter(1),
        )
        return {
            f"event-type-{row}": forms.ChoiceField(
                label=_("What happened"),
                choices=[("", _("Choose")), *names],
                required=False,
            ),
            f"event-at-{row}": LocalMoment(label=_("When"), required=False),
        }

    def _promise_fields(self, row: int) -> dict[str, forms.Field]:
        clocks = [(str(kind), RuleRow.Clock(kind).label) for kind in PROMISES]
        units = [(str(unit), words) for unit, words in UNITS.items()]
        return {
            f"promise-clock-{row}": forms.ChoiceField(
                label=_("What is promised"),
                choices=[("", _("Choose")), *clocks],
                required=False,
            ),
            f"promise-number-{row}": forms.IntegerField(
                label=_("Number"), min_value=0, required=False
            ),
            f"promise-unit-{row}": forms.ChoiceField(
                label=_("Unit"), choices=units, required=False
            ),
        }

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.base_fields]

    @property
    def events(self) -> list[RowFields]:
        return [self._row("event", ("type", "at"), row) for row in self.event_rows]

    @property
    def promises(self) -> list[RowFields]:
        parts = ("clock", "number", "unit")
        return [self._row("promise", parts, row) for row in self.promise_rows]

    def _row(self, stem: str, parts: tuple[str, ...], row: int) -> RowFields:
        return RowFields([self[f"{stem}-{part}-{row}"] for part in parts])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        slug, country = cleaned.get("controller"), cleaned.get("country")
        self.establishment = next(
            (
                one
                for one in self.establishments
                if one.controller.slug == slug and one.country == country
            ),
            None,
        )
        if slug and country and self.establishment is None:
            self.add_error(
                "country",
                _("This controller has no establishment there: its policy is silent."),
            )
        if not slug and not cleaned.get("zone"):
            self.add_error("zone", _("Without a controller, choose the time zone."))
        self._clean_part(cleaned)
        self._clean_events(cleaned)
        self._clean_promises(cleaned)
        return cleaned

    def _clean_part(self, cleaned: dict[str, Any]) -> None:
        part = cleaned["subdivision"] = cleaned.get("subdivision", "").strip().upper()
        if not part or "country" in self.errors:
            return
        try:
            Calendar(cleaned["country"], part).check()
        except UnknownCalendar:
            self.add_error(
                "subdivision",
                _("No calendar is known for this part of the country."),
            )

    def _clean_events(self, cleaned: dict[str, Any]) -> None:
        for row in self.event_rows:
            type_, at = f"event-type-{row}", f"event-at-{row}"
            if cleaned.get(type_) and at not in self.errors and not cleaned.get(at):
                self.add_error(at, _("Say when it happened."))
            if cleaned.get(at) and type_ not in self.errors and not cleaned.get(type_):
                self.add_error(type_, _("Say what happened."))

    def _clean_promises(self, cleaned: dict[str, Any]) -> None:
        for row in self.promise_rows:
            clock, field = f"promise-clock-{row}", f"promise-number-{row}"
            number, unit = cleaned.get(field), cleaned.get(f"promise-unit-{row}")
            if number is not None and not cleaned.get(clock):
                self.add_error(clock, _("Say what is promised."))
            if number is not None and unit and number > LONGEST[Unit(unit)]:
                self.add_error(
                    field,
                    _("The number must lie between 0 and %(longest)s.")
                    % {"longest": LONGEST[Unit(unit)]},
                )

    def case(self) -> dict[str, Any]:
        """The case as `manage.py clocks` reads it. Only of a valid form."""
        cleaned, place = self.cleaned_data, self.establishment
        zone = ZoneInfo(place.time_zone if place else cleaned["zone"])

        def moment(local: datetime) -> str:
            return local.replace(tzinfo=zone).isoformat()

        is_request = cleaned["kind"] == "rights_request"
        return {
            "kind": cleaned["kind"],
            "controller": cleaned["controller"] or None,
            "country": cleaned["country"],
            "subdivision": cleaned["subdivision"]
            or ((place.subdivision or None) if place else None),
            "controller_time_zone": zone.key,
            "right": cleaned["right"] if is_request else None,
            "received_at": moment(cleaned["received_at"]),
            "promises": [
                {
                    "clock": cleaned[f"promise-clock-{row}"],
                    "number": cleaned[f"promise-number-{row}"],
                    "unit": cleaned[f"promise-unit-{row}"],
                }
                for row in self.promise_rows
                if cleaned.get(f"promise-clock-{row}")
            ],
            "statutes": cleaned["statutes"],
            "events": [
                {
                    "type": cleaned[f"event-type-{row}"],
                    "at": moment(cleaned[f"event-at-{row}"]),
                }
                for row in self.event_rows
                if cleaned.get(f"event-type-{row}")
            ],
        }
