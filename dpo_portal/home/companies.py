"""By company and country: open work, and its speed beside what is allowed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dpo_portal.home.open_work import OpenWork
from rights.reports import words
from rights.reports.kept import Account, Counted, Duty, Line, Tally

MOST = 8  # lines; the quietest countries of a company share one
MOST_PERIODS = 2  # of different units, written out
SLOW = 0.75  # of the allowed time: a middle time above it is told in amber


@dataclass(frozen=True)
class CompanyLine:
    """A place, or several of a company with little to tell."""

    name: str
    controller: str  # its slug, for the link
    country: str  # blank for several
    rule: str
    open: int
    late: int
    tally: Tally

    @cached_property
    def allowed(self) -> timedelta | None:
        """The middle of what its clocks allow."""
        spans = sorted(
            clock.due_at - clock.started_at
            for clock in self.tally.clocks
            if clock.due_at is not None
        )
        return spans[len(spans) // 2] if spans else None

    @property
    def part(self) -> int:
        """The middle time in percent of the allowed one, for the bar."""
        share = self.tally.median_share
        return 0 if share is None else min(100, round(100 * share))

    @property
    def is_slow(self) -> bool:
        return (self.tally.median_share or 0) > SLOW

    @property
    def middle(self) -> str:
        """“5.1 of 7”, in days; a dash where nothing was answered yet."""
        if self.tally.median is None or self.allowed is None:
            return "–"
        return _("%(taken)s of %(allowed)s") % {
            "taken": _days(self.tally.median),
            "allowed": _days(self.allowed),
        }


def lines(work: OpenWork, kept: Account) -> list[CompanyLine]:
    """A line for each place with something to tell, the busiest first."""
    duties: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in kept.dated:
        duties[line.duty.controller, line.duty.country].append(line)
    names = {pk: name for pk, (_slug, name) in work.scope.controllers.items()}
    opened = Counter(one.place for one in work.requests)
    late = Counter(one.place for one in work.overdue)
    by_company: dict[int, list[tuple[int, list[Line]]]] = defaultdict(list)
    for pk, place in work.scope.places.items():
        told = duties.get((names[place.controller_id], place.country), [])
        if opened[pk] or told:
            by_company[place.controller_id].append((pk, told))
    single = MOST - len(by_company) + 1
    found = []
    for company, places in by_company.items():
        places.sort(key=lambda one: (-late[one[0]], -opened[one[0]], one[0]))
        cut = len(places) if len(places) <= single else max(single - 1, 1)
        groups = [[one] for one in places[:cut]]
        if places[cut:]:
            groups.append(places[cut:])
        found += [_line(work, company, group, opened, late) for group in groups]
    return found


def _line(
    work: OpenWork,
    company: int,
    group: Sequence[tuple[int, list[Line]]],
    opened: Counter[int],
    late: Counter[int],
) -> CompanyLine:
    slug, name = work.scope.controllers[company]
    lines = [line for _pk, told in group for line in told]
    clocks: list[Counted] = [c for line in lines for c in line.tally.clocks]
    first = work.scope.places[group[0][0]]
    if len(group) == 1:
        title = first.name
    else:
        title = ngettext(
            "%(company)s, %(n)d more country",
            "%(company)s, %(n)d more countries",
            len(group),
        ) % {"company": name, "n": len(group)}
    return CompanyLine(
        name=title,
        controller=slug,
        country=first.country if len(group) == 1 else "",
        rule=_rule([line.duty for line in lines]),
        open=sum(opened[pk] for pk, _told in group),
        late=sum(late[pk] for pk, _told in group),
        tally=Tally(clocks, work.scope.now),
    )


def _rule(duties: list[Duty]) -> str:
    """“7 days”; “3 to 30 days” where several periods in one unit are promised."""
    if not duties:
        return "–"
    shown = list(dict.fromkeys(words.allowed(duty) for duty in duties))
    if len(shown) == 1:
        return shown[0]
    numbers = [duty.number for duty in duties if duty.number is not None]
    if len({duty.unit for duty in duties}) == 1 and len(numbers) > 1:
        longest = max(duties, key=lambda duty: duty.number or 0)
        return _("%(shortest)d to %(longest)s") % {
            "shortest": min(numbers),
            "longest": words.allowed(longest),
        }
    if len(shown) <= MOST_PERIODS:
        return ", ".join(shown)
    return ngettext("%(n)d period", "%(n)d periods", len(shown)) % {"n": len(shown)}


def _days(value: timedelta) -> str:
    days = round(value / timedelta(days=1), 1)
    whole = days == int(days) or days >= 10
    return number_format(round(days) if whole else days)
