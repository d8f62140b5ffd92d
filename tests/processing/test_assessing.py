"""Impact assessments: one person concludes, a second confirms, and it then stays."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.models import LedgerEntry
from audit.trail import Actor, act
from dpo_portal.demo.assessments import keep_assessments
from dpo_portal.demo.office import hire
from processing import assessing
from processing.asking import high_risks
from processing.errors import NotKeepable
from processing.models import ImpactAssessment
from tests.factories import AssessmentFactory

pytestmark = pytest.mark.django_db
URL = "/desk/register/assessments/"
TYPED = {
    "title": "Faces at the door",
    "activities": ["MAXIM-R-LOC"],
    "description": "Faces are compared with a picture.",
}


def make(controller, **more):
    with transaction.atomic(), act(by=Actor.job("tests")):
        return AssessmentFactory(controller=controller, **more)


def concluded(row, by, outcome="high"):
    return assessing.conclude_assessment(
        row, outcome=outcome, because="It holds for life.", revision=row.revision, by=by
    )


def test_an_assessment_is_begun_concluded_and_confirmed_by_another(
    client, registers, aida, farid
):
    client.force_login(aida)
    client.post(f"{URL}add/", {**TYPED, "risks": "A leak.", "countries": ["VN"]})
    row = ImpactAssessment.objects.get()
    too_early = client.post(
        f"{URL}{row.pk}/conclude/",
        {"outcome": "high", "because": "It leaks.", "revision": row.revision},
    )
    whole = {**TYPED, "necessity": "Yes.", "risks": "A leak.", "measures": "None."}
    client.post(f"{URL}{row.pk}/edit/", {**whole, "revision": row.revision})
    row.refresh_from_db()
    client.post(
        f"{URL}{row.pk}/conclude/",
        {"outcome": "high", "because": "It leaks.", "revision": row.revision},
    )
    row.refresh_from_db()
    waits = row.state
    client.force_login(farid)
    client.post(
        f"{URL}{row.pk}/confirm/", {"answer": "confirm", "revision": row.revision}
    )
    row.refresh_from_db()

    assert "Before it can be concluded, write: why it is needed" in (
        too_early.content.decode()
    )
    assert (waits, row.state, row.shows_high_risk) == ("concluded", "confirmed", True)
    assert "High risk" in client.get(URL).content.decode()
    verbs = LedgerEntry.objects.filter(action="v", model=row._meta.label_lower)
    assert list(verbs.order_by("id").values_list("verb", flat=True)) == [
        "processing.add_assessment",
        "processing.edit_assessment",
        "processing.conclude_assessment",
        "processing.confirm_assessment",
    ]


def test_what_was_concluded_is_confirmed_by_nobody_who_concluded_it(maxim, farid, aida):
    row = concluded(make(maxim), farid)

    with pytest.raises(NotKeepable, match="someone else has to confirm"):
        assessing.confirm_assessment(row, revision=row.revision, by=farid)
    with pytest.raises(PermissionDenied):
        assessing.confirm_assessment(row, revision=row.revision, by=aida)
    with pytest.raises(NotKeepable, match="send it back first"):
        assessing.edit_assessment(row, revision=row.revision, by=aida, risks="None.")

    row.refresh_from_db()
    assert row.state == "concluded" and row.risks


def test_one_that_goes_back_needs_a_reason_and_is_a_draft_again(
    client, maxim, aida, farid
):
    row = concluded(make(maxim), aida)
    client.force_login(farid)
    answer = {"answer": "send_back", "revision": row.revision}

    silent = client.post(f"{URL}{row.pk}/confirm/", answer)
    client.post(f"{URL}{row.pk}/confirm/", {**answer, "because": "Say how likely."})

    row.refresh_from_db()
    assert "Say why, in a sentence." in silent.content.decode()
    assert row.is_draft and row.concluded_by is None
    assert "Say how likely." in client.get(f"{URL}{row.pk}/").content.decode()


def test_only_confirmed_high_risks_are_told_and_only_those_since(maxim, aida, farid):
    early, late = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)
    rows = [make(maxim) for _ in range(4)]
    for row, outcome in zip(rows, ("high", "reduced", "low"), strict=False):
        row = concluded(row, aida, outcome)
        at = early if outcome == "high" else late
        assessing.confirm_assessment(row, revision=row.revision, by=farid, at=at)
    concluded(rows[3], aida)  # nobody has confirmed it

    assert list(high_risks(maxim)) == rows[:2]
    assert list(high_risks(maxim, since=early)) == [rows[1]]


def test_two_people_at_once_lose_nothing(client, registers, aida):
    row = make(registers["maxim"], activities=["MAXIM-R-LOC"])
    client.force_login(aida)
    form = {**TYPED, "risks": "Mine.", "revision": row.revision}
    assessing.edit_assessment(row, revision=row.revision, by=aida, risks="Theirs.")

    page = client.post(f"{URL}{row.pk}/edit/", form)

    assert page.status_code == 409
    assert "Mine." in page.content.decode() and "Theirs." in page.content.decode()
    row.refresh_from_db()
    assert row.risks == "Theirs."


def test_an_activity_of_another_company_is_refused_and_nothing_stored(registers, aida):
    with pytest.raises(NotKeepable, match="has no AUX-R1"):
        assessing.add_assessment(
            registers["maxim"], by=aida, **{**TYPED, "activities": ["AUX-R1"]}
        )

    assert not ImpactAssessment.objects.exists()


def test_the_demo_shows_one_high_risk_and_one_draft(registers):
    people = hire()

    assert (keep_assessments(people), keep_assessments(people)) == (2, 0)
    assert [one.title for one in high_risks(registers["maxim"])] == [
        "Where drivers are, minute by minute (example)"
    ]
    assert high_risks(registers["nbexpress"]).count() == 0
