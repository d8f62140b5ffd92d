"""What a case does in the portal itself: erasing, restricting; who acted for whom."""

import pytest
from django.urls import reverse

from rights import carrying_out, deciding, identifying, listing, outside, task_ends
from rights.choices import Outcome, Right, State
from rights.data_sets import SetDecision
from rights.deciding import Proposal
from rights.errors import StepNotAllowed
from rights.models import FulfilmentTask
from subjects import erasing, guards
from subjects import restricting as people
from subjects.models import DataHeld, Guardian, Restriction
from tests.factories import ActivityFactory, DataHeldFactory
from tests.requests.test_data_sets import ground_of

pytestmark = pytest.mark.django_db
End = FulfilmentTask.State


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.KEY_DIR = settings.DATA_DIR / "keys"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def known(open_request, aida, recorded, controllers):
    """A person of Maxim who is known, with an account and orders in the register."""

    def opened(right):
        case = open_request(right=right)
        identifying.start_identity_check(case, by=aida)
        identifying.settle_identity(case, by=aida, is_verified=True, findings={})
        with recorded():
            for code, title in (("ACC", "Account"), ("ORD", "Orders")):
                row = ActivityFactory(controller=case.controller, code=code)
                DataHeldFactory(
                    data_subject=case.data_subject, activity=row, title=title
                )
        return case

    return opened


def grant(case, by, **more):
    deciding.propose(case, Proposal(Outcome.GRANTED, granted="All", **more), by=by)
    return case


def portal_task(case):
    return case.tasks.get(kind=FulfilmentTask.Kind.PORTAL)


# --- erasing -------------------------------------------------------------------------


def test_erasing_for_the_case_settles_its_task_and_nothing_else_can(
    client, known, aida
):
    case = grant(known(Right.ERASURE), aida)
    task = portal_task(case)
    client.force_login(aida)
    page = client.get(case.get_absolute_url()).content.decode()

    assert "Records of this portal" in page
    assert f"{reverse('subjects:erase', args=[case.data_subject_id])}?case=" in page
    assert task_ends.ends_of(task) == (End.NOT_NEEDED,)
    of_task = client.get(reverse("requests:task", args=[case.ref, task.pk]))
    assert set(of_task.context["forms"]) == {"settle", "change", "drop", "find"}
    contact = outside.Contact("partner@example.test", "en", "By name")
    with pytest.raises(StepNotAllowed, match="nothing to ask anyone"):
        outside.ask(task, contact, by=aida)

    erasure = erasing.erase_person(case.data_subject, by=aida, case_id=case.pk)

    task.refresh_from_db()
    assert (task.state, task.settled_by_id) == (End.ERASED, aida.pk)
    assert f"Act of erasing {erasure.pk}:" in task.proof
    assert case.events.filter(type="task_done").exists()


def test_the_task_stays_until_the_last_granted_set_is_gone(known, aida):
    case = grant(known(Right.ERASURE), aida)
    first, last = DataHeld.objects.of(case.data_subject)

    erasing.erase_sets(case.data_subject, [first], by=aida, case_id=case.pk)
    task = portal_task(case)
    assert (task.state, task.note) == (End.FOUND, "1 data set is still held here.")
    erasing.erase_sets(case.data_subject, [last], by=aida, case_id=case.pk)

    assert portal_task(case).state == End.ERASED


def test_what_was_refused_may_stay_and_an_erasure_for_no_case_settles_nothing(
    known, aida, farid
):
    case = known(Right.ERASURE)
    refused = ground_of(case, defers=False)
    sets = SetDecision("ACC", "granted"), SetDecision("ORD", "refused", refused)
    proposal = Proposal(Outcome.PARTLY_GRANTED, reason="A duty to keep.", sets=sets)
    deciding.propose(case, proposal, by=aida)
    deciding.approve(case, by=farid)
    account = DataHeld.objects.get(activity__code="ACC")

    erasing.erase_sets(case.data_subject, [account], by=aida)
    assert portal_task(case).state == End.OPEN
    account.refresh_from_db()
    assert account.is_erased


