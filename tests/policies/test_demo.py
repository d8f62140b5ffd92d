"""The notice of the demonstration: under way, with mails that came back."""

import pytest
from django.utils import timezone

from correspondence.models import Delivery
from dpo_portal.demo import drafts, notice
from dpo_portal.demo.office import hire
from policies import chain, changes
from policies.loading import load_policies
from policies.models import Campaign
from policies.samples import load_samples
from policies.telling.progress import progress_of
from processing.loading import load_shipped as load_registers

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(controllers):
    load_policies()
    load_registers()
    load_samples(at=timezone.now(), but=[notice.VERSION])
    return hire()


def test_the_demonstration_has_a_notice_that_is_under_way(people):
    now = timezone.now()

    told = [notice.tell(people, now=now) for _turn in range(2)]

    campaign = Campaign.objects.get()
    found = progress_of(campaign, at=now)
    assert told == [1, 0] and campaign.state == "sending"
    assert campaign.proposed_by == people["aina"]
    assert campaign.approved_by == people["wei"]
    assert campaign.version.number == 2 and chain.check(campaign.version.policy) == []
    states = found.whole.states
    assert {"delivered", "accepted", "deferred", "bounced", "failed"} <= set(states)
    assert [line.code for line in found.channels] == ["email", "post", "app", "public"]
    assert {line.code for line in found.languages} == {"en", "ms", "zh-hans"}
    assert found.given_up == states["failed"]
    # None of them leaves while somebody looks at the demonstration.
    assert not Delivery.objects.due_of(campaign.pk, now).exists()


def test_home_names_the_mails_of_a_notice_that_were_given_up(client, people):
    notice.tell(people, now=timezone.now())
    client.force_login(people["aina"])

    html = " ".join(client.get("/desk/").content.decode().split())

    assert "3 e-mails of notices were given up" in html
    assert "2 letters of notices wait to be posted" in html
    assert 'href="/desk/notices/"' in html


def test_a_notice_says_what_is_on_the_way_and_what_an_act_is_about(client, people):
    notice.tell(people, now=timezone.now())
    here = Campaign.objects.get().get_absolute_url()
    client.force_login(people["aina"])

    html = " ".join(client.get(here).content.decode().split())
    otherwise = client.get(f"{here}otherwise/").content.decode()

    assert "39 reported as delivered, 7 accepted by the mail server" in html
    assert "the next attempt is on" in html
    assert "the rule NBX-30 becomes 20 days" in html
    assert "3 e-mails were given up." in otherwise and "68 people" not in otherwise


def test_the_draft_of_the_demonstration_follows_what_was_published(people):
    now = timezone.now()
    notice.tell(people, now=now)

    made = [drafts.keep_draft(people, now=now) for _turn in range(2)]

    draft = Campaign.objects.get().version.policy.versions.get(number=3)
    found = changes.difference(draft)
    assert made == [1, 0] and found.base.number == 2
    assert changes.undecided(draft) == ["4.1 Whom we give data to"]
