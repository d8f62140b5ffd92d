"""A person turns to an authority: what is noted, and what an order sets going."""

from datetime import UTC, date, datetime

import pytest

from rights import authority_matters, carrying_out, complaining, ending, workflow
from rights.authority_matters import Order, Told
from rights.choices import State
from rights.errors import StepNotAllowed
from rights.models import AuthorityMatter, CaseEvent, Clock, FulfilmentTask

AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
JPDP = Told("JPDP", "JPDP-2026-113", date(2026, 5, 29), "Why was it refused?")
ORDER = Order("Give the person a full copy.", date(2026, 5, 29), date(2026, 6, 12))


@pytest.fixture
def matter(verified_request, aida):
    return authority_matters.note(verified_request, JPDP, by=aida, at=AT)


def test_an_order_opens_a_task_and_its_last_day_leads_the_queue(
    matter, verified_request, aida
):
    Clock.objects.filter(rights_request=verified_request).update(due_at=None)

    authority_matters.take_order(matter, ORDER, by=aida, at=AT)

    verified_request.refresh_from_db()
    assert verified_request.lead_kind == Clock.Kind.AUTHORITY_ORDER
    assert verified_request.next_due_at == datetime(2026, 6, 12, 15, 59, 59, tzinfo=UTC)
    task = verified_request.tasks.get()
    assert (task.title, task.phase) == ("Order of JPDP", FulfilmentTask.Phase.ASSESS)


def test_no_event_of_the_case_moves_the_last_day_of_an_order(
    matter, verified_request, aida
):
    authority_matters.take_order(matter, ORDER, by=aida, at=AT)
    clock = Clock.objects.get(kind=Clock.Kind.AUTHORITY_ORDER)

    workflow.withdraw(verified_request, at=AT)

    after = Clock.objects.get(pk=clock.pk)
    assert (after.due_at, after.status) == (clock.due_at, Clock.Status.RUNNING)
    verified_request.refresh_from_db()
    assert verified_request.next_due_at is None  # a closed request shows no countdown


def test_carrying_the_order_out_meets_its_clock_and_then_the_matter_can_end(
    matter, verified_request, aida
):
    matter = authority_matters.take_order(matter, ORDER, by=aida, at=AT)
    with pytest.raises(StepNotAllowed, match="its task is still open"):
        end(matter, aida)

    carrying_out.settle_task(
        matter.task,
        state=FulfilmentTask.State.DONE,
        proof="Copy sent",
        by=aida,
        at=datetime(2026, 6, 12, 15, 0, tzinfo=UTC),
    )
    end(matter, aida, at=datetime(2026, 6, 13, 3, 0, tzinfo=UTC))

    assert Clock.objects.get(pk=matter.clock_id).status == Clock.Status.MET
    assert AuthorityMatter.objects.get().state == AuthorityMatter.State.ENDED
    types = list(verified_request.events.values_list("type", flat=True))
    assert CaseEvent.Type.AUTHORITY_ORDERED in types
    assert CaseEvent.Type.AUTHORITY_ENDED in types


def end(matter, by, at=AT):
    return authority_matters.end(
        matter,
        outcome=AuthorityMatter.Outcome.FOR_PERSON,
        decided_on=date(2026, 5, 29),
        by=by,
        at=at,
    )


def test_an_order_on_a_closed_request_waits_until_a_supervisor_opens_it(
    matter, verified_request, aida, farid
):
    workflow.withdraw(verified_request, at=AT)

    with pytest.raises(StepNotAllowed, match="Open it again first"):
        authority_matters.take_order(matter, ORDER, by=aida, at=AT)

    ending.reopen(verified_request, reason="An order came.", by=farid, at=AT)
    authority_matters.take_order(matter, ORDER, by=aida, at=AT)
    assert verified_request.clocks.filter(kind=Clock.Kind.AUTHORITY_ORDER).exists()


def test_the_same_reference_is_noted_once(matter, verified_request, aida):
    with pytest.raises(StepNotAllowed, match="noted already"):
        authority_matters.note(verified_request, JPDP, by=aida, at=AT)


def test_both_cases_show_the_matter_and_each_other(
    client, matter, verified_request, aida
):
    complaint = complaining.complain(
        verified_request,
        body="Nobody answers.",
        submission="6f3ad2f2-3f4e-4a5d-8a3b-0c5e2f1d7a10",
        at=AT,
    )
    client.force_login(aida)

    first = client.get(verified_request.get_absolute_url()).content.decode()
    second = client.get(complaint.get_absolute_url()).content.decode()

    assert complaint.ref in first and verified_request.ref in second
    for page in (first, second):
        assert "JPDP-2026-113" in page


def test_the_page_takes_an_order_and_how_it_ended(client, verified_request, aida):
    client.force_login(aida)
    url = verified_request.get_absolute_url()
    form = {"authority": "JPDP", "reference": "J-1", "received_on": "2026-05-04"}
    client.post(f"{url}authority/", {"version": verified_request.version, **form})
    matter = AuthorityMatter.objects.get()

    client.post(
        f"{url}authority/{matter.pk}/order/",
        {
            "version": AuthorityMatter.objects.get().rights_request.version,
            "order": "Answer",
            "ordered_on": "2026-05-04",
            "due_on": "2026-05-11",
        },
    )

    page = client.get(f"{url}authority/{matter.pk}/").content.decode()
    assert "an order is to be carried out" in page and "An order stands" in page
    assert verified_request.tasks.get().is_open
    assert State.CLOSED not in page
