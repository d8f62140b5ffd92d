"""What the change history calls kinds of records and their fields.

A model's own names are for developers: "second look by id", "body sha256". A kind or a
field that is missing here is shown by its own name; tests/audit asks for every one.
"""

from typing import Any

from django.db.models import Field, Model
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy


def kind_words(model: type[Model]) -> str:
    """ "Rights request", in the reader's language."""
    own = str(model._meta.verbose_name)
    return str(capfirst(str(KINDS.get(own, own))))


def field_words(field: "Field[Any, Any]") -> str:
    """ "Second look by", in the reader's language."""
    own = str(field.verbose_name)
    return str(capfirst(str(FIELDS.get(own, own))))


KINDS = {
    "user": pgettext_lazy("kind of record", "user"),
    "membership": pgettext_lazy("kind of record", "role"),
    "invitation": pgettext_lazy("kind of record", "invitation"),
    "data subject": pgettext_lazy("kind of record", "data subject"),
    "identifier": pgettext_lazy("kind of record", "identifier"),
    "letter": pgettext_lazy("kind of record", "letter"),
    "rights request": pgettext_lazy("kind of record", "rights request"),
    "message": pgettext_lazy("kind of record", "message"),
    "claimant": pgettext_lazy("kind of record", "person who asks"),
    "decision": pgettext_lazy("kind of record", "decision"),
    "identity check": pgettext_lazy("kind of record", "identity check"),
    "identity finding": pgettext_lazy("kind of record", "identity finding"),
    "fulfilment task": pgettext_lazy("kind of record", "task"),
}
FIELDS = {
    "ID": pgettext_lazy("field of a record", "number"),
    "revision": pgettext_lazy("field of a record", "revision"),
    "is active": pgettext_lazy("field of a record", "may sign in"),
    "joined at": pgettext_lazy("field of a record", "joined on"),
    "user": pgettext_lazy("field of a record", "colleague"),
    "controller": pgettext_lazy("field of a record", "controller"),
    "invited by": pgettext_lazy("field of a record", "invited by"),
    "invited at": pgettext_lazy("field of a record", "invited on"),
    "expires at": pgettext_lazy("field of a record", "valid until"),
    "accepted at": pgettext_lazy("field of a record", "accepted on"),
    "accepted by": pgettext_lazy("field of a record", "accepted by"),
    "withdrawn at": pgettext_lazy("field of a record", "withdrawn on"),
    "uid": pgettext_lazy("field of a record", "stable key"),
    "created at": pgettext_lazy("field of a record", "created on"),
    "data subject": pgettext_lazy("field of a record", "data subject"),
    "kind": pgettext_lazy("field of a record", "kind"),
    "value": pgettext_lazy("field of a record", "value"),
    "proven at": pgettext_lazy("field of a record", "proven on"),
    "case id": pgettext_lazy("field of a record", "case"),
    "case ref": pgettext_lazy("field of a record", "reference of the case"),
    "body sha256": pgettext_lazy("field of a record", "fingerprint of the text"),
    "ref": pgettext_lazy("field of a record", "reference"),
    "establishment": pgettext_lazy("field of a record", "entity"),
    "right": pgettext_lazy("field of a record", "right"),
    "granted by": pgettext_lazy("field of a record", "right given by"),
    "channel": pgettext_lazy("field of a record", "came by"),
    "policy version": pgettext_lazy("field of a record", "policy version"),
    "state": pgettext_lazy("field of a record", "state"),
    "outcome": pgettext_lazy("field of a record", "outcome"),
    "received at": pgettext_lazy("field of a record", "received on"),
    "confirmed at": pgettext_lazy("field of a record", "confirmed on"),
    "closed at": pgettext_lazy("field of a record", "closed on"),
    "owner": pgettext_lazy("field of a record", "owner"),
    "submission": pgettext_lazy("field of a record", "form sent"),
    "version": pgettext_lazy("field of a record", "version"),
    "stage": pgettext_lazy("field of a record", "stage"),
    "next due at": pgettext_lazy("field of a record", "next deadline"),
    "tasks total": pgettext_lazy("field of a record", "tasks in all"),
    "tasks open": pgettext_lazy("field of a record", "tasks still open"),
    "rights request": pgettext_lazy("field of a record", "request"),
    "author id": pgettext_lazy("field of a record", "written by"),
    "written at": pgettext_lazy("field of a record", "written on"),
    "relation": pgettext_lazy("field of a record", "asks as"),
    "person name": pgettext_lazy("field of a record", "person whose data it is"),
    "facts": pgettext_lazy("field of a record", "facts given"),
    "ground": pgettext_lazy("field of a record", "ground"),
    "ground clause": pgettext_lazy("field of a record", "paragraph of the ground"),
    "ground source": pgettext_lazy("field of a record", "source of the ground"),
    "proposed by id": pgettext_lazy("field of a record", "proposed by"),
    "proposed at": pgettext_lazy("field of a record", "proposed on"),
    "second look by id": pgettext_lazy("field of a record", "second look by"),
    "second look at": pgettext_lazy("field of a record", "second look on"),
    "returned because": pgettext_lazy("field of a record", "sent back because"),
    "language": pgettext_lazy("field of a record", "language"),
    "letter id": pgettext_lazy("field of a record", "letter"),
    "route": pgettext_lazy("field of a record", "identity route"),
    "clause": pgettext_lazy("field of a record", "paragraph"),
    "promise": pgettext_lazy("field of a record", "promise"),
    "started at": pgettext_lazy("field of a record", "started on"),
    "settled at": pgettext_lazy("field of a record", "settled on"),
    "settled by id": pgettext_lazy("field of a record", "settled by"),
    "check made": pgettext_lazy("field of a record", "identity check"),
    "fact": pgettext_lazy("field of a record", "fact"),
    "result": pgettext_lazy("field of a record", "result"),
    "phase": pgettext_lazy("field of a record", "phase"),
}
