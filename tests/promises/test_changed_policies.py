"""What the policies promise about their own changes, kept from draft to archive."""

from datetime import timedelta

import pytest
from django.db import transaction

from audit.trail import act
from correspondence import notice_links
from correspondence.models import Delivery
from policies import changes, deciding, gates
from policies.drafting import Facts, draft_from, import_version, take_in
from policies.errors import PublishedWords
from policies.loading import load_policies
from policies.models import Acknowledgement, Gate, MaterialChange, Policy
from policies.parsing import parse
from policies.samples import load_samples
from policies.telling import answering, plans, verbs
from policies.telling.holding import held_by
from processing import assessing
from subjects.models import Consent
from tests.factories import (
    AssessmentFactory,
    DataSubjectFactory,
    IdentifierFactory,
    MembershipFactory,
    UserFactory,
)
from tests.policies.offices import (
    AT,
    TESTS,
    announce,
    decide,
    obstacles,
    open_office,
    plan,
)

pytestmark = pytest.mark.django_db

PROMISING = ["nbexpress", "auxconnbeauty", "aseanbiz"]
TEXT = """\
Contoh notice

1. What we use
1.1. We use your telephone number to deliver what you order.

2. Who we are
2.1. This service is run by Kedai Contoh Sdn Bhd, Sibu.

3. Who receives data
3.1. Your address is passed to the courier Kurier Satu.

4. Your rights
4.1. You may correct data that is wrong by writing to us.

5. How to contact us
5.1. Write to the data protection officer at dpo@contoh.example.
"""
# NBX-9.3.1 to 9.3.5, AXB-6.4.1 to 6.4.5, ASB-7.4.1 to 7.4.5, in their order.
KINDS = [
    ("C1", "to deliver what you order", "to deliver and to show you advertising"),
    (
        "C2",
        "run by Kedai Contoh Sdn Bhd",
        "run by Contoh Baharu Sdn Bhd, after a merger",
    ),
    ("C3", "the courier Kurier Satu", "the courier Kurier Satu and to Iklan Dua"),
    ("C4", "by writing to us", "by writing to us with a copy of your passport"),
    ("C5", "dpo@contoh.example", "privacy@contoh.example"),
]


@pytest.mark.parametrize("slug", PROMISING)
@pytest.mark.parametrize(("kind", "before", "after"), KINDS)
def test_each_kind_of_great_change_is_found_and_waits_for_a_person(
    controllers, slug, kind, before, after
):
    # 9.1 to 9.5, VI.1 to VI.5, 7.1 to 7.5: each is a great change.
    load_policies()
    policy = Policy.objects.get(controller=controllers[slug])
    first = import_version(
        policy, parse(TEXT), Facts("en", is_imported=True), by=TESTS, at=AT
    )
    draft = draft_from(first, by=TESTS, at=AT)
    assert before in TEXT
    take_in(policy, parse(TEXT.replace(before, after)), Facts("en"), by=TESTS, at=AT)

    found = changes.suggest(draft, by=TESTS, at=AT)

    (change,) = found.to_decide
    assert kind in {one.category for one in change.suggestions}
    assert kind in policy.categories and policy.clause_of("categories")["clause"]
    assert "undecided" in codes(draft)
    deciding.decide(
        draft,
        changes.mark_of(change.row),
        categories=[kind],
        reason="It is one.",
        by=TESTS,
        at=AT,
    )
    assert codes(draft) == {"summary"}  # the words that tell people of it


def codes(version):
    return {one.code for one in gates.before_approval(version)}


@pytest.mark.parametrize("slug", PROMISING)
def test_an_assessment_that_finds_a_high_risk_waits_for_a_person(controllers, slug):
    # 9.6, VI.6, 7.6 (NBX-9.3.6, AXB-6.4.6, ASB-7.4.6): no word has to change for it.
    found = open_office(controllers, slug, reduced=False)
    with transaction.atomic(), act(by=TESTS):
        row = AssessmentFactory(controller=found.policy.controller)
        second = MembershipFactory(
            user=UserFactory(), controller=found.policy.controller, role="approver"
        ).user
    row = assessing.conclude_assessment(
        row,
        revision=row.revision,
        by=found.approver,
        outcome="high",
        because="It weighs on people's rights.",
    )
    assessing.confirm_assessment(row, revision=row.revision, by=second)

    assert "assessment" in codes(found.version)
    deciding.decide_assessment(
        found.version, row.code, is_material=True, reason="Yes.", by=TESTS, at=AT
    )
    assert "assessment" not in codes(found.version)


