"""Two workers or two officers at once: one reminder, one lifted hold, one list."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from audit.trail import Actor, act
from correspondence.models import Letter
from processing.terms import Told
from rights import chasing, deciding, holding, identifying, listing, outside, resuming
from rights.choices import Outcome
from rights.deciding import Proposal
from rights.errors import StepNotAllowed
from rights.models import FulfilmentTask, TaskReminder
from rights.outside import Contact
from tests.factories import RecipientFactory, SystemFactory
from tests.requests.test_duties_at_once import at_once, office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
CONTACT = Contact("privacy@sms.example", "en", "Phone number ending in 0142")


@pytest.fixture
def granted(open_request, office):  # noqa: F811
    """A deletion at Maxim that was granted, with one recipient to tell."""
    case, aida = open_request(), office["aida"]
    with transaction.atomic(), act(by=Actor.job("tests")):
        RecipientFactory(
            controller=case.controller,
            name="SMS gateway",
            told=Told.ALWAYS,
            told_after=["erasure"],
        )
    identifying.start_identity_check(case, by=aida)
    identifying.settle_identity(case, by=aida, is_verified=True, findings={})
    deciding.propose(case, Proposal(Outcome.GRANTED, granted="All"), by=aida)
    return case


def quietly(step):
    """The step, or the refusal it met."""

    def taken():
        try:
            return step()
        except StepNotAllowed as error:
            return error

    return taken


def test_two_workers_remind_a_recipient_once(granted, office):  # noqa: F811
    task = granted.tasks.get()
    outside.ask(task, CONTACT, by=office["aida"])
    later = timezone.now() + timedelta(days=8)

    found = at_once(*(lambda: chasing.chase(later) for _worker in range(3)))

    assert sorted(found) == [0, 0, 1]
    assert TaskReminder.objects.count() == 1
    assert Letter.objects.filter(kind="recipient_reminded").count() == 1


def test_two_workers_lift_a_hold_once(granted, office):  # noqa: F811
    ground = holding.available(granted)[0].code
    review_on = timezone.localdate() + timedelta(days=30)
    reason = holding.Reason(
        ground, "The debt is paid", review_on, matter="debt", reference="D-1"
    )
    holding.place(granted, reason, by=office["aida"])
    by = Actor.job("tests")
    resuming.settle_matter(granted.controller, kind="debt", reference="D-1", by=by)
    now = timezone.now()

    found = at_once(*(lambda: resuming.resume_due(now) for _worker in range(3)))

    assert sorted(found) == [0, 0, 1]
    assert Letter.objects.filter(kind="released").count() == 1


def test_two_officers_list_the_register_once(granted, office):  # noqa: F811
    with transaction.atomic(), act(by=Actor.job("tests")):
        SystemFactory(controller=granted.controller, name="Bought last week")

    found = at_once(
        *(
            quietly(lambda by=by: len(listing.list_places(granted, by=by)))
            for by in (office["aida"], office["farid"])
        )
    )

    assert [one for one in found if not isinstance(one, StepNotAllowed)] == [1]
    assert FulfilmentTask.objects.filter(title="Bought last week").count() == 1


def test_a_recipient_that_confirms_twice_at_once_is_heard_once(
    granted,
    office,  # noqa: F811
):
    task = granted.tasks.get()
    outside.ask(task, CONTACT, by=office["aida"])
    one, two = (
        FulfilmentTask.objects.select_related("rights_request").get(pk=task.pk)
        for _window in range(2)
    )

    found = at_once(
        quietly(lambda: outside.answer(one, answer=outside.Answer.DONE, words="One")),
        quietly(
            lambda: outside.answer(two, answer=outside.Answer.DECLINED, words="Two")
        ),
    )

    assert sum(isinstance(each, StepNotAllowed) for each in found) == 1
    task.refresh_from_db()
    assert (task.proof, task.note) in {("One", ""), ("", "Two")}
