"""Identity documents are deleted once the check has its result, and that is proven.

What proves it stays in the row: when the copy came and went, who deleted it, its size
and its fingerprint. The bytes stood in one row alone, which is deleted for good.
"""

from datetime import datetime

from accounts.models import User
from audit.trail import Actor
from rights.models import CaseEvent, IdentityDocument, RightsRequest, SealedDocument
from subjects import cleaning

Way = IdentityDocument.Way


def shred(
    rights_request: RightsRequest, *, by: User | Actor, at: datetime
) -> list[IdentityDocument]:
    """Delete every copy that is still kept for this request.

    Called inside the verb that ended the check, by whichever road it ended.
    """
    kept = IdentityDocument.objects.filter(
        check_made__rights_request=rights_request,
        way=Way.UPLOADED,
        deleted_at__isnull=True,
    )
    gone = list(kept)
    if not gone:
        return []
    actor = Actor.of(by) if isinstance(by, User) else by
    sealed = SealedDocument.objects.filter(document__in=gone)
    cleaning.remove(sealed, at=at)
    for document in gone:
        document.deleted_at, document.deleted_by_id = at, actor.id
        document.save()
        CaseEvent.objects.create(
            rights_request=rights_request,
            type=CaseEvent.Type.DOCUMENT_DELETED,
            at=at,
            actor_kind=actor.kind,
            actor_id=actor.id,
            data={"document": document.pk, "sha256": document.sha256},
        )
    return gone