# The ways each update clause names; a notice without them is not sent.
WAYS = {
    "nbexpress": (["red_dot"], ["banner"], "Clause 9 promises"),  # NBX-9.2
    "auxconnbeauty": (["pop_up"], [], "Clause VI promises"),  # AXB-6.3
    "aseanbiz": (["banner", "explanation"], [], "Clause 7 promises"),  # ASB-7.3
}


@pytest.mark.parametrize("slug", WAYS)
def test_a_great_change_is_told_in_the_way_the_policy_names(controllers, slug):
    # 9 (NBX-9.2), VI (AXB-6.3), 7 (ASB-7.3): red dot, pop-up, more clearly, explained.
    planned, left, sentence = WAYS[slug]
    found = open_office(controllers, slug, reduced=False, languages=("en", "ms"))
    plan(found, "announcement")
    assert sentence in obstacles(found)["channels"].sentence
    announce(found, "letter", *planned)

    campaign = verbs.draft(found.version, by=found.author, at=AT)
    assert plans.missing(campaign) == []
    verbs.plan(campaign, by=found.author, at=AT, shows=left, ways=["app", "public"])

    assert sentence in plans.missing(campaign)[0]


def test_a_substantial_update_comes_with_the_new_text(controllers):
    # Updates (AUX-8.2): a new policy is handed over.
    found = open_office(controllers, "aux", languages=("en", "ms"))
    plan(found, "banner")
    assert "Clause Updates promises" in obstacles(found)["channels"].sentence
    announce(found, "letter")
    people(found, email="dewi@example.test")
    campaign = sent(found)

    body = Delivery.objects.get(campaign_id=campaign.pk).letter.body
    assert "{+40+}" in body or "{+40 days+}" in body


@pytest.mark.parametrize("slug", ["auxconnbeauty", "aseanbiz"])
def test_nothing_is_taken_away_from_whoever_has_not_said_yes(controllers, slug):
    # VI, 7: no right is reduced without consent (AXB-6.1, ASB-7.1).
    refused = open_office(controllers, slug, languages=("en", "ms"))
    assert "no_reduction_without_consent" in codes(refused.version)
    for row in refused.version.changes.all():
        decide(row, refused.author, gate=Gate.EXPLICIT_CONSENT)
    announce(refused, "letter", "banner", "explanation")
    (person,) = people(refused, email="dewi@example.test")
    later = refused.version.effective_at + timedelta(days=1)

    held = held_by(person, refused.policy, at=later)
    assert (held.version.number, held.asked.number) == (1, 2)
    with transaction.atomic(), act(by=TESTS):
        Acknowledgement(
            data_subject=person,
            version=refused.version,
            kind="accepted",
            language="en",
            text_sha256="0" * 64,
            channel="web",
            at=later,
        ).save()

    assert held_by(person, refused.policy, at=later).version.number == 2


# Of each, the kinds of change in which something new waits for a yes.
NEW_USE = {
    "nbexpress": ["C2", "C3"],  # NBX-4.3, NBX-4.9: affiliates and successors
    "auxconnbeauty": ["C1"],  # AXB-1.8
    "aseanbiz": ["C1"],  # ASB-1.11, ASB-1.12
}


@pytest.mark.parametrize("slug", NEW_USE)
def test_data_serves_something_new_only_after_a_yes(controllers, slug):
    # 4.1.3, 4.2.2; I(i); 1(4): a new purpose asks for consent.
    found = open_office(controllers, slug, reduced=False, languages=("en", "ms"))
    assert found.policy.consent_for_new_use == NEW_USE[slug]
    (change,) = found.version.changes.all()
    with transaction.atomic(), act(by=TESTS):
        change.category, change.new_use = NEW_USE[slug][0], True
        change.save()
    assert "consent_for_new_use" in codes(found.version)

    decide(change, found.author, reduced=False, gate=Gate.EXPLICIT_CONSENT)
    announce(found, "letter", "red_dot", "banner", "explanation")
    (person,) = people(found, email="dewi@example.test")

    later = found.version.effective_at + timedelta(days=1)
    assert held_by(person, found.policy, at=later).version.number == 1


