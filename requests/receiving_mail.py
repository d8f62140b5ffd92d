"""A mail that comes in: a message on its own case, or something for staff to sort.

A reference alone proves nothing: only a mail from the claimant's own address joins a
case. Whatever a stranger quotes, the outcome is the same as for a reference that does
not exist, and nothing is ever answered by a machine.
"""

import enum
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import ContactPoint, Controller, Establishment
from audit import encryption
from audit.trail import Actor, act, record
from correspondence import bounces
from rights import workflow
from rights.choices import OPEN
from rights.errors import FileRefused, MailRefused, StepNotAllowed
from rights.file_kinds import clean_name
from rights.files import Stored, check, stored
from rights.models import CaseEvent, CaseFile, IncomingMail, RawMail, RightsRequest
from rights.reading_mail import ReadMail, contents, read

BIGGEST = 25 * 1024 * 1024  # bytes; a bigger mail is refused whole, never cut
FILES_OF_A_MAIL = 20
BY_MAIL = Actor.job("receive_mail")
State = IncomingMail.State


class Outcome(enum.StrEnum):
    """What became of a mail."""

    TO_SORT = "to sort"
    ON_CASE = "on a case"
    AUTOMATIC = "automatic"
    KNOWN = "known already"


def receive(
    raw: bytes,
    *,
    controller: Controller | None = None,
    establishment: Establishment | None = None,
    arrived_at: datetime | None = None,
    at: datetime | None = None,
) -> Outcome:
    """Keep one mail, encrypted, and say what became of it.

    `arrived_at` is when it reached us (never its own Date). Without a controller its
    recipients say whose it is. The same mail again is KNOWN: same Message-ID, sender
    and words; a Message-ID that is used again for other words is another mail.

    Raises MailRefused for an empty or too big mail, or one that is nobody's.
    """
    at = at or timezone.now()
    arrived_at = min(arrived_at or at, at)
    if not raw.strip():
        raise MailRefused("empty")
    if len(raw) > BIGGEST:
        raise MailRefused("too big")
    mail = read(raw)
    if establishment is None:
        controller, establishment = addressee(mail, controller)
    else:
        controller = establishment.controller
    key = _key(mail, raw)
    row = IncomingMail(
        controller=controller,
        establishment=establishment,
        key=key,
        received_at=arrived_at,
        size=len(raw),
        sender=mail.sender,
        sender_name=mail.sender_name,
        subject=mail.subject,
        state=State.AUTOMATIC if mail.is_automatic else State.NEW,
    )
    joins = _own_case(row, mail) is not None  # else its files stay in the mail alone
    try:
        with (
            enclosed(raw if joins else b"") as files,
            transaction.atomic(),
            act(by=BY_MAIL, controller_id=controller.pk, at=at),
        ):
            row.save()
            sealed = encryption.encrypt(raw, context=_place(row))
            RawMail.objects.create(mail=row, sealed=sealed)
            _join_own_case(row, mail, files, at)
            record("requests.receive_mail", row)
            if row.state == State.AUTOMATIC:  # a letter of ours may have come back
                bounces.take(raw, at=at)
    except IntegrityError:
        if IncomingMail.objects.filter(controller=controller, key=key).exists():
            return Outcome.KNOWN
        raise
    return {State.NEW: Outcome.TO_SORT, State.AUTOMATIC: Outcome.AUTOMATIC}.get(
        State(row.state), Outcome.ON_CASE
    )


def words_of(row: IncomingMail) -> ReadMail:
    """What the mail says; nothing once it has been erased."""
    return read(raw_of(row))


def raw_of(row: IncomingMail) -> bytes:
    """The mail as it came; nothing once it has been erased."""
    raw = RawMail.objects.filter(mail=row).first()
    if raw is None:
        return b""
    return encryption.decrypt(bytes(raw.sealed), context=_place(row))


@dataclass(frozen=True)
class Enclosed:
    """The files of a mail: those we keep, and why we do not keep the others."""

    stored: list[Stored]
    refused: list[str]


