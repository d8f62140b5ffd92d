"""The desk takes a file in after a look at it, and announces what nothing stops."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from policies.loading import load_policies
from policies.models import Policy, PolicyVersion, Translation
from policies.versions import clauses_of
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
    assert "Announce it now" in client.get(f"{DESK}/v2/publish/").content.decode()
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