@pytest.mark.parametrize("country", ["PH", "ID"])
def test_people_in_two_countries_are_told_of_any_change_and_can_refuse(
    controllers, client, country
):
    # 5.2 Philippines, 5.2 Indonesia (MAXIM-5.2-PH.2, MAXIM-5.2-ID.2).
    found = open_office(controllers, "maxim", reduced=False, languages=("en", "ms"))
    plan(found, "letter")
    assert "5.2" in obstacles(found)["refusal_countries"].sentence
    announce(found, "letter", "refusal")
    people(found, email="dewi@example.test", country=country)
    campaign = sent(found)

    row = Delivery.objects.get(campaign_id=campaign.pk)
    client.post(f"/n/{notice_links.token_of(row.pk)}/", {"choice": "decline"})

    assert Acknowledgement.objects.get().kind == "declined"


def people(found, *, email, country="MY"):
    with transaction.atomic(), act(by=TESTS):
        person = DataSubjectFactory(
            controller=found.policy.controller,
            country=country,
            created_at=AT - timedelta(days=9),
        )
        IdentifierFactory(data_subject=person, value=email)
    return (person,)


def sent(found):
    campaign = verbs.draft(found.version, by=found.author, at=AT)
    verbs.propose(campaign, by=found.author, at=AT)
    verbs.approve(campaign, by=found.approver, at=AT)
    return campaign


def test_use_alone_is_never_written_as_a_consent(controllers, client):
    # 2 and 19 (MAXIM-2.1, MAXIM-19.7): who agreed, when and to which words is kept.
    found = open_office(controllers, "maxim", reduced=False, languages=("en", "ms"))
    announce(found, "letter", "refusal")
    (person,) = people(found, email="dewi@example.test")
    campaign = sent(found)
    row = Delivery.objects.get(campaign_id=campaign.pk)

    client.get(f"/n/{notice_links.token_of(row.pk)}/")
    assert not Acknowledgement.objects.exists()
    assert not Consent.objects.filter(data_subject=person).exists()
    shown = answering.Shown(answering.Channel.APP, "en", "I agree")
    answering.note(person, found.version, answering.Kind.ACCEPTED, shown, at=AT)

    kept = answering.answer_of(person, found.version)
    words = found.version.translations.get(language="en").sha256
    assert (kept.kind, kept.text_sha256, kept.shown) == ("accepted", words, "I agree")


@pytest.mark.parametrize("slug", [*PROMISING, "maxim"])
def test_every_version_stays_open_to_anyone(controllers, client, slug):
    # 9 (NBX-9.1, NBX-9.4), VI (AXB-6.2, AXB-6.5), 7 (ASB-7.2, ASB-7.5) and 6.3
    # (MAXIM-6.3): the page of the policy, its former versions, each as text to save.
    load_policies()
    load_samples(at=AT)
    here = f"/en/c/{slug}/policy/privacy/"

    for page in ("", "versions/", "v/1/", "v/2/", "compare/1..2/", "v/1/text/"):
        assert client.get(here + page).status_code == 200, page
    assert "Use your rights" in client.get(here).content.decode()

    first = Policy.objects.get(controller=controllers[slug]).versions.get(number=1)
    with pytest.raises(PublishedWords):
        first.translations.first().delete()


def test_what_is_announced_and_told_to_nobody_stands_on_the_home_page(
    controllers, client
):
    # 9 (NBX-9.2): a great change is shown in the app, so somebody has to begin.
    found = open_office(controllers, "nbexpress", reduced=False, languages=("en", "ms"))
    announce(found, "red_dot")
    client.force_login(found.author)
    shown = "1 announced change is told to nobody yet"

    assert shown in client.get("/desk/").content.decode()
    version = client.get("/desk/policies/nbexpress/privacy/v2/").content.decode()
    assert f"/desk/notices/new/?version={found.version.pk}" in version

    verbs.draft(found.version, by=found.author, at=AT)
    assert shown not in client.get("/desk/").content.decode()
    assert MaterialChange.objects.filter(version=found.version).confirmed().exists()
