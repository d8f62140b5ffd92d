"""What needs a person: one line each, with the one action that settles it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.querysets import controllers_of
from audit import alarms
from correspondence.models import Delivery
from dpo_portal.home.open_work import OpenWork
from dpo_portal.templatetags.dates import contextual
from processing.models import ImpactAssessment
from rights import backups, keeping_files
from rights.choices import Stage
from rights.models import BackupDeletion
from rights.owing import for_second_look
from rights.queue_address import SORTS
from rights.queue_rows import rows
from rulebook.models import PromiseRecord

MOST_OVERDUE = 3  # named one by one; the queue has the others


class Item(NamedTuple):
    """`state` is overdue, soon or info, and never told by colour alone."""

    state: str
    icon: str
    title: str
    text: str
    action: str
    url: str


@dataclass(frozen=True)
class Watch:
    """What each source is asked with: the open work and what this user may do."""

    work: OpenWork
    granted: frozenset[str]

    @cached_property
    def counts(self) -> dict[str, Any]:
        """How many wait of each kind, and the first of those that are cases.

        One statement for all of them.
        """
        scope, user = self.work.scope, self.work.scope.user
        mine = list(scope.controllers)
        approving = controllers_of(user, "requests.approve")
        second_look = for_second_look(user.pk, controllers=approving)
        letters = Delivery.objects.filter(
            state__in=Delivery.State.given_up(),
            letter__controller__in=mine,
            letter__case_id__in=scope.requests()
            .exclude(stage=Stage.CLOSED)
            .values("pk"),
        )
        sets: dict[str, QuerySet[Any, Any]] = {
            "second_look": second_look,
            "letters": letters,
            "backups": backups.due(
                BackupDeletion.objects.filter(
                    task__rights_request__controller__in=mine
                ),
                self.work.today,
            ),
            "case_files": keeping_files.due(mine, now=scope.now),
            "promises": PromiseRecord.objects.filter(
                controller__in=mine, next_review_on__lte=self.work.today
            ),
            "assessments": ImpactAssessment.objects.in_state("concluded")
            .filter(controller__in=controllers_of(user, "processing.confirm"))
            .exclude(concluded_by_id=user.pk),
        }
        counted: dict[str, Any] = {
            name: Subquery(_number(rows)) for name, rows in sets.items()
        }
        counted["second_look_first"] = Subquery(second_look.values("ref")[:1])
        counted["letters_first"] = Subquery(
            letters.order_by("pk").values("letter__case_ref")[:1]
        )
        return User.objects.filter(pk=user.pk).values(**counted).get()


def _number(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """How many, as a subquery; NULL where there are none."""
    one = rows.order_by().annotate(one=Value(1)).values("one")
    return one.annotate(number=Count("pk")).values("number")


def _case_url(ref: str) -> str:
    return reverse("requests:detail", args=[ref])


def items(watch: Watch) -> list[Item]:
    """What is late first, then what is near, then what can wait a day."""
    found = [item for source in SOURCES for item in source(watch)]
    order = {"overdue": 0, "soon": 1, "info": 2}
    return sorted(found, key=lambda item: order[item.state])


def _overdue(watch: Watch) -> Iterator[Item]:
    work = watch.work
    scope = work.scope
    keys = [one.pk for one in work.overdue[:MOST_OVERDUE]]
    if not keys:
        return
    lines = rows(keys, SORTS["due"], places=scope.places, owners=scope.owners, tags={})
    for line in lines:
        shown = contextual(line.due_at, zone=line.time_zone, now=scope.now)
        yield Item(
            "overdue",
            "octagon-alert",
            _("%(ref)s: %(right)s, %(place)s")
            % {"ref": line.ref, "right": line.right, "place": line.place},
            _("%(late)s. Next: %(step)s.")
            % {"late": shown.words, "step": line.next_step},
            _("Open it"),
            line.url,
        )
    more = len(work.overdue) - len(keys)
    if more:
        yield Item(
            "overdue",
            "octagon-alert",
            ngettext("%(n)d more is overdue", "%(n)d more are overdue", more)
            % {"n": more},
            "",
            _("See all"),
            queue_url(view="open", due="overdue"),
        )


def queue_url(**query: str) -> str:
    return f"{reverse('requests:queue')}?{urlencode(query)}"


def _second_look(watch: Watch) -> Iterator[Item]:
    if number := watch.counts["second_look"]:
        yield Item(
            "soon",
            "scale",
            ngettext(
                "%(n)d decision waits for your second look",
                "%(n)d decisions wait for your second look",
                number,
            )
            % {"n": number},
            _("The first is %(ref)s.") % {"ref": watch.counts["second_look_first"]},
            _("Look at it"),
            _case_url(watch.counts["second_look_first"]),
        )


def _mails(watch: Watch) -> Iterator[Item]:
    if number := watch.work.scope.counts["mails"]:
        yield Item(
            "soon",
            "mail",
            ngettext(
                "%(n)d mail belongs to no request yet",
                "%(n)d mails belong to no request yet",
                number,
            )
            % {"n": number},
            _("If it asks for a right, its time runs since it came."),
            _("Sort them"),
            reverse("requests:mails"),
        )


def _letters(watch: Watch) -> Iterator[Item]:
    if number := watch.counts["letters"]:
        yield Item(
            "soon",
            "mail",
            ngettext(
                "%(n)d letter could not be delivered",
                "%(n)d letters could not be delivered",
                number,
            )
            % {"n": number},
            _("The first belongs to %(ref)s.") % {"ref": watch.counts["letters_first"]},
            _("Look at it"),
            _case_url(watch.counts["letters_first"]),
        )


def _backups(watch: Watch) -> Iterator[Item]:
    if number := watch.counts["backups"]:
        yield Item(
            "info",
            "calendar-clock",
            ngettext(
                "%(n)d backup should be gone by now",
                "%(n)d backups should be gone by now",
                number,
            )
            % {"n": number},
            _("Nobody has noted yet what shows it."),
            _("Note it"),
            f"{reverse('ledger:backups')}?view=due",
        )


def _case_files(watch: Watch) -> Iterator[Item]:
    if number := watch.counts["case_files"]:
        yield Item(
            "info",
            "hourglass",
            ngettext(
                "%(n)d case file is past its date",
                "%(n)d case files are past their date",
                number,
            )
            % {"n": number},
            _("See what would go before anything is erased."),
            _("Review"),
            reverse("retention:files"),
        )


def _promises(watch: Watch) -> Iterator[Item]:
    if number := watch.counts["promises"]:
        yield Item(
            "info",
            "book-open",
            ngettext(
                "%(n)d promise is due for review",
                "%(n)d promises are due for review",
                number,
            )
            % {"n": number},
            _("People keep them; say again how, and what shows it."),
            _("Review"),
            f"{reverse('promises:ledger')}?state=review_due",
        )


def _assessments(watch: Watch) -> Iterator[Item]:
    if number := watch.counts["assessments"]:
        yield Item(
            "info",
            "search-check",
            ngettext(
                "%(n)d impact assessment waits for a second person",
                "%(n)d impact assessments wait for a second person",
                number,
            )
            % {"n": number},
            "",
            _("Confirm"),
            reverse("processing:assessments"),
        )


def _trail(watch: Watch) -> Iterator[Item]:
    if "audit.view" not in watch.granted:
        return
    for alarm in alarms.lately(watch.work.scope.now):
        yield Item(
            "overdue",
            "shield-check",
            _("The change history raises an alarm"),
            alarm.sentence,
            _("See what was found"),
            reverse("audit:integrity"),
        )


SOURCES: list[Callable[[Watch], Iterator[Item]]] = [
    _overdue,
    _second_look,
    _mails,
    _letters,
    _backups,
    _case_files,
    _promises,
    _assessments,
    _trail,
]