def test_an_officer_may_say_that_nothing_is_to_be_erased_here(known, aida):
    case = grant(known(Right.ERASURE), aida)
    said = {"proof": "Looked into.", "by": aida}
    with pytest.raises(StepNotAllowed, match="does not end that way"):
        carrying_out.settle_task(portal_task(case), state=End.ERASED, **said)
    carrying_out.settle_task(portal_task(case), state=End.NOT_NEEDED, **said)

    assert portal_task(case).state == End.NOT_NEEDED
    erasing.erase_person(case.data_subject, by=aida, case_id=case.pk)
    assert portal_task(case).state == End.NOT_NEEDED


def test_a_person_of_whom_nothing_is_held_here_brings_no_task(verified_request, aida):
    grant(verified_request, aida)

    assert not verified_request.tasks.filter(kind="portal").exists()
    assert not listing.missing(verified_request, at=verified_request.received_at)


# --- restricting ---------------------------------------------------------------------


def test_a_granted_restriction_is_placed_in_the_same_step_and_its_lifting_offered(
    client, known, aida
):
    case = known(Right.RESTRICTION)
    client.force_login(aida)
    form = client.get(reverse("requests:decision", args=[case.ref])).context["form"]
    offered = [code for code, _label in form.fields["restricted_on"].choices]

    assert offered == [
        "accuracy_disputed",
        "unlawfully_obtained",
        "unnecessary",
        "office",
    ]
    client.post(
        reverse("requests:decision", args=[case.ref]),
        {
            "version": case.version,
            "outcome": "granted",
            "granted": "Your data",
            "restricted_on": "accuracy_disputed",
        },
    )

    case.refresh_from_db()
    row = Restriction.objects.get()
    assert case.state == State.DECIDED
    assert (row.data_held, row.case_id, row.ground) == (
        None,
        case.pk,
        "accuracy_disputed",
    )
    assert guards.why_not(case.data_subject, guards.Use.EXPORT)
    page = client.get(case.get_absolute_url()).content.decode()
    lift = reverse("subjects:lift", args=[case.data_subject_id, row.pk])
    assert "All data of this person is kept, not used" in page
    assert lift in page
    people.lift(row, because="It was put right", by=aida)
    assert lift not in client.get(case.get_absolute_url()).content.decode()


def test_only_the_granted_sets_are_restricted_and_only_after_the_second_look(
    known, aida, farid
):
    case = known(Right.RESTRICTION)
    refused = ground_of(case, defers=False)
    sets = SetDecision("ACC", "granted"), SetDecision("ORD", "refused", refused)
    proposal = Proposal(
        Outcome.PARTLY_GRANTED, reason="The orders are a duty.", sets=sets
    )
    deciding.propose(case, proposal, by=aida)
    assert not Restriction.objects.exists()

    deciding.approve(case, by=farid)

    row = Restriction.objects.get()
    assert row.data_held.activity.code == "ACC"
    assert (row.ground, row.words) == ("office", f"Granted in {case.ref}")


def test_a_ground_that_the_company_has_not_restricts_nothing_and_decides_nothing(
    known, aida
):
    case = known(Right.RESTRICTION)

    with pytest.raises(
        StepNotAllowed, match="Choose a ground on which this controller"
    ):
        grant(case, aida, restricted_on="invented")

    case.refresh_from_db()
    assert case.state == State.IN_PROGRESS
    assert not case.decisions.exists()


def test_what_is_restricted_already_stays_as_it_was(known, aida):
    case = known(Right.RESTRICTION)
    why = people.Why("office", words="Asked by phone")
    people.restrict(case.data_subject, [], why, by=aida)

    grant(case, aida)

    assert Restriction.objects.get().case_id is None


# --- who acts for the person ---------------------------------------------------------


def test_the_page_of_the_person_names_who_acted_for_them_and_where_it_was_seen(
    client, known, aida, recorded
):
    case = known(Right.ACCESS)
    page = case.data_subject.get_absolute_url()
    client.force_login(aida)
    assert "Acting for the person" not in client.get(page).content.decode()
    with recorded():
        Guardian(
            controller=case.controller,
            data_subject=case.data_subject,
            case_id=case.pk,
            kind=Guardian.Kind.GUARDIAN,
            name="Ibu Contoh",
            evidence="Birth certificate",
            noted_at=case.received_at,
            noted_by_id=aida.pk,
        ).save()

    shown = client.get(page).content.decode()

    assert "Acting for the person" in shown
    assert "Ibu Contoh" in shown
    assert shown.count(case.get_absolute_url()) >= 2
