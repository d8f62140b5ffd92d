"""What this room keeps of a person outside its tracked columns, and how it goes.

Files and raw mails on the cases, drafts in sessions, words of searches. The words of
claimant, messages, decisions and letters the tracked models declare themselves.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from correspondence.models import Delivery
from rights.choices import TERMINAL
from rights.files import SHELF, erase_rows
from rights.models import (
    CaseFile,
    Claimant,
    Hold,
    IncomingMail,
    Matter,
    RawMail,
    RightsRequest,
)
from rights.receiving_mail import raw_of
from subjects import cleaning, erasers, searching
from subjects.erasers import Case, Scope, Store
from subjects.models import StoredSearch


def register() -> None:
    """Hand all of this over to those who erase and look for what was erased."""
    erasers.register("requests", stores_of)
    erasers.register_cases(cases_of)
    erasers.register_words("requests", words_of)
    erasers.register_rows("matters", matters_of)
    erasers.register_sealed("mails", mails)
    erasers.register_sealed("searches", searches)
    erasers.register_sealed("sessions", sessions)
    erasers.register_places("files", case_of_file)
    erasers.register_places("mails", case_of_mail)


def cases_of(people: Iterable[int]) -> list[Case]:
    """Every request of these people; one is open until its last letter has left."""
    rows = RightsRequest.objects.filter(data_subject__in=list(people)).order_by("pk")
    leaving = set(
        Delivery.objects.filter(
            letter__case_id__in=rows.values("pk"),
            state__in=[*Delivery.State.waiting(), Delivery.State.SENDING],
            channel=Delivery.Channel.EMAIL,
        ).values_list("letter__case_id", flat=True)
    )
    return [
        Case(row.pk, row.ref, row.state not in TERMINAL or row.pk in leaving)
        for row in rows
    ]


def words_of(scope: Scope) -> Iterator[str]:
    """What claimants are known by; not who acted for them: that is another person."""
    for claimant in Claimant.objects.filter(rights_request__in=scope.cases):
        yield claimant.data_subject_name
        yield claimant.person_email
        yield claimant.postal_address
        if not claimant.is_represented:
            yield from (claimant.email, claimant.phone)


def matters_of(scope: Scope) -> QuerySet[Any]:
    """Settled debts and disputes of these cases, unless another case names them too."""
    elsewhere = Hold.objects.exclude(rights_request__in=scope.cases)
    mine = Matter.objects.filter(
        pk__in=Hold.objects.filter(rights_request__in=scope.cases).values("matter"),
        settled_at__isnull=False,
    )
    return mine.exclude(pk__in=elsewhere.exclude(matter=None).values("matter"))


def stores_of(scope: Scope) -> Iterator[Store]:
    yield Store("files", lambda: _erase_files(scope))
    yield Store("mails", lambda: _erase_mails(scope))
    yield Store("searches", lambda: _erase_searches(scope))
    yield Store("sessions", lambda: _erase_sessions(scope))


def _erase_files(scope: Scope) -> int:
    there = CaseFile.objects.there().filter(rights_request__in=scope.cases)
    because = CaseFile.Because.ERASURE
    gone = erase_rows(there, because=because, by=scope.by, at=scope.at)
    # Those of before, too: a process killed after its commit has left their bytes.
    erased = CaseFile.objects.filter(
        rights_request__in=scope.cases, erased_at__isnull=False
    )
    uids = list(erased.values_list("uid", flat=True))
    transaction.on_commit(partial(_remove_files, uids))
    return len(gone)


def _remove_files(uids: Iterable[UUID]) -> None:
    for uid in uids:
        SHELF.remove(uid)


def _erase_mails(scope: Scope) -> int:
    """The mails on their cases, and those that nobody put on one but name them."""
    mine = IncomingMail.objects.filter(rights_request__in=scope.cases)
    loose = IncomingMail.objects.filter(
        rights_request=None, sender__in=scope.words
    ).exclude(sender="")
    done = 0
    for mail in [*mine.select_for_update(), *loose.select_for_update()]:
        cleaning.remove(RawMail.objects.filter(mail=mail), at=scope.at)
        if mail.sender or mail.sender_name or mail.subject:
            mail.sender = mail.sender_name = mail.subject = ""
            mail.save()
            done += 1
    return done


def _erase_searches(scope: Scope) -> int:
    """Searches last half a day and are sealed: each is opened and looked into."""
    if not scope.words:
        return 0
    names = _names(scope)
    gone = [
        row.pk for row in StoredSearch.objects.all() if names(searching.opened(row))
    ]
    return StoredSearch.objects.filter(pk__in=gone).delete()[0]


def _erase_sessions(scope: Scope) -> int:
    """Sessions in which these words were typed: a draft, an answer sent too late."""
    if not scope.words:
        return 0
    names = _names(scope)
    gone = [number for number, content in sessions() if names(content.decode())]
    return Session.objects.filter(pk__in=gone).delete()[0]


def _names(scope: Scope) -> Callable[[str], bool]:
    words = [word.casefold() for word in scope.words]
    return lambda text: any(word in text.casefold() for word in words)


def sessions() -> Iterator[tuple[str, bytes]]:
    """What every session holds, opened."""
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    for row in Session.objects.iterator():
        held = store.decode(row.session_data)
        yield row.pk, json.dumps(held, ensure_ascii=False, default=str).encode()


def searches() -> Iterator[tuple[str, bytes]]:
    for row in StoredSearch.objects.iterator():
        yield str(row.pk), searching.opened(row).encode()


def mails() -> Iterator[tuple[str, bytes]]:
    rows = IncomingMail.objects.filter(raw__isnull=False)
    for row in rows.iterator():
        yield str(row.pk), raw_of(row)


def case_of_file(name: str) -> int | None:
    """The case of a file on the disk, which carries its number as its name."""
    try:
        uid = UUID(name.partition(".")[0])
    except ValueError:
        return None  # no file of a case
    rows = CaseFile.objects.filter(uid=uid)
    return rows.values_list("rights_request_id", flat=True).first()


def case_of_mail(number: str) -> int | None:
    rows = IncomingMail.objects.filter(pk=number)
    return rows.values_list("rights_request_id", flat=True).first()