@contextmanager
def enclosed(raw: bytes) -> Iterator[Enclosed]:
    """Have the files of a mail ready for the case it joins; see `files.stored`.

    One that is not taken holds nothing up: the message says so, and the mail keeps it.
    """
    kept, refused = [], []
    with ExitStack() as until_named:
        for name, data in contents(raw)[:FILES_OF_A_MAIL]:
            try:
                offer = check(name, data)
                kept += until_named.enter_context(stored([offer]))
            except FileRefused as error:
                refused.append(f"“{clean_name(name)}”: {error}")
        yield Enclosed(kept, refused)


def addressee(
    mail: ReadMail, controller: Controller | None = None
) -> tuple[Controller, Establishment | None]:
    """Whose mail it is: by its recipients, among the offices' published addresses."""
    points = ContactPoint.objects.select_related("establishment__controller").filter(
        kind=ContactPoint.Kind.EMAIL, establishment__controller__is_active=True
    )
    if controller is not None:
        points = points.filter(establishment__controller=controller)
    places = {
        point.establishment
        for point in points
        if point.value.strip().lower() in mail.recipients
    }
    if controller is None:
        owners = {place.controller for place in places}
        if len(owners) != 1:
            raise MailRefused("nobody's")
        controller = owners.pop()
    if len(places) != 1:
        places = set(controller.establishments.all())
    return controller, places.pop() if len(places) == 1 else None


def message_of(row: IncomingMail, mail: ReadMail) -> str:
    """The words that go to the case; a mail of attachments alone says so."""
    words = mail.text or mail.subject or "—"
    return words if len(words) <= 10_000 else f"{words[:10_000]} […]"


def _with_refused(words: str, files: Enclosed) -> str:
    lines = [f"[{sentence}]" for sentence in files.refused]
    return "\n\n".join([words, "\n".join(lines)]) if lines else words


def _join_own_case(
    row: IncomingMail, mail: ReadMail, files: Enclosed, at: datetime
) -> None:
    """A message on the case it quotes, if the claimant's own address sent it."""
    case = _own_case(row, mail)
    if case is None:
        return
    try:
        with transaction.atomic():
            hear(case, row, mail, files)
    except StepNotAllowed:
        return  # closed meanwhile, or too full: a person looks at it
    row.rights_request = case
    row.state, row.settled_at = State.ATTACHED, at
    row.save()


def hear(
    case: RightsRequest, row: IncomingMail, mail: ReadMail, files: Enclosed
) -> None:
    """Keep the mail as a message of the person; never before what happened last."""
    last = CaseEvent.objects.filter(rights_request=case).order_by("-at").first()
    at = max(row.received_at, last.at) if last else row.received_at
    workflow.hear_from_person(
        case,
        body=_with_refused(message_of(row, mail), files),
        submission=row.submission,
        attached=files.stored,
        source=CaseFile.Source.MAIL,
        at=at,
    )


def _own_case(row: IncomingMail, mail: ReadMail) -> RightsRequest | None:
    if mail.is_automatic or mail.is_forged or not mail.sender:
        return None
    own = RightsRequest.objects.filter(
        ref__in=mail.references,
        controller=row.controller,
        claimant__email__iexact=mail.sender,
        state__in=OPEN,
    )
    cases = {case.ref: case for case in own[:2]}
    if len(cases) > 1:
        named = [ref for ref in mail.references if ref in mail.subject.upper()]
        own = own.filter(ref__in=named)
        cases = {case.ref: case for case in own[:2]}
    return next(iter(cases.values())) if len(cases) == 1 else None


def _key(mail: ReadMail, raw: bytes) -> str:
    said = f"{mail.message_id}\n{mail.sender}\n{mail.subject}\n{mail.text}"
    known_by = said.encode() if mail.message_id else raw
    return salted_hmac("rights.mail", known_by, algorithm="sha256").hexdigest()


def _place(row: IncomingMail) -> str:
    return f"mail:{row.pk}"
