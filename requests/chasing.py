"""Recipients outside that do not answer: reminded on a schedule, then reported.

A reminder is a row with a unique key, written with its letter in one transaction: a
worker that dies leaves both or neither, and two workers never write it twice.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.trail import Actor
from rights import outside, recipient_letters
from rights.carrying_out import CARRYING_OUT, locked
from rights.digests import on_its_own
from rights.errors import StepNotAllowed
from rights.models import (
    CaseEvent,
    FulfilmentTask,
    ReminderSettings,
    RightsRequest,
    TaskReminder,
)
from rights.offices import offices
from rights.steps import step, tell

BY = Actor.job("worker")


def chase(now: datetime) -> int:
    """Remind and report what is due at `now`; returns how many were."""
    waiting = FulfilmentTask.objects.filter(
        state=FulfilmentTask.State.TOLD,
        asked_at__lte=now - timedelta(days=1),
        rights_request__state__in=CARRYING_OUT,
    )
    settings = ReminderSettings.objects.in_bulk(field_name="controller_id")
    usual = ReminderSettings()
    chased = 0
    for task in waiting.select_related("rights_request").order_by("pk"):
        asked_at = task.asked_at or now
        chosen = settings.get(task.rights_request.controller_id, usual)
        number = point(asked_at, now, chosen)
        known = TaskReminder.objects.filter(task=task, sending=asked_at)
        if number and not known.filter(number__gte=number).exists():
            with on_its_own("reminder of a recipient"):
                chased += _chase(task, number, now=now)
    return chased


def point(asked_at: datetime, now: datetime, chosen: ReminderSettings) -> int:
    """Which reminder is due: 1, 2, ESCALATED for the report to the owner, or 0."""
    passed = (now - asked_at).days
    if passed >= chosen.silence_days:
        return TaskReminder.ESCALATED
    return sum(passed >= days for days in chosen.recipient_days)


def _chase(task: FulfilmentTask, number: int, *, now: datetime) -> bool:
    """One reminder or one report; False if somebody else just did, or it is over."""
    is_report = number == TaskReminder.ESCALATED
    verb = "report_silence" if is_report else "remind_recipient"
    try:
        with transaction.atomic():
            _in_step(task, number, verb, now=now)
    except (IntegrityError, StepNotAllowed):
        return False
    return True


def _in_step(task: FulfilmentTask, number: int, verb: str, *, now: datetime) -> None:
    TaskReminder.objects.create(
        task=task, sending=task.asked_at or now, number=number, at=now
    )
    with step(task.rights_request, verb, by=BY, at=now, states=CARRYING_OUT) as case:
        task = locked(task)
        if not task.waits_for_answer:
            raise StepNotAllowed
        if number == TaskReminder.ESCALATED:
            _report(case, task, now=now)
            kind = CaseEvent.Type.RECIPIENT_SILENT
        else:
            link = outside.new_link(task, at=now)
            recipient_letters.reminded(case, task, link=link, at=now)
            kind = CaseEvent.Type.RECIPIENT_REMINDED
        tell(case, kind, by=BY, at=now, data={"task": task.pk})


def _report(case: RightsRequest, task: FulfilmentTask, *, now: datetime) -> None:
    office = offices([case.controller_id]).get(case.controller_id)
    keys = office.told(case.owner_id) if office else set()
    for person in User.objects.filter(pk__in=keys, is_active=True).order_by("pk"):
        recipient_letters.silent(case, task, person, at=now)
