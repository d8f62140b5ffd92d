"""All that the home page tells one user, at one moment."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.querysets import controllers_of
from dpo_portal.home import attention, companies, kept_lately
from dpo_portal.home.attention import Item, Watch, queue_url
from dpo_portal.home.open_work import OpenWork
from dpo_portal.templatetags.dates import contextual
from dpo_portal.templatetags.lists import listed
from rights.queue_scope import Scope
from rights.reports import words
from rights.reports.kept import Account

MOST_ITEMS = 5
TARGET = (
    0.95  # of answers in time; PNG 03. Nothing but the line in the chart hangs on it
)


@dataclass(frozen=True)
class Figure:
    """One of the five; `state` colours it where it is not nothing."""

    label: str
    value: str
    note: str
    url: str
    state: str = ""


@dataclass(frozen=True)
class Board:
    user: User
    now: datetime
    granted: frozenset[str]

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.user.time_zone)

    @cached_property
    def work(self) -> OpenWork:
        return OpenWork(Scope.of(self.user, self.now), self.zone)

    @property
    def today(self) -> date:
        return self.work.today

    @cached_property
    def may_report(self) -> bool:
        return "requests.report" in self.granted

    @cached_property
    def reported(self) -> list[int]:
        """The companies on which this person may report."""
        mine = controllers_of(self.user, "requests.report")
        return sorted({*mine.values_list("controller_id", flat=True)})

    @cached_property
    def kept(self) -> Account:
        return kept_lately.lately(
            self.reported,
            event=self.work.scope.last_event,
            today=self.today,
            now=self.now,
        )

    @cached_property
    def months(self) -> list[kept_lately.MonthKept]:
        zones = [place.time_zone for place in self.work.scope.places.values()]
        return kept_lately.by_month(
            self.reported,
            event=self.work.scope.last_event,
            zones=zones,
            today=self.today,
            now=self.now,
        )

    @cached_property
    def has_months(self) -> bool:
        return any(month.judged for month in self.months)

    @cached_property
    def companies(self) -> list[companies.CompanyLine]:
        return companies.lines(self.work, self.kept)

    @cached_property
    def watch(self) -> Watch:
        return Watch(self.work, self.granted)

    @cached_property
    def items(self) -> list[Item]:
        return attention.items(self.watch)

    @property
    def first_items(self) -> list[Item]:
        return self.items[:MOST_ITEMS]

    @property
    def more_items(self) -> list[Item]:
        return self.items[MOST_ITEMS:]

    @cached_property
    def sentence(self) -> str:
        """What is urgent, in one sentence under the greeting."""
        late, soon = len(self.work.overdue), len(self.work.soon)
        if not late and not soon:
            return _("Nothing is late, and nothing is due soon.")
        parts = []
        if late:
            parts.append(
                ngettext("%(n)d request is late", "%(n)d requests are late", late)
                % {"n": late}
            )
        if soon:
            parts.append(
                ngettext("%(n)d is due soon", "%(n)d are due soon", soon) % {"n": soon}
            )
        return _("%(what)s.") % {"what": listed(parts)}

    @cached_property
    def figures(self) -> list[Figure]:
        """Five with the report, three without."""
        found = [self._open(), self._overdue(), self._soon()]
        if self.may_report:
            found += [self._on_time(), self._middle()]
        return found

    def _open(self) -> Figure:
        counts = self.work.scope.counts
        note = _("%(ours)d need us, %(theirs)d wait on the person") % {
            "ours": counts["open"] - counts["waiting"],
            "theirs": counts["waiting"],
        }
        return Figure(
            _("Open requests"), str(counts["open"]), note, queue_url(view="open")
        )

    def _overdue(self) -> Figure:
        late = self.work.overdue
        names = list(dict.fromkeys(self.work.place(one).name for one in late))
        note = _("none") if not names else names[0]
        if len(names) > 1:
            note = ngettext(
                "%(place)s and %(n)d more place",
                "%(place)s and %(n)d more places",
                len(names) - 1,
            ) % {"place": names[0], "n": len(names) - 1}
        url = queue_url(view="open", due="overdue")
        return Figure(_("Overdue"), str(len(late)), note, url, "bad" if late else "")

    def _soon(self) -> Figure:
        soon = self.work.soon
        hours = self.work.soon_hours
        label = _("Due soon")
        if hours is not None:
            label = ngettext(
                "Due within %(n)d hour", "Due within %(n)d hours", hours
            ) % {"n": hours}
        note = _("none")
        if soon and soon[0].due_at is not None:
            left = contextual(
                soon[0].due_at,
                now=self.now,
                zone=self.work.place(soon[0]).time_zone,
                by_hour=True,
            ).words
            note = _("Next: %(place)s, %(when)s") % {
                "place": self.work.place(soon[0]).name,
                "when": left[:1].lower() + left[1:],  # within the sentence
            }
        url = queue_url(view="open", due="soon")
        return Figure(label, str(len(soon)), note, url, "near" if soon else "")

    def _on_time(self) -> Figure:
        whole = self.kept.whole
        judged = whole.in_time + whole.late + whole.overdue
        note = _("%(kept)d of %(all)d, received in the last 90 days") % {
            "kept": whole.in_time,
            "all": judged,
        }
        return Figure(
            _("Answered on time"), words.share(whole.kept_share), note, self._report()
        )

    def _middle(self) -> Figure:
        note = _("Half were as fast or faster. 90 days, all rules")
        return Figure(
            _("Middle answer time"),
            words.span(self.kept.whole.median),
            note,
            self._report(),
        )

    def _report(self) -> str:
        first = kept_lately.first_day(self.today)
        return f"{reverse('reports:kept')}?since={first}&until={self.today}"

    @property
    def bars(self) -> list[tuple[str, list[tuple[str, int]], str, bool]]:
        """The next days as the chart draws them."""
        return [
            (
                _("Today") if day.day == self.today else format_date(day.day, "D"),
                [("soon", day.soon), ("later", day.later), ("waits", day.waiting)],
                format_date(day.day, "j"),
                day.is_weekend,
            )
            for day in self.work.days
        ]

    @property
    def bars_words(self) -> str:
        """The chart in a sentence, for whoever hears it."""
        busiest = max(self.work.days, key=lambda day: day.total)
        if not busiest.total:
            return _("No answer is due in the next 14 days.")
        return _(
            "Answers due on each of the next 14 days. Busiest: %(day)s with %(n)d."
        ) % {"day": format_date(busiest.day, "l j F"), "n": busiest.total}

    @property
    def points(self) -> list[tuple[str, float | None]]:
        return [(words.month_name(month.first), month.share) for month in self.months]

    @property
    def target(self) -> float:
        return TARGET

    @property
    def target_words(self) -> str:
        return _("Target %(share)s") % {"share": words.share(TARGET)}

    @property
    def greeting(self) -> str:
        """By the hour where this person is; the first word of the name, as written."""
        hour = self.now.astimezone(self.zone).hour
        name = (self.user.full_name.split() or [""])[0]
        if hour < 12:
            return _("Good morning, %(name)s") % {"name": name}
        if hour < 18:
            return _("Good afternoon, %(name)s") % {"name": name}
        return _("Good evening, %(name)s") % {"name": name}
