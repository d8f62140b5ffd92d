"""What the people who watch over the trail must hear of. No alarm names anybody."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import DateTimeField, QuerySet, Value
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from audit import sealing, sinks, triggers
from audit.context import ActorKind
from audit.models import Checkpoint, LedgerEntry, Publication, Seal, Verification

UNSEALED_SECONDS = 5
LOOK_BACK = timedelta(days=7)
MOST = 10_000  # changes from outside that are counted; more are as bad
type Known = dict[str, list[tuple[int, Any]]]


@dataclass(frozen=True, slots=True)
class Alarm:
    """`code` is for machines, `sentence` for people."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How far the last verification went, and when."""

    seq: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Watch:
    """What a page about the trail says of it at its head."""

    alarms: list[Alarm]
    verified: Verified | None


def current(at: datetime) -> list[Alarm]:
    """What is wrong now, or was found in the last seven days."""
    return watch(at).alarms


def watch(at: datetime) -> Watch:
    """The alarms, with the last verification: three statements."""
    known = _known()
    asked = (_unsealed(at, known), _unattributed(at), _forged(known))
    more = (_unpublished(known), _older(known), _unguarded(), _bent(known))
    return Watch(
        alarms=[alarm for alarm in (*asked, *more) if alarm is not None],
        verified=Verified(*known["verified"][0]) if known["verified"] else None,
    )


def _known() -> Known:
    """Numbers and moments of what the alarms ask for, by name, in one statement."""
    checkpoints, seals = Checkpoint.objects.all(), Seal.objects.filter(is_forged=True)
    failing = Publication.objects.filter(failed_at__isnull=False)
    newest = Verification.objects.order_by("-pk").values("pk")[:1]
    last = Verification.objects.filter(pk__in=newest)
    asked: list[tuple[str, QuerySet[Any], str, Any]] = [
        ("signed", _newest(checkpoints), "seq", "made_at"),
        ("forged", _newest(seals), "seq", Value(None, DateTimeField())),
        ("failing", failing, "seq", "failed_at"),
        ("verified", last, "seq", "made_at"),
        ("bent", last.filter(findings__gt=0), "findings", "made_at"),
    ]
    for kind in sealing.KINDS:
        asked.append(("unsealed", sealing.first_unsealed(kind), "pk", "occurred_at"))
    first, *more = (
        rows.order_by().values_list(Value(name), number, at)
        for name, rows, number, at in asked
    )
    found = defaultdict(list)
    for name, number, moment in first.union(*more, all=True):
        found[name].append((number, moment))
    return found


def _newest(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(seq__in=rows.order_by("-seq").values("seq")[:1])


def lately(at: datetime) -> list[Alarm]:
    """The same, at most a minute old: for pages that show it beside something else."""
    language = get_language()
    found: list[Alarm] | None = cache.get(f"alarms:{language}")
    if found is None:
        found = current(at)
        cache.set(f"alarms:{language}", found, timeout=60)
    return found


def _unsealed(at: datetime, known: Known) -> Alarm | None:
    signed = [moment for _seq, moment in known["signed"]]
    oldest = [moment for _pk, moment in known["unsealed"]]
    seconds = sealing.waiting_seconds(at, oldest, signed[0] if signed else None)
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


def _forged(known: Known) -> Alarm | None:
    if not known["forged"]:
        return None
    return Alarm("forged", _("The trail holds an entry that the portal did not write."))


def _unpublished(known: Known) -> Alarm | None:
    if not known["failing"]:
        return None
    return Alarm("unpublished", _("Checkpoints cannot be sent out at present."))


def _older(known: Known) -> Alarm | None:
    kept = sinks.newest_kept()
    newest = max((seq for seq, _at in known["signed"]), default=0)
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


def _bent(known: Known) -> Alarm | None:
    if not known["bent"]:
        return None
    return Alarm("bent", _("The last verification found that the trail was changed."))
