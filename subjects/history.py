"""What happened to a person's records, act by act, without a personal value."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.core.paginator import Page, Paginator
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from audit import verbs
from audit.models import LedgerEntry
from subjects.models import DataSubject

ROWS = 25


@dataclass
class Act:
    """One act: who, when, what for, and which kinds of records it changed."""

    at: datetime
    who: str
    title: str
    records: str
    case_id: int | None


def history_page(
    person: DataSubject, number: str | None, *, record: str = ""
) -> tuple[Page[LedgerEntry], list[Act]]:
    """A page of acts, newest first; of one record where `record` names it."""
    entries = LedgerEntry.objects.filter(subject_id__in=person.record_ids())
    if record:
        model, _colon, pk = record.partition(":")
        entries = entries.filter(model=model, object_pk=pk)
    page = Paginator(entries.order_by("-id"), ROWS).get_page(number)
    return page, _acts(page.object_list)


def _acts(entries: Iterable[LedgerEntry]) -> list[Act]:
    groups: dict[object, list[LedgerEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.act_uid, []).append(entry)
    ids = {some[0].actor_id for some in groups.values() if some[0].actor_id}
    names = {pk: user.full_name for pk, user in User.objects.in_bulk(ids).items()}
    return [_act(some, names) for some in groups.values()]


def _act(some: list[LedgerEntry], names: dict[int, str]) -> Act:
    verb = next((one.verb for one in some if one.verb), "")
    first = some[0]
    kinds = dict.fromkeys(_kind(one.model) for one in some if not one.verb)
    return Act(
        at=first.occurred_at,
        who=_who(first, names),
        title=verbs.label(verb) if verb else _("Record changed"),
        records=", ".join(kinds),
        case_id=first.case_id,
    )


def _who(entry: LedgerEntry, names: dict[int, str]) -> str:
    if entry.actor_id is not None and entry.actor_kind == "staff":
        return names.get(entry.actor_id, _("A former colleague"))
    if entry.actor_kind == "subject":
        return _("The person")
    return str(entry.get_actor_kind_display())


def _kind(label: str) -> str:
    try:
        return str(capfirst(str(apps.get_model(label)._meta.verbose_name)))
    except LookupError:
        return label
