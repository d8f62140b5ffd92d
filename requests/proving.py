"""Documents that are looked at for an identity check, and only where one may be asked.

A copy is kept encrypted until the check has its result; then it is deleted
(shredding.py). What the register does not ask for is not taken in (CLOCKS.md 3).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from audit import encryption
from audit.trail import Actor
from rights import files, scanning, sniffing
from rights.choices import State
from rights.errors import FileRefused, StepNotAllowed
from rights.fact_words import desk_label
from rights.file_kinds import FILE_LIMIT, KINDS, FileKind
from rights.identifying import facts_of, take_proof
from rights.models import (
    CaseEvent,
    IdentityDocument,
    RightsRequest,
    SealedDocument,
)
from rights.steps import step, tell
from rulebook.rows import IdentityFact

PERMISSION = "requests.triage"
MOST = 6  # copies kept for one check at a time
AUTHORITY = "authority"  # what shows that somebody may act for another person
# The facts of the register that a person can show by a document; the others are words.
BY_DOCUMENT = ("id_document_number", "id_document_issued_on", "identity_proof")
CHECKING = frozenset({State.IDENTITY_CHECK})
STARTS = {  # first bytes -> ending of the kind they claim; nothing else is taken
    b"%PDF-": ".pdf",
    b"\xff\xd8\xff": ".jpg",
    b"\x89PNG\r\n\x1a\n": ".png",
}


@dataclass(frozen=True)
class Shown:
    """A document and what it is to show; `content` is None where no copy was taken."""

    shows: str
    content: bytes | None = None


def provable(rights_request: RightsRequest) -> list[IdentityFact]:
    """The facts of this route that a document can show."""
    return [f for f in facts_of(rights_request) if f.code in BY_DOCUMENT]


def may_show(rights_request: RightsRequest) -> set[str]:
    """What a document may be asked for here; nothing where the register asks none."""
    found = {fact.code for fact in provable(rights_request)}
    represented = rights_request.claimant.is_represented
    return found | {AUTHORITY} if represented else found


def labelled(rights_request: RightsRequest) -> list[tuple[str, str]]:
    """What a document may show here, as the desk says it in the reader's language."""
    return _with_authority(rights_request, desk_label)


def asked_of_person(rights_request: RightsRequest) -> list[tuple[str, str]]:
    """What the person may send on their page: only while the check is open."""
    if rights_request.state not in CHECKING:
        return []
    language = get_language() or "en"
    return _with_authority(rights_request, lambda fact: fact.label_in(language))


def _with_authority(
    rights_request: RightsRequest, label: Callable[[IdentityFact], str]
) -> list[tuple[str, str]]:
    found = [(fact.code, label(fact)) for fact in provable(rights_request)]
    if AUTHORITY in may_show(rights_request):
        found.append((AUTHORITY, _("That somebody may act for the person")))
    return found


def take_document(
    rights_request: RightsRequest,
    shown: Shown,
    *,
    by: User | Actor,
    version: int | None = None,
    at: datetime | None = None,
) -> IdentityDocument:
    """Keep a document until the check has its result, or note that it was shown.

    Raises StepNotAllowed where the policy asks for no such document here and outside a
    check, and FileRefused for what is no whole PDF, JPEG or PNG of at most 10 MB.
    """
    at = at or timezone.now()
    kind = None if shown.content is None else _kind_of(shown.content)
    with step(
        rights_request,
        "take_document",
        by=by,
        at=at,
        states=CHECKING,
        permission=PERMISSION,
        version=version,
    ) as case:
        if shown.shows not in may_show(case):
            raise StepNotAllowed(
                _(
                    "The policy asks for no such document on this channel, so none may "
                    "be kept."
                )
            )
        document = _kept(case, shown, kind, by=by, at=at)
        tell(
            case,
            CaseEvent.Type.DOCUMENT_TAKEN,
            by=by,
            at=at,
            data={"document": document.pk, "way": document.way},
        )
        if not isinstance(by, User):
            take_proof(case, at=at)
    return document


def opened(document: IdentityDocument, *, by: User) -> tuple[bytes, str]:
    """The copy and a name for the file. That it was looked at is the page's to record.

    Raises PermissionDenied, and StepNotAllowed once it has been deleted.
    """
    if not by.has_perm(PERMISSION, document.check_made.rights_request):
        raise PermissionDenied
    sealed = SealedDocument.objects.filter(document=document).first()
    if sealed is None:
        raise StepNotAllowed(_("This document has been deleted."))
    content = encryption.decrypt(bytes(sealed.sealed), context=_place(document))
    kind = next(kind for kind in KINDS.values() if kind.type == document.media_type)
    return content, f"document-{document.pk}{kind.suffixes[0]}"


def _kept(
    case: RightsRequest,
    shown: Shown,
    kind: FileKind | None,
    *,
    by: User | Actor,
    at: datetime,
) -> IdentityDocument:
    document = IdentityDocument(
        check_made=case.identity_check,
        shows=shown.shows,
        taken_at=at,
        taken_by_id=by.pk if isinstance(by, User) else None,
    )
    if shown.content is None or kind is None:
        document.way = IdentityDocument.Way.SHOWN
        document.save()
        return document
    document.media_type = kind.type
    document.size = len(shown.content)
    document.sha256 = hashlib.sha256(shown.content).hexdigest()
    kept = case.identity_check.documents.filter(
        way=IdentityDocument.Way.UPLOADED, deleted_at__isnull=True
    )
    if kept.count() >= MOST:
        raise StepNotAllowed(
            _("%(number)d documents are kept already. Settle the check first.")
            % {"number": MOST}
        )
    document.save()
    token = encryption.encrypt(shown.content, context=_place(document))
    SealedDocument.objects.create(document=document, sealed=token)
    return document


def _kind_of(content: bytes) -> FileKind:
    """By the bytes alone, whatever the name says; and only if a scanner lets it in."""
    if len(content) > FILE_LIMIT:
        raise FileRefused(files.too_big())
    for start, ending in STARTS.items():
        if content.startswith(start):
            kind = sniffing.kind_of(f"document{ending}", content, by_staff=True)
            scanning.guard(content)
            return kind
    raise FileRefused(_("Only PDF, JPEG and PNG files are taken."))


def _place(document: IdentityDocument) -> str:
    return f"identity-document:{document.pk}"
