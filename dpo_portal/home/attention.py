"""What needs a person: one line each, with the one action that settles it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import alarms
from dpo_portal.home.watch import Watch
from dpo_portal.templatetags.dates import contextual
from rights.queue_address import SORTS
from rights.queue_rows import rows

MOST_OVERDUE = 3  # named one by one; the queue has the others


class Item(NamedTuple):
    """`state` is overdue, soon or info, and never told by colour alone."""

    state: str
    icon: str
    title: str
    text: str
    action: str
    url: str


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
            _("Note it") if "requests.carry_out" in watch.granted else _("Open it"),
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


def _ending(watch: Watch) -> Iterator[Item]:
    if number := watch.counts["ending"]:
        yield Item(
            "info",
            "hourglass",
            ngettext(
                "%(n)d data set is to be erased",
                "%(n)d data sets are to be erased",
                number,
            )
            % {"n": number},
            _("Its last day has come, or a consent was taken back."),
            _("Review"),
            reverse("ending:due"),
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


def _untold(watch: Watch) -> Iterator[Item]:
    if number := watch.counts["untold"]:
        yield Item(
            "soon",
            "megaphone",
            ngettext(
                "%(n)d announced change is told to nobody yet",
                "%(n)d announced changes are told to nobody yet",
                number,
            )
            % {"n": number},
            _("The policy promises to tell people before the day it takes effect."),
            _("Tell people"),
            reverse("notices:new"),
        )


def _notice_mails(watch: Watch) -> Iterator[Item]:
    if number := watch.counts["notice_mails"]:
        yield Item(
            "soon",
            "mail",
            ngettext(
                "%(n)d e-mail of a notice was given up",
                "%(n)d e-mails of notices were given up",
                number,
            )
            % {"n": number},
            _("Send them again, or tell these people another way."),
            _("See the notices"),
            reverse("notices:list"),
        )


def _notice_letters(watch: Watch) -> Iterator[Item]:
    if number := watch.counts["notice_letters"]:
        yield Item(
            "soon",
            "mail",
            ngettext(
                "%(n)d letter of a notice waits to be posted",
                "%(n)d letters of notices wait to be posted",
                number,
            )
            % {"n": number},
            _("Print them, take them to the post and say on which day."),
            _("See the notices"),
            reverse("notices:list"),
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
    _ending,
    _promises,
    _assessments,
    _untold,
    _notice_mails,
    _notice_letters,
    _trail,
]
