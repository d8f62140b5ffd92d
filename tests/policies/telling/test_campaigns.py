"""Whom a campaign tells, what is frozen, who may approve, and how it ends."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from audit.models import LedgerEntry
from audit.trail import Actor, act
from correspondence.models import Delivery
from policies.errors import NotPossible
from policies.models import Campaign, Clause, MaterialChange, PolicyVersion
from policies.telling import audience, plans, verbs
from tests.factories import DataSubjectFactory
from tests.policies.telling.conftest import NOW, Person, announce

Propose = Callable[[], Campaign]


def ways(campaign: Campaign) -> dict[str, tuple[str, str, str]]:
    """Each person's name: channel, state and language of what was queued."""
    rows = Delivery.objects.filter(campaign_id=campaign.pk).select_related(
        "person", "letter"
    )
    return {
        row.person.name: (row.channel, row.state, row.letter.language)
        for row in rows
        if row.person
    }


def test_each_person_is_queued_once_by_the_first_way_that_reaches_them(
    proposed: Propose, person: Person, approves: User, version: PolicyVersion
) -> None:
    person("aina@example.test", name="Mail", language="ms")
    person("both@example.test", "A-1", name="Mail and app", language="zh-hans")
    person("", "A-2", name="App", language="en")
    person("", "", name="Nothing", language="ms")
    with transaction.atomic(), act(by=Actor.job("test")):
        DataSubjectFactory(name="Of another company")
    campaign = proposed()
    assert plans.outlook(campaign, at=NOW).unreached == 1

    queued = verbs.approve(campaign, by=approves, at=NOW)

    assert queued == campaign.audience_count == 4
    assert ways(campaign) == {
        "Mail": ("email", "queued", "ms"),
        "Mail and app": ("email", "queued", "en"),
        "App": ("app", "queued", "en"),
        "Nothing": ("public", "announced", "ms"),
    }
    assert audience.sent_list(campaign.pk).sha256 == campaign.audience_sha256
    assert campaign.state == "sending"
    assert version.announcements.get().campaign == campaign
    verb = LedgerEntry.objects.get(verb="policies.approve_notice")
    assert verb.actor_id == approves.pk


def test_a_change_of_one_country_concerns_its_people_and_those_of_unknown_country(
    drafted: PolicyVersion, person: Person
) -> None:
    version = drafted
    with transaction.atomic(), act(by=Actor.job("test")):
        thai = Clause.objects.create(
            policy=version.policy, key="th", countries=["TH"], audience=["driver"]
        )
        change = MaterialChange.objects.get()
        change.clause_keys = [thai.key]
        change.save()
    person(name="Driver there", country="TH", kinds=["driver"])
    person(name="Client there", country="TH", kinds=["client"])
    person(name="Unknown there", country="TH", kinds=[])
    person(name="Driver here", country="MY", kinds=["driver"])
    person(name="Driver somewhere", country="", kinds=["client", "driver"])

    found = audience.concerned(version, at=NOW)

    assert sorted(found.values_list("name", flat=True)) == [
        "Driver somewhere",
        "Driver there",
        "Unknown there",
    ]


def test_nobody_approves_what_they_prepared_and_officers_approve_nothing(
    proposed: Propose, person: Person, prepares: User, aida: User
) -> None:
    person("aina@example.test")
    campaign = proposed()

    with pytest.raises(NotPossible, match="another person"):
        verbs.approve(campaign, by=prepares, at=NOW)
    with pytest.raises(PermissionDenied):
        verbs.approve(campaign, by=aida, at=NOW)
    assert not Delivery.objects.filter(campaign_id=campaign.pk).exists()


def test_a_list_that_changed_after_it_was_frozen_is_not_approved(
    proposed: Propose, person: Person, approves: User
) -> None:
    one = person("aina@example.test")
    person("late@example.test", name="Came later").refresh_from_db()
    campaign = proposed()
    with transaction.atomic(), act(by=Actor.job("test")):
        one.erased_at = NOW
        one.save()

    with pytest.raises(NotPossible, match="has changed since it was frozen"):
        verbs.approve(campaign, by=approves, at=NOW)
    assert not Delivery.objects.filter(campaign_id=campaign.pk).exists()
    campaign.refresh_from_db()
    assert campaign.state == "proposed"


