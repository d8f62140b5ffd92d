"""Values of history have shorter lives than facts.

That something changed, when and by whom stays in the ledger; what an older version said
is erased once its period is over, by the same redaction as for a person, so that the
trail still verifies. The newest version of a record lives as long as the record.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, Q

from audit import profiles
from audit.models import LedgerEntry
from audit.redacting import Target, redact
from audit.trail import Actor, act
from audit.triggers import tracked_models

BY = Actor.job("expiry")
REASON_CODE = "expired"
BATCH = 500  # records in one transaction


def expire(
    at: datetime,
    *,
    own: Mapping[int, int] | None = None,
    spared: Collection[int] = (),
) -> int:
    """Erase what older versions said; of how many records. Safe to run twice.

    `own` are the days of companies that have a period of their own, by their numbers;
    what concerns the people in `spared` is left alone.
    """
    done = 0
    for model in tracked_models():
        found = _expired(model, at, own or {}, frozenset(spared))
        for some in batched(found, BATCH, strict=False):
            with transaction.atomic(), act(by=BY, reason_code=REASON_CODE, at=at):
                redact(some, reason_code=REASON_CODE)
            done += len(some)
    return done


def days(model: Any) -> int | None:
    """How long older values of this model live; None: as long as their record."""
    own = settings.HISTORY_KEPT_DAYS_OF.get(model._meta.label_lower)
    return settings.HISTORY_KEPT_DAYS if own is None else int(own)


def _expired(
    model: Any, at: datetime, own: Mapping[int, int], spared: frozenset[int]
) -> Iterator[Target]:
    """Records with older versions whose period is over and that hold values still."""
    usual, personal = days(model), tuple(model.Audit.pii)
    periods = [one for one in (usual, *own.values()) if one is not None]
    if not periods or not personal:
        return
    key = model._meta.pk.attname
    history = profiles.profile(model).history._default_manager
    newer = history.filter(
        **{key: OuterRef(key)}, history_id__gt=OuterRef("history_id")
    )
    over = at - timedelta(days=min(periods))
    found = history.filter(Exists(newer), history_date__lt=over, redacted=0)
    pks = list(found.order_by().values_list(key, flat=True).distinct())
    for some in batched(pks, BATCH, strict=False):
        whose = _whose(model, some)
        ages = history.filter(**{f"{key}__in": some}).order_by().values(key)
        first = Min("history_date", filter=Q(redacted=0))
        for row in ages.annotate(last=Max("history_date"), first=first):
            company, person = whose.get(str(row[key]), (None, None))
            period = own.get(company or 0, usual)
            if period is None or person in spared:
                continue
            until = min(at - timedelta(days=period), row["last"])
            if row["first"] < until:
                names = (*personal, profiles.REASON)
                yield Target(model, row[key], names, until=until)


def _whose(model: Any, pks: Iterable[Any]) -> dict[str, tuple[int | None, int | None]]:
    """Company and person of each record, as its newest entries say."""
    rows = LedgerEntry.objects.filter(
        model=model._meta.label_lower, object_pk__in=[str(pk) for pk in pks]
    )
    # Sorted here: asked to, SQLite walks all entries of the model in their order.
    oldest_first = sorted(
        rows.order_by().values_list("id", "object_pk", "controller_id", "subject_id")
    )
    found: dict[str, tuple[int | None, int | None]] = {}
    for _id, pk, company, person in oldest_first:
        before = found.get(pk, (None, None))
        found[pk] = (company or before[0], person or before[1])
    return found
