"""What the people who watch over the trail must hear of. No alarm names anybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.db.models import Max
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from audit import sealing, sinks, triggers
from audit.context import ActorKind
from audit.models import Checkpoint, LedgerEntry, Publication, Seal, Verification

UNSEALED_SECONDS = 5
LOOK_BACK = timedelta(days=7)
MOST = 10_000  # changes from outside that are counted; more are as bad


@dataclass(frozen=True, slots=True)
class Alarm:
    """`code` is for machines, `sentence` for people."""

    code: str
    sentence: str


def current(at: datetime) -> list[Alarm]:
    """What is wrong now, or was found in the last seven days."""
    asked = (_unsealed(at), _unattributed(at), _forged(), _unpublished(), _older())
    more = (_unguarded(), _bent())
    return [alarm for alarm in (*asked, *more) if alarm is not None]


def lately(at: datetime) -> list[Alarm]:
    """The same, at most a minute old: for pages that show it beside something else."""
    language = get_language()
    found: list[Alarm] | None = cache.get(f"alarms:{language}")
    if found is None:
        found = current(at)
        cache.set(f"alarms:{language}", found, timeout=60)
    return found


def _unsealed(at: datetime) -> Alarm | None:
    seconds = sealing.oldest_unsealed_seconds(at)
    if seconds <= UNSEALED_SECONDS:
        return None
    return Alarm(
        "unsealed",
        _("The oldest entry has waited %(seconds)d seconds for its seal.")
        % {"seconds": seconds},
    )


def unattributed_since(at: datetime) -> int:
    """How many changes came round the trail's side since then, 10,000 at most.

    Read by number, newest first: these have an index of their own. Asked by time the
    database reads every entry since then.
    """
    newest = LedgerEntry.objects.filter(actor_kind=ActorKind.SQL).order_by("-pk")
    moments = newest.values_list("occurred_at", flat=True)[:MOST]
    return sum(moment > at for moment in moments)


def _unattributed(at: datetime) -> Alarm | None:
    count = unattributed_since(at - LOOK_BACK)
    if not count:
        return None
    return Alarm(
        "unattributed",
        ngettext(
            "%(count)d change of the last seven days came from outside the portal.",
            "%(count)d changes of the last seven days came from outside the portal.",
            count,
        )
        % {"count": count},
    )


def _forged() -> Alarm | None:
    if not Seal.objects.filter(is_forged=True).exists():
        return None
    return Alarm("forged", _("The trail holds an entry that the portal did not write."))


def _unpublished() -> Alarm | None:
    failing = Publication.objects.filter(failed_at__isnull=False)
    if not failing.exists():
        return None
    return Alarm("unpublished", _("Checkpoints cannot be sent out at present."))


def _older() -> Alarm | None:
    kept = sinks.newest_kept()
    newest = Checkpoint.objects.aggregate(most=Max("seq"))["most"] or 0
    if kept is None or kept["seq"] <= newest:
        return None
    return Alarm(
        "older",
        _("The database is older than the checkpoints kept beside it."),
    )


def _unguarded() -> Alarm | None:
    if not triggers.missing(connection):
        return None
    return Alarm("unguarded", _("The database lacks guards of the trail."))


def _bent() -> Alarm | None:
    last = Verification.objects.order_by("-pk").first()
    if last is None or not last.findings:
        return None
    return Alarm("bent", _("The last verification found that the trail was changed."))