def test_a_plan_that_ends_after_the_lead_time_begins_is_stopped_with_both_days(
    version: PolicyVersion, person: Person, prepares: User, settings: Any
) -> None:
    for number in range(4):
        person(f"p{number}@example.test")
    campaign = verbs.draft(version, by=prepares, at=NOW)
    settings.MAIL_PER_DAY = 1
    begin = datetime(2090, 3, 30, 8, tzinfo=NOW.tzinfo)  # the lead begins on 1 April

    with pytest.raises(NotPossible, match="the last mail leaves on Sun 2 Apr 2090"):
        verbs.propose(campaign, by=prepares, at=begin)
    verbs.propose(campaign, by=prepares, at=begin - timedelta(days=1))

    assert campaign.foreseen_end_at == datetime(2090, 4, 1, tzinfo=NOW.tzinfo)


def test_each_language_has_its_frozen_words_with_every_change(
    proposed: Propose, person: Person
) -> None:
    person("aina@example.test", language="ms")
    person("ben@example.test", language="en")

    campaign = proposed()

    texts = {one.language: one for one in campaign.texts.all()}
    assert set(texts) == {"en", "ms"}
    for language, said in (
        ("en", "10 days instead of 15"),
        ("ms", "10 hari, bukan 15"),
    ):
        letter = texts[language].letter
        assert said in letter.body
        assert said in letter.html
        assert "[name]" in letter.body
        assert texts[language].sha256 == letter.body_sha256
    assert texts["ms"].letter.subject == "Dasar privasi berubah pada 1 Mei 2090"


@pytest.mark.parametrize(
    ("lacks", "said"),
    [
        pytest.param("announcement", "has not been announced", id="draft"),
        pytest.param("summary", "no plain words in: Malay", id="no summary"),
        pytest.param("people", "concern nobody", id="nobody"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_frozen(
    drafted: PolicyVersion, person: Person, prepares: User, lacks: str, said: str
) -> None:
    if lacks != "people":
        person("aina@example.test")
    if lacks == "summary":
        with transaction.atomic(), act(by=Actor.job("test")):
            change = MaterialChange.objects.get()
            change.summary = {"en": "We answer sooner."}
            change.save()
    if lacks != "announcement":
        announce(drafted)
    campaign = verbs.draft(drafted, by=prepares, at=NOW)

    with pytest.raises(NotPossible, match=said):
        verbs.propose(campaign, by=prepares, at=NOW)
    assert not campaign.texts.exists()


def test_paused_and_cancelled_mean_that_nothing_more_leaves(
    proposed: Propose, person: Person, prepares: User, approves: User
) -> None:
    person("aina@example.test")
    person("", "A-1")
    campaign = proposed()
    verbs.approve(campaign, by=approves, at=NOW)

    verbs.pause(campaign, by=prepares, reason="A word is wrong.", at=NOW)
    assert not Campaign.objects.sending().exists()
    verbs.resume(campaign, by=prepares, at=NOW)
    with pytest.raises(NotPossible, match="Say why"):
        verbs.cancel(campaign, by=prepares, reason=" ", at=NOW)
    verbs.cancel(campaign, by=prepares, reason="The version is withdrawn.", at=NOW)

    states = Delivery.objects.filter(campaign_id=campaign.pk).values_list(
        "state", flat=True
    )
    assert set(states) == {"suppressed"}
    assert campaign.announcement.ended_at == NOW
    with pytest.raises(NotPossible, match="cannot be done now"):
        verbs.resume(campaign, by=prepares, at=NOW)


def test_a_correction_tells_those_who_were_told_and_nobody_else(
    proposed: Propose,
    person: Person,
    prepares: User,
    approves: User,
    version: PolicyVersion,
) -> None:
    person("told@example.test", name="Told")
    person("waits@example.test", name="Not told yet")
    campaign = proposed()
    verbs.approve(campaign, by=approves, at=NOW)
    told = Delivery.objects.filter(campaign_id=campaign.pk, person__name="Told")
    told.update(state="accepted", accepted_at=NOW)
    person("new@example.test", name="Came later")
    with transaction.atomic(), act(by=Actor.job("test")):
        version.state, version.withdrawn_at = "withdrawn", NOW
        version.withdrawal_reason = "A number was wrong."
        version.save()

    correction = verbs.draft(version, by=prepares, corrects=campaign, at=NOW)
    verbs.propose(correction, by=prepares, at=NOW)
    verbs.approve(correction, by=approves, at=NOW)

    campaign.refresh_from_db()
    assert campaign.state == "cancelled"
    assert set(ways(correction)) == {"Told"}
    letter = correction.texts.get().letter
    assert "is withdrawn" in letter.body
    assert "A number was wrong." in letter.body
