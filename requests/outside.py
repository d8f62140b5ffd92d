"""Owners outside the office: asked by a letter with a link, they answer with a code.

No account, nothing to install. The letter names the case and not the person; how the
data is found stands behind the link, and only for whoever reads the mailbox that was
written to (`opening.py` holds the same for the person's own page).
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.context import Act
from audit.trail import Actor, act
from correspondence import codes, links
from correspondence.models import LinkToken
from rights import carrying_out, files, recipient_letters
from rights.carrying_out import CARRYING_OUT, LINK, Task, locked
from rights.choices import OPEN
from rights.errors import StepNotAllowed
from rights.models import CaseEvent, CaseFile, FulfilmentTask, RightsRequest
from rights.steps import step, tell

VALID_FOR = timedelta(days=30)
CODE = "recipient-code"  # the purpose of the codes that open the page of a link
ASKABLE = (Task.OPEN, Task.FOUND, Task.TOLD, Task.DECLINED)


class Answer(models.TextChoices):
    """What a recipient says on its page."""

    DONE = "done", gettext_lazy("We have done it")
    NOTHING = "nothing", gettext_lazy("We hold nothing about this person")
    DECLINED = "declined", gettext_lazy("We do not do it, and say why")


@dataclass(frozen=True)
class Contact:
    """Who is asked outside, in which language, and how the data is found there."""

    email: str
    language: str
    finder: str


def ask(
    task: FulfilmentTask,
    contact: Contact,
    *,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Write to whoever holds the data outside: do the same, and confirm it.

    Asked again, the letter carries a new link, and those before it end. Raises
    StepNotAllowed before the decision, for a task that is settled or on hold, without
    an e-mail address, and without a word on how the data is found.
    """
    at = at or timezone.now()
    with step(
        task.rights_request,
        "ask_recipient",
        by=by,
        at=at,
        states=CARRYING_OUT,
        permission="requests.carry_out",
        version=version,
    ) as case:
        task = locked(task)
        _guard_asking(task, contact)
        task.contact_email = contact.email.strip()
        task.contact_language = contact.language
        task.finder = contact.finder.strip()
        task.state, task.asked_at, task.answered_at = Task.TOLD, at, None
        task.save()
        links.end(LINK, about_id=task.pk, at=at)
        recipient_letters.asked(case, task, link=new_link(task, at=at), at=at)
        _tell(case, CaseEvent.Type.RECIPIENT_TOLD, task, by=by, at=at)


def answer(
    task: FulfilmentTask,
    *,
    answer: str,
    words: str,
    attached: Sequence[files.Stored] = (),
    at: datetime | None = None,
) -> None:
    """Take what a recipient says on its page, once; a refusal waits for the office.

    Raises StepNotAllowed if it was answered or settled already, and for a refusal
    without a reason.
    """
    at = at or timezone.now()
    by = Actor.recipient()
    with step(
        task.rights_request, "recipient_answers", by=by, at=at, states=OPEN
    ) as case:
        task = locked(task)
        if not task.waits_for_answer:
            raise StepNotAllowed(_("This was answered already. Nothing is left to do."))
        task.answered_at = at
        source = CaseFile.Source.OUTSIDE
        files.put_on(case, attached, source=source, at=at, by=by, task=task)
        if answer == Answer.DECLINED:
            _decline(case, task, words, at=at)
            return
        is_done = answer == Answer.DONE
        carrying_out.end(
            case,
            task,
            Task.CONFIRMED if is_done else Task.NOT_NEEDED,
            words.strip() or str(Answer(answer).label),
            by=by,
            at=at,
            event=CaseEvent.Type.RECIPIENT_CONFIRMED,
        )


def renew(task: FulfilmentTask, *, at: datetime | None = None) -> bool:
    """Mail a new link to the same address, asked for from one that has run out.

    Returns False where there is nothing to confirm any more.
    """
    at = at or timezone.now()
    by = Actor.recipient()
    with transaction.atomic(), _as_recipient(task, at):
        found = locked(task)
        if not found.waits_for_answer:
            return False
        case = found.rights_request
        recipient_letters.asked(case, found, link=new_link(found, at=at), at=at)
        _tell(case, CaseEvent.Type.RECIPIENT_TOLD, found, by=by, at=at)
    return True


def new_link(task: FulfilmentTask, *, at: datetime) -> LinkToken:
    """A link for one letter; the token comes to be when it is sent."""
    return links.issue(LINK, about_id=task.pk, valid_for=VALID_FOR, at=at)


def task_of(link: LinkToken) -> FulfilmentTask | None:
    """The task that a link is about."""
    tasks = FulfilmentTask.objects.select_related(
        *("system", "recipient", "rights_request__controller"),
        *("rights_request__establishment", "rights_request__claimant"),
    )
    return tasks.filter(pk=link.about_id).first()


def send_code(
    task: FulfilmentTask, *, browser_key: str, at: datetime | None = None
) -> None:
    """Mail a code to the address that was asked, and to no other."""
    at = at or timezone.now()
    with transaction.atomic(), _as_recipient(task, at):
        code = codes.issue(
            CODE, subject_key=str(task.pk), browser_key=browser_key, at=at
        )
        recipient_letters.code(task.rights_request, task, code=code, at=at)


def take_code(
    task: FulfilmentTask, *, digits: str, browser_key: str
) -> codes.CodeOutcome:
    """Judge the digits typed for the page of a link; a wrong one counts."""
    return codes.check(
        CODE, subject_key=str(task.pk), browser_key=browser_key, digits=digits
    )


def _decline(
    case: RightsRequest, task: FulfilmentTask, words: str, *, at: datetime
) -> None:
    if not words.strip():
        raise StepNotAllowed(_("Say why you do not do it."))
    task.state, task.note = Task.DECLINED, words.strip()
    task.save()
    links.end(LINK, about_id=task.pk, at=at)
    kind = CaseEvent.Type.RECIPIENT_DECLINED
    _tell(case, kind, task, by=Actor.recipient(), at=at)


def _guard_asking(task: FulfilmentTask, contact: Contact) -> None:
    is_here = task.kind == FulfilmentTask.Kind.PORTAL
    is_later = task.phase != FulfilmentTask.Phase.CARRY_OUT
    if is_here or is_later or task.state not in ASKABLE:
        raise StepNotAllowed(_("There is nothing to ask anyone outside for here."))
    try:
        validate_email(contact.email.strip())
    except ValidationError:
        raise StepNotAllowed(_("Give an e-mail address to write to.")) from None
    if not contact.finder.strip():
        raise StepNotAllowed(_("Say how the person's data is found there."))


def _tell(
    case: RightsRequest,
    kind: CaseEvent.Type,
    task: FulfilmentTask,
    *,
    by: User | Actor,
    at: datetime,
) -> None:
    tell(case, kind, by=by, at=at, data={"task": task.pk})


def _as_recipient(task: FulfilmentTask, at: datetime) -> AbstractContextManager[Act]:
    case = task.rights_request
    return act(
        by=Actor.recipient(),
        case_id=case.pk,
        controller_id=case.controller_id,
        at=at,
    )
