"""The desk takes a file in after a look at it, and announces what nothing stops."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from audit.trail import act
from policies import chain, changes, editing, workflow
from policies.loading import load_policies
from policies.models import Policy, PolicyVersion, Translation
from policies.versions import clauses_of
from policies.wording import clauses_in
from tests.policies.offices import AT, TESTS, open_office, plan
from tests.policies.sample import SAMPLE

pytestmark = pytest.mark.django_db
DESK = "/desk/policies/maxim/privacy"


@pytest.fixture
def policy(maxim):
    load_policies()
    return Policy.objects.get(controller=maxim)


def hand_in(client, text, name="notice.md", **facts):
    file = SimpleUploadedFile(name, text.encode())
    return client.post(f"{DESK}/import/", {"file": file, "language": "ms", **facts})


def hidden(answer):
    context = answer.context
    return {**dict(context["carried"]), "package": context["package"]}


def test_a_file_is_looked_at_before_anything_is_stored(client, aida, policy):
    client.force_login(aida)

    shown = hand_in(client, SAMPLE, is_imported="on", label="2023")

    html = shown.content.decode()
    assert "Nothing is stored yet" in html
    assert "We answer within 15 days of your request" in html
    assert "BR, MY" in html
    assert not Translation.objects.exists()

    done = client.post(f"{DESK}/import/confirm/", hidden(shown))

    assert done["Location"] == f"{DESK}/v1/"
    assert len(clauses_of("maxim/privacy@1", "ms")) == len(
        shown.context["review"].clauses
    )
    assert policy.versions.get().label == "2023"


def test_another_persons_review_and_a_bad_file_store_nothing(
    client, aida, farid, policy
):
    client.force_login(aida)
    shown = hand_in(client, SAMPLE)
    bad = hand_in(client, "words", name="notice.pdf")
    client.force_login(farid)

    answer = client.post(f"{DESK}/import/confirm/", hidden(shown), follow=True)

    assert "choose the file again" in answer.content.decode()
    assert "is no text, HTML, Markdown or DOCX file" in bad.content.decode()
    assert not Translation.objects.exists()


def test_the_page_lists_what_stops_it_and_announces_what_nothing_stops(
    client, aida, farid, policy
):
    client.force_login(aida)
    for language in ("ms", "en"):
        shown = hand_in(client, SAMPLE, language=language)
        client.post(f"{DESK}/import/confirm/", hidden(shown))
    html = client.get(f"{DESK}/v2/publish/").content.decode()
    assert "It cannot be announced yet." in html
    assert "Say from which day" in html
    day = timezone.localdate() + timedelta(days=40)
    client.post(
        f"{DESK}/v2/publish/", {"planned_channels": ["letter"], "effective_on": day}
    )
    client.post(f"{DESK}/v2/submit/")

    client.force_login(farid)
    client.post(f"{DESK}/v2/approve/")
    assert (
        "Leave it empty to announce now"
        in client.get(f"{DESK}/v2/publish/").content.decode()
    )
    client.post(f"{DESK}/v2/announce/")

    version = PolicyVersion.objects.get(policy=policy, number=2)
    assert (version.state, version.effective_on) == ("announced", day)
    assert "Announced" in client.get(f"{DESK}/v2/publish/").content.decode()

    client.post(f"{DESK}/v2/withdraw/", {"reason": "A wrong number."})
    version.refresh_from_db()
    assert (version.state, version.withdrawal_reason) == (
        "withdrawn",
        "A wrong number.",
    )


@pytest.fixture
def approved(controllers):
    """N.B. Express, version 2 approved in English alone; Malay is still owed."""
    found = open_office(controllers, "nbexpress", reduced=False)
    with transaction.atomic(), act(by=TESTS):
        policy = found.policy
        policy.required_languages = ["en"]
        policy.save()
    plan(found, "red_dot", effective_on=timezone.localdate() + timedelta(days=90))
    workflow.submit(found.version, by=found.author, at=AT)
    workflow.approve(found.version, by=found.approver, at=AT)
    return found


V2 = "/desk/policies/nbexpress/privacy/v2"
ARCHIVE = "/en/c/nbexpress/policy/privacy/v/2/"


def test_a_version_is_announced_from_the_beginning_of_a_later_day(client, approved):
    client.force_login(approved.approver)
    today = timezone.localdate()

    past = client.post(f"{V2}/announce/", {"announced_on": today - timedelta(days=3)})
    assert "Nothing is announced in the past." in past.content.decode()
    late = client.post(f"{V2}/announce/", {"announced_on": today + timedelta(days=80)})
    assert "30 days of notice" in late.content.decode()
    day = today + timedelta(days=7)
    client.post(f"{V2}/announce/", {"announced_on": day})

    approved.version.refresh_from_db()
    assert approved.version.released_on == day
    assert "Is announced on" in client.get(f"{V2}/").content.decode()
    assert client.get(ARCHIVE).status_code == 404
    with time_machine.travel(approved.version.announced_at + timedelta(minutes=1)):
        assert client.get(ARCHIVE).status_code == 200


def test_a_language_that_came_late_is_written_and_made_final_by_another(
    client, approved
):
    version = approved.version
    workflow.announce(version, by=approved.approver, at=timezone.now())
    client.force_login(approved.author)
    original = clauses_of("nbexpress/privacy@2", "en")
    words = {one.key: f"{one.text} (ms)" for one in original}
    text = version.translations.filter(language="ms").first()
    seen = editing.seen_of([] if text is None else clauses_in(text))
    editing.translate(
        version, "ms", words, seen=seen, by=approved.author, at=timezone.now()
    )
    finish = f"{V2}/translate/ms/finish/"
    assert finish not in client.get(f"{V2}/").content.decode()
    assert client.post(finish).status_code == 403

    client.force_login(approved.approver)
    assert finish in client.get(f"{V2}/").content.decode()
    client.post(finish)

    text = version.translations.get(language="ms")
    assert (text.is_frozen, text.is_addendum) == (True, True)
    assert "added later" in client.get(f"{V2}/").content.decode()
    shown = client.get(f"{ARCHIVE}?in=ms").content.decode()
    assert text.sha256 in shown and "This language was added on" in shown
    assert chain.check(approved.policy) == []


def test_a_correction_is_a_version_of_its_own_and_what_was_taken_back_is_new(
    client, approved
):
    now = timezone.now()
    workflow.announce(approved.version, by=approved.approver, at=now)
    workflow.withdraw(approved.version, reason="Wrong.", by=approved.approver, at=now)
    client.force_login(approved.author)
    assert f"{V2}/correct/" in client.get(f"{V2}/").content.decode()

    begun = client.post(f"{V2}/correct/", follow=True).content.decode()

    made = approved.policy.versions.get(number=3)
    assert made.corrects == approved.version
    assert "Version 3 begins with the words of version 2" in begun
    assert f"{V2}/correct/" not in client.get(f"{V2}/").content.decode()
    # People were told that 40 days do not come: in version 3 they come anew.
    found = changes.difference(made)
    assert found.base.number == 1
    assert ["40 days" in one.row.after_text for one in found.to_decide] == [True]
