"""Who acts, in which request or job, for what reason: one value per thread of work.

A new thread starts without one, on purpose: start it with
`contextvars.copy_context().run(...)` or open an `audit_context` inside it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from audit.errors import NoAuditContext, NotInTransaction

if TYPE_CHECKING:
    from audit.models import AccessEntry


class ActorKind(models.TextChoices):
    STAFF = "staff"
    SUBJECT = "subject"
    GUARDIAN = "guardian"
    RECIPIENT = "recipient"  # outside the office, by a link and a code
    API = "api"
    JOB = "job"
    MIGRATION = "migration"
    SQL = "sql"


class Channel(models.TextChoices):
    WEB = "web"
    ADMIN = "admin"
    API = "api"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it. `name` is a program's name ("worker"), never a person's."""

    kind: ActorKind
    id: int | None = None
    name: str = ""

    @classmethod
    def of(cls, user: Any) -> "Actor":
        """The actor for a user who signed in; anyone else is a data subject."""
        if user is not None and user.is_authenticated:
            return cls(ActorKind.STAFF, user.pk)
        return cls.subject()

    @classmethod
    def subject(cls) -> "Actor":
        return cls(ActorKind.SUBJECT)

    @classmethod
    def recipient(cls) -> "Actor":
        return cls(ActorKind.RECIPIENT)

    @classmethod
    def job(cls, name: str) -> "Actor":
        return cls(ActorKind.JOB, name=name)


@dataclass(frozen=True, slots=True)
class Act:
    """One verb: all it changes shares this id, this moment, this case."""

    uid: UUID
    at: datetime
    actor: Actor
    case_id: int | None = None
    controller_id: int | None = None
    subject_id: int | None = None
    reason_code: str = ""
    reason_text: str = ""


@dataclass(slots=True)
class Pending:
    """Entries of the act in force, written together when it ends.

    Only while nothing could undo them apart from the act: in a savepoint opened inside
    it, entries are written at once.
    """

    write: Callable[[list[Any]], None]
    place: tuple[Any, ...] = field(default_factory=lambda: _place())
    rows: list[Any] = field(default_factory=list)

    def is_here(self) -> bool:
        return self.place == _place()

    def flush(self) -> None:
        rows, self.rows = self.rows, []
        if rows:
            self.write(rows)


def _place() -> tuple[Any, ...]:
    """Which transaction, and which savepoint in it, the next statement runs in."""
    return (
        id(connection.connection),
        len(connection.atomic_blocks),
        *connection.savepoint_ids,
    )


@dataclass(frozen=True, slots=True)
class Context:
    request_id: UUID
    channel: str
    who: Callable[[], Actor]
    reason_code: str = ""
    reason_text: str = ""
    # Changes outside any act (a plain form.save()) are one act per context.
    loose_uid: UUID = field(default_factory=uuid4)
    act: Act | None = None
    # The request's access entries, written together when it ends; None: write at once.
    accesses: list["AccessEntry"] | None = None
    pending: Pending | None = None  # of the outermost act inside the transaction

    def acting(self) -> Act:
        """The act in force, or the context's own one for a change outside any act."""
        return self.act or Act(
            uid=self.loose_uid,
            at=timezone.now(),
            actor=self.who(),
            reason_code=self.reason_code,
            reason_text=self.reason_text,
        )


_current: ContextVar[Context | None] = ContextVar("audit_context", default=None)


def current() -> Context:
    """The context in force. Raises NoAuditContext: the trail fails closed."""
    context = _current.get()
    if context is None:
        raise NoAuditContext(
            "A tracked record was about to change, but nobody said who is acting: wrap "
            "the work in act(by=...) or audit_context(...) from audit.trail."
        )
    return context


def find() -> Context | None:
    return _current.get()


@contextmanager
def using(context: Context) -> Iterator[Context]:
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


@contextmanager
def acting(
    context: Context, act: Act, write: Callable[[list[Any]], None]
) -> Iterator[Act]:
    """Inside, this act is in force; `write` gets its entries when it ends."""
    if context.pending is not None or not connection.in_atomic_block:
        with using(replace(context, act=act)):
            yield act
        return
    pending = Pending(write)
    with using(replace(context, act=act, pending=pending)):
        try:
            yield act
        except BaseException:
            # The transaction will most likely be undone; if it is not, its changes have
            # their entries all the same.
            if not connection.needs_rollback:
                with suppress(DatabaseError):
                    pending.flush()
            raise
        pending.flush()


def require_transaction(context: Context) -> None:
    """A change and its entry are kept or lost together, so there must be a transaction.

    Raises NotInTransaction. While an HTTP request is served, the transaction that wraps
    each test does not count: a view that forgot its own must fail in the tests too.
    """
    if not connection.in_atomic_block or (
        context.accesses is not None
        and all(_is_the_tests_own(block) for block in connection.atomic_blocks)
    ):
        raise NotInTransaction(
            "A tracked record was about to change outside a transaction; "
            "open transaction.atomic() around the whole verb."
        )


def _is_the_tests_own(block: transaction.Atomic) -> bool:
    return bool(getattr(block, "_from_testcase", False))
