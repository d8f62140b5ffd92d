"""All that the page of a person shows, asked of the database once each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Max, QuerySet
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.places import country_name
from audit.models import LedgerEntry
from processing.models import Recipient
from subjects import grounds
from subjects.consenting import Standing, standings
from subjects.models import (
    DataHeld,
    DataSubject,
    Identifier,
    LegalHold,
    Merge,
    Restriction,
)
from subjects.naming import item_labels, item_words, set_title
from subjects.panels import Panel, panels_of

SOON_DAYS = 30


@dataclass(frozen=True)
class SetLine:
    """One data set as a row of the table."""

    row: DataHeld
    title: str
    items: str
    state: str  # held, restricted, kept, ending, overdue, erased
    state_label: str

    @property
    def where(self) -> str:
        return str(self.row.system) if self.row.system else self.row.where


class PersonPage:
    """`person` as this user may see them, on the local day of `now`."""

    def __init__(self, person: DataSubject, *, user: User, now: datetime) -> None:
        self.person = person
        self.user = user
        self.now = now
        self.is_erased = person.erased_at is not None

    @cached_property
    def allowed(self) -> dict[str, bool]:
        """What this user is offered here; nothing of someone who was erased.

        Asked in one statement: each verb asks for itself again.
        """
        held = self.user.get_all_permissions(self.person)
        verbs = ("edit", "restrict", "record_consent", "merge", "export", "reveal")
        allowed = {v: f"subjects.{v}" in held and not self.is_erased for v in verbs}
        # Also to read what was erased.
        return allowed | {"erase": "subjects.erase" in held}

    @cached_property
    def identifiers(self) -> list[Identifier]:
        return list(Identifier.objects.of(self.person).exclude(value=""))

    @cached_property
    def restrictions(self) -> list[Restriction]:
        """Those that stand."""
        rows = Restriction.objects.of(self.person).standing()
        return list(rows.select_related("data_held__activity"))

    @cached_property
    def holds(self) -> list[LegalHold]:
        rows = LegalHold.objects.of(self.person).standing()
        return list(rows.select_related("data_held__activity"))

    @cached_property
    def sets(self) -> list[SetLine]:
        rows = DataHeld.objects.of(self.person).select_related("activity", "system")
        return [self._line(row) for row in rows]

    @cached_property
    def labels(self) -> dict[str, str]:
        return item_labels(self.person.controller_id)

    @cached_property
    def consents(self) -> list[Standing]:
        return standings(self.person)

    @cached_property
    def recipients(self) -> list[Recipient]:
        """Who gets data of the activities that this person's data belongs to."""
        codes = {one.row.activity.code for one in self.sets if one.row.activity}
        rows = Recipient.objects.of(self.person.controller_id)
        return [
            row
            for row in rows.active(self.now.date())
            if codes.intersection(row.activities)
        ]

    @cached_property
    def panels(self) -> list[Panel]:
        return panels_of(self.person, self.user)

    @cached_property
    def merges(self) -> list[Merge]:
        """The records that were merged into this one."""
        rows = Merge.objects.filter(kept=self.person, undone_at=None)
        return list(rows.select_related("other"))

    @cached_property
    def changes(self) -> int:
        """How many entries of the history are about this person."""
        return self._entries.count()

    @cached_property
    def last_change(self) -> datetime | None:
        found: datetime | None = self._entries.aggregate(at=Max("occurred_at"))["at"]
        return found

    @property
    def place(self) -> str:
        return country_name(self.person.country) if self.person.country else ""

    @property
    def language(self) -> str:
        try:
            return str(get_language_info(self.person.language)["name_translated"])
        except KeyError:
            return self.person.language

    @property
    def standing_words(self) -> str:
        """ "Applicant, Provider of Maxim"."""
        company = self.person.controller.name
        kinds = ", ".join(self.person.kind_words)
        if not kinds:
            return company
        return _("%(kinds)s of %(company)s") % {"kinds": kinds, "company": company}

    @cached_property
    def banner(self) -> tuple[str, str]:
        """What is restricted, since when and why: title and text; blank if nothing."""
        if not self.restrictions:
            return "", ""
        first = self.restrictions[0]
        if any(row.data_held is None for row in self.restrictions):
            title = _("All data is restricted")
        elif len(self.restrictions) == 1 and first.data_held is not None:
            title = _("%(set)s: restricted") % {
                "set": set_title(first.data_held, self.labels)
            }
        else:
            count = len(self.restrictions)
            title = ngettext(
                "%(n)d data set is restricted", "%(n)d data sets are restricted", count
            ) % {"n": count}
        text = _("Keep, do not use. Reason: %(reason)s. Nothing may be advertised.")
        reason = first.words.rstrip(".") or grounds.words(first.ground)
        return title, text % {"reason": reason}

    @property
    def _entries(self) -> "QuerySet[LedgerEntry]":
        return LedgerEntry.objects.filter(subject_id__in=self.person.record_ids())

    def _line(self, row: DataHeld) -> SetLine:
        state, label = next(self._states(row))
        return SetLine(
            row=row,
            title=set_title(row, self.labels),
            items=item_words(row, self.labels),
            state=state,
            state_label=label,
        )

    def _states(self, row: DataHeld) -> Iterator[tuple[str, str]]:
        """The most telling first."""
        if row.is_erased:
            yield "erased", _("Erased")
        if any(one.data_held_id in (None, row.pk) for one in self.restrictions):
            yield "restricted", _("Restricted")
        if any(one.data_held_id in (None, row.pk) for one in self.holds):
            yield "kept", _("Kept by a duty")
        if row.consent_ended_on is not None:
            yield "overdue", _("To be erased")
        if row.ends_on is not None:
            yield from self._ending(row.ends_on)
        yield "held", _("Held")

    def _ending(self, ends_on: date) -> Iterator[tuple[str, str]]:
        days = (ends_on - self.now.date()).days
        if days <= 0:
            yield "overdue", _("To be erased")
        elif days <= SOON_DAYS:
            yield (
                "ending",
                ngettext("Ends in %(n)d day", "Ends in %(n)d days", days) % {"n": days},
            )
