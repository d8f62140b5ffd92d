"""The files of a case: taken in, handed out, erased.

A file is checked, scanned and on the disk before the transaction that names it begins;
if that fails, the file goes again, and what a killed process left behind the worker
sweeps away (sweeping.py). So no row names half a file, and no file stays unnamed.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import DatabaseError, transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.errors import FileGone, FileNotStored
from audit.trail import Actor
from audit.vault import Shelf
from rights import scanning, sniffing
from rights.choices import State
from rights.errors import FileRefused
from rights.file_kinds import (
    CASE_LIMIT,
    FILE_LIMIT,
    FILES_LIMIT,
    MEGABYTE,
    TOGETHER_LIMIT,
    FileKind,
    clean_name,
)
from rights.models import (
    AnswerPackage,
    CaseEvent,
    CaseFile,
    FulfilmentTask,
    Message,
    RightsRequest,
)
from rights.steps import step, tell

SHELF = Shelf("cases")
OPEN_FOR = timedelta(days=60)  # what the office puts on the status page
Source = CaseFile.Source


@dataclass(frozen=True)
class Offered:
    """A file that has passed the checks of name, size and content."""

    name: str
    kind: FileKind
    data: bytes


@dataclass(frozen=True)
class Stored:
    """A file on the disk that no row names yet."""

    uid: UUID
    name: str
    kind: FileKind
    size: int
    sha256: str


def check(name: str, data: bytes, *, by_staff: bool = False) -> Offered:
    """Look at one file that somebody hands in.

    Raises FileRefused for one that is too big, of a kind not taken, or not what its
    name says.
    """
    name = clean_name(name)
    if len(data) > FILE_LIMIT:
        raise FileRefused(too_big())
    return Offered(name, sniffing.kind_of(name, data, by_staff=by_staff), data)


def too_big() -> str:
    return _("This file is too big. A file may have %(number)d MB.") % {
        "number": FILE_LIMIT // MEGABYTE
    }


def too_big_together() -> str:
    return _(
        "Files that are sent at once may have %(number)d MB together: send this one "
        "by itself."
    ) % {"number": TOGETHER_LIMIT // MEGABYTE}


@contextmanager
def stored(
    offers: Iterable[Offered], *, scanned: bool = True
) -> Iterator[list[Stored]]:
    """Have these files scanned and on the disk for one verb, all of them or none.

    Those that the verb did not put on a case are removed at the end, whatever happened.
    Raises FileRefused where the scanner objects or the disk is full. What the portal
    made itself need not be scanned.
    """
    kept: list[Stored] = []
    try:
        for offer in offers:
            if scanned:
                scanning.guard(offer.data)
            kept.append(_store(offer))
        yield kept
    finally:
        if kept:
            _remove_unnamed([file.uid for file in kept])


def _store(offer: Offered) -> Stored:
    uid = uuid4()
    try:
        SHELF.put(uid, offer.data)
    except FileNotStored:
        raise FileRefused(
            _("The file could not be kept, so nothing was. Try again in an hour.")
        ) from None
    fingerprint = sha256(offer.data).hexdigest()
    return Stored(uid, offer.name, offer.kind, len(offer.data), fingerprint)


def _remove_unnamed(uids: Sequence[UUID]) -> None:
    try:
        named = set(CaseFile.objects.filter(uid__in=uids).values_list("uid", flat=True))
    except DatabaseError:
        return  # nobody can say now; the worker sweeps later
    for uid in set(uids) - named:
        SHELF.remove(uid)


def put_on(
    case: RightsRequest,
    files: Sequence[Stored],
    *,
    source: Source,
    at: datetime,
    by: User | Actor,
    message: Message | None = None,
    package: AnswerPackage | None = None,
    task: FulfilmentTask | None = None,
    for_person: bool = False,
    expires_at: datetime | None = None,
) -> list[CaseFile]:
    """Name stored files on a case, inside the verb that brings them.

    Raises FileRefused where the case would hold too much.
    """
    if files:
        _guard_room(case, files)
    rows = [
        CaseFile(
            uid=file.uid,
            rights_request=case,
            message=message,
            package=package,
            task=task,
            source=source,
            kind=file.kind.code,
            name=file.name,
            size=file.size,
            sha256=file.sha256,
            added_at=at,
            added_by_id=by.pk if isinstance(by, User) else None,
            for_person=for_person,
            expires_at=expires_at,
        )
        for file in files
    ]
    for row in rows:
        row.save()
    return rows


def _guard_room(case: RightsRequest, files: Sequence[Stored]) -> None:
    there = CaseFile.objects.there().filter(rights_request=case)
    held = there.aggregate(total=Sum("size"))["total"] or 0
    if held + sum(file.size for file in files) > CASE_LIMIT:
        raise FileRefused(
            _("This request has %(number)d MB of files already, so no more fit.")
            % {"number": held // MEGABYTE}
        )
    if there.count() + len(files) > FILES_LIMIT:
        raise FileRefused(
            _("This request has %(number)d files already, so no more fit.")
            % {"number": there.count()}
        )


def content(case_file: CaseFile) -> bytes:
    """The file as it was handed in. Raises FileGone once it is erased."""
    if case_file.is_erased:
        raise FileGone("This file was erased.")
    return SHELF.read(case_file.uid)


def erase(
    rights_request: RightsRequest,
    files: Iterable[CaseFile] | None = None,
    *,
    because: CaseFile.Because,
    by: User | Actor,
    version: int | None = None,
    at: datetime | None = None,
) -> int:
    """Erase these files of a case, or all; returns how many were there.

    What stays of each is its fingerprint, its size, when it went and why. Erasing twice
    changes nothing. The bytes go once this is committed; a process killed in between
    leaves them to the worker.
    """
    at = at or timezone.now()
    wanted = None if files is None else [file.pk for file in files]
    there = CaseFile.objects.there().filter(rights_request=rights_request)
    there = there if wanted is None else there.filter(pk__in=wanted)
    if not there.exists():
        return 0
    with step(
        rights_request,
        "erase_files",
        by=by,
        at=at,
        states=frozenset(State),
        permission="requests.triage",
        version=version,
    ) as case:
        gone = erase_rows(there, because=because, by=by, at=at)
        data = {"files": [file.pk for file in gone], "because": str(because)}
        tell(case, CaseEvent.Type.FILES_ERASED, by=by, at=at, data=data)
    return len(gone)


def erase_rows(
    rows: "QuerySet[CaseFile]",
    *,
    because: CaseFile.Because,
    by: User | Actor,
    at: datetime,
) -> list[CaseFile]:
    """Erase these inside a verb; their bytes go once that verb is committed."""
    gone = list(rows.select_for_update(of=("self",)))
    for file in gone:
        file.name, file.erased_at, file.erased_because = "", at, because
        file.erased_by_id = by.pk if isinstance(by, User) else None
        file.save()
    uids = [file.uid for file in gone]
    transaction.on_commit(lambda: _remove(uids))
    return gone


def _remove(uids: Iterable[UUID]) -> None:
    for uid in uids:
        SHELF.remove(uid)
