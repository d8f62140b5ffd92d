"""Letters on paper: whom they are for, their batches, the post, what comes back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from audit.models import LedgerEntry
from audit.trail import Actor, act
from correspondence import deliveries
from correspondence.mail import Trouble, Verdict
from correspondence.models import Delivery
from policies.errors import NotPossible
from policies.models import Campaign, PolicyVersion, PostBatch
from policies.telling import plans, posting, verbs
from policies.telling.progress import progress_of
from subjects import erasing, restricting
from subjects.models import DataSubject
from tests.policies.telling.conftest import NOW, Person
from tests.policies.telling.test_campaigns import ways

DAY = NOW.date()
Send = Callable[..., Campaign]


@pytest.fixture
def sent(version: PolicyVersion, prepares: User, approves: User) -> Send:
    """A notice that also goes by post, approved for the people there are by then."""

    def make(**plan: Any) -> Campaign:
        campaign = verbs.draft(version, by=prepares, at=NOW)
        by = ["email", "post", "app", "public"]
        verbs.plan(campaign, by=prepares, at=NOW, **{"ways": by, **plan})
        verbs.propose(campaign, by=prepares, at=NOW)
        verbs.approve(campaign, by=approves, at=NOW)
        return campaign

    return make


def batch(campaign: Campaign, by: User, number: int = 1) -> PostBatch:
    return posting.put_together(campaign, number=number, by=by, at=NOW)


def refuse_the_mail_of(one: DataSubject) -> None:
    """As the mail server does with an address that does not exist."""
    row = one.notices.get(channel="email")
    row.leased_by, row.lease_until = "test", NOW + timedelta(hours=1)
    row.state = "sending"
    row.save()
    trouble = Trouble(Verdict.REFUSED, "smtp_550_5.1.1")
    deliveries.reject(row.pk, trouble, worker="test", at=NOW)


def steps_of(one: DataSubject) -> list[tuple[str, str]]:
    rows = one.notices.get(channel="post").events.values_list("kind", "detail")
    return list(rows)


def test_who_has_no_mail_but_an_address_gets_a_letter(
    sent: Send, person: Person, approves: User, version: PolicyVersion
) -> None:
    person("aina@example.test", address="1 Jalan Mail", name="Mail and address")
    person(address="2 Jalan Satu\n25000 Kuantan", name="Address", language="ms")
    person("", "A-2", address="3 Jalan Satu", name="App and address")
    person("", "A-3", name="App")
    person(name="Nothing")

    campaign = sent()

    assert ways(campaign) == {
        "Mail and address": ("email", "queued", "en"),
        "Address": ("post", "to_print", "ms"),
        "App and address": ("post", "to_print", "en"),
        "App": ("app", "queued", "en"),
        "Nothing": ("public", "announced", "en"),
    }
    found = plans.outlook(campaign, at=NOW)
    assert (found.people, found.by_mail, found.by_post, found.unreached) == (5, 1, 2, 1)


def test_a_set_that_holds_more_or_is_contested_is_no_address_to_write_to(
    sent: Send, person: Person
) -> None:
    person(address="Dewi, 2 Jalan Satu", name="Mixed", items=["address", "phone"])
    contested = person(address="2 Jalan Lama", name="Contested")
    rows = [contested.data_held.get()]
    why = restricting.Why("accuracy_disputed")
    restricting.restrict(contested, rows, why, by=Actor.job("test"), at=NOW)

    campaign = sent()

    assert set(ways(campaign).values()) == {("public", "announced", "en")}


def test_a_letter_follows_a_mail_that_came_back_where_the_plan_says_so(
    sent: Send, person: Person
) -> None:
    one = person("gone@example.test", "A-1", "1 Jalan Satu", name="Gone")
    campaign = sent()
    refuse_the_mail_of(one)

    verbs.escalate(campaign, [Delivery.State.BOUNCED], at=NOW)

    assert states(one) == {"email": "escalated", "post": "to_print"}


def test_no_letter_follows_a_mail_where_the_plan_says_so(
    sent: Send, person: Person
) -> None:
    one = person("gone@example.test", "A-1", "1 Jalan Satu", name="Gone")
    campaign = sent(post_after_mail=False)
    refuse_the_mail_of(one)

    verbs.escalate(campaign, [Delivery.State.BOUNCED], at=NOW)

    assert states(one) == {"email": "escalated", "app": "queued"}


def test_a_mail_that_comes_back_late_opens_a_complete_notice_again(
    sent: Send, person: Person
) -> None:
    one = person("gone@example.test", address="1 Jalan Satu")
    campaign = sent()
    one.notices.update(state="accepted", accepted_at=NOW)
    assert verbs.complete_if_done(campaign, at=NOW)
    campaign.refresh_from_db()
    one.notices.update(state="bounced")

    verbs.escalate(campaign, [Delivery.State.BOUNCED], at=NOW)

    assert campaign.state == "sending"
    assert states(one) == {"email": "escalated", "post": "to_print"}
    assert LedgerEntry.objects.filter(verb="policies.reopen_notice").exists()


def test_a_batch_handed_to_the_post_completes_the_notice_and_is_never_delivered(
    sent: Send, person: Person, prepares: User
) -> None:
    one = person(address="1 Jalan Satu")
    campaign = sent()
    made = batch(campaign, prepares)
    assert batch(campaign, prepares) == made  # pressed twice
    assert not verbs.complete_if_done(campaign, at=NOW)

    handed = [posting.hand_over(made, on=DAY, by=prepares, at=NOW) for _time in "12"]

    assert handed == [1, 0]
    assert states(one) == {"post": "posted"}
    assert steps_of(one) == [("batched", "batch_1"), ("posted", "2026-03-02")]
    verb = LedgerEntry.objects.get(verb="policies.hand_over_letters")
    assert verb.actor_id == prepares.pk
    assert verbs.complete_if_done(campaign, at=NOW)


def test_a_batch_is_handed_over_on_no_day_that_lies_ahead_or_before_it(
    sent: Send, person: Person, prepares: User
) -> None:
    person(address="1 Jalan Satu")
    made = batch(sent(), prepares)
    tomorrow, later = DAY + timedelta(days=1), NOW + timedelta(days=3)

    with pytest.raises(NotPossible, match="lies ahead"):
        posting.hand_over(made, on=tomorrow, by=prepares, at=NOW)
    with pytest.raises(NotPossible, match="cannot be an earlier day"):
        posting.hand_over(made, on=date(2026, 3, 1), by=prepares, at=NOW)
    posting.hand_over(made, on=tomorrow, by=prepares, at=later)
    with pytest.raises(NotPossible, match="as was noted before"):
        posting.hand_over(made, on=DAY, by=prepares, at=later)


def test_batches_hold_so_many_letters_and_those_of_one_language_together(
    sent: Send, person: Person, prepares: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "MOST_LETTERS", 3)
    for number in range(4):
        language = "ms" if number % 2 else "en"
        person(address=f"{number} Jalan Satu", language=language)
    campaign = sent()

    first, second = (batch(campaign, prepares, n) for n in (1, 2))

    assert (first.letters, second.letters) == (3, 1)
    spoken = [row.letter.language for row in posting.of_batch(first)]
    assert spoken in (["en", "en", "ms"], ["ms", "ms", "en"])
    with pytest.raises(NotPossible, match="No letter waits"):
        batch(campaign, prepares, 3)


def test_long_letters_make_smaller_batches(
    sent: Send, person: Person, prepares: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        person(address=f"{number} Jalan Satu")
    campaign = sent()
    length = len(campaign.texts.get().letter.body)
    monkeypatch.setattr(posting, "MOST_CHARACTERS", 2 * length)

    assert batch(campaign, prepares).letters == 2


def test_a_letter_that_came_back_is_told_by_the_next_way(
    sent: Send, person: Person, prepares: User
) -> None:
    one = person(address="1 Jalan Satu")
    app = person("", "A-1", "2 Jalan Satu")
    campaign = sent()
    made = batch(campaign, prepares)
    letter, other = (who.notices.get().pk for who in (one, app))
    with pytest.raises(NotPossible, match="was not handed to the post"):
        posting.came_back(campaign, letter, because="moved", by=prepares, at=NOW)
    posting.hand_over(made, on=DAY, by=prepares, at=NOW)
    verbs.complete_if_done(campaign, at=NOW)

    noted = [
        posting.came_back(campaign, letter, because="moved", by=prepares, at=NOW)
        for _time in "12"
    ]
    assert campaign.state == "completed"  # the announcement is an end as well
    posting.came_back(campaign, other, because="unknown", by=prepares, at=NOW)

    assert noted == [True, False]
    assert states(one) == {"post": "escalated", "public": "announced"}
    assert states(app) == {"post": "escalated", "app": "queued"}
    assert ("came_back", "post_moved") in steps_of(one)
    assert campaign.state == "sending"
    with pytest.raises(NotPossible, match="No letter of this notice"):
        posting.came_back(campaign, 10**9, because="moved", by=prepares, at=NOW)


def test_who_is_erased_gets_no_letter_and_who_lost_the_address_another_way(
    sent: Send, person: Person, prepares: User
) -> None:
    erased = person(address="1 Jalan Satu", name="Erased")
    erased_later = person(address="2 Jalan Satu", name="Erased later")
    moved = person("", "A-1", "3 Jalan Satu", name="Moved")
    stays = person(address="4 Jalan Satu", name="Stays")
    campaign = sent()
    erasing.erase_person(erased, by=Actor.job("test"), at=NOW)
    assert states(erased) == {"post": "suppressed"}
    made = batch(campaign, prepares)
    assert made.letters == 3
    erasing.erase_person(erased_later, by=Actor.job("test"), at=NOW)
    address = moved.data_held.get()
    erasing.erase_sets(moved, [address], by=Actor.job("test"), at=NOW)

    posting.hand_over(made, on=DAY, by=prepares, at=NOW)

    assert states(erased_later) == {"post": "suppressed"}
    assert states(moved) == {"post": "escalated", "app": "queued"}
    assert states(stays) == {"post": "posted"}


def test_whoever_lost_the_address_is_told_another_way_though_no_letter_is_left(
    sent: Send, person: Person, prepares: User
) -> None:
    moved = person("", "A-1", "3 Jalan Satu", name="Moved")
    campaign = sent()
    erasing.erase_sets(moved, [moved.data_held.get()], by=Actor.job("test"), at=NOW)

    with pytest.raises(NotPossible, match="No letter waits"):
        batch(campaign, prepares)

    assert states(moved) == {"post": "escalated", "app": "queued"}
    with pytest.raises(NotPossible, match="No letter waits"):
        posting.put_all_together(campaign, number=1, by=prepares, at=NOW)


def test_ended_means_that_no_letter_leaves_any_more(
    sent: Send, person: Person, prepares: User
) -> None:
    one = person(address="1 Jalan Satu")
    campaign = sent()
    made = batch(campaign, prepares)

    verbs.cancel(campaign, by=prepares, reason="A word is wrong.", at=NOW)

    assert states(one) == {"post": "suppressed"}
    with pytest.raises(NotPossible, match="cannot be done now"):
        posting.hand_over(made, on=DAY, by=prepares, at=NOW)


def test_nobody_of_another_company_touches_the_letters(
    sent: Send, person: Person, prepares: User, chen: User
) -> None:
    person(address="1 Jalan Satu")
    campaign = sent()
    made = batch(campaign, prepares)

    with pytest.raises(PermissionDenied):
        batch(campaign, chen, 2)
    with pytest.raises(PermissionDenied):
        posting.hand_over(made, on=DAY, by=chen, at=NOW)


def test_a_correction_goes_by_post_to_who_had_a_letter(
    sent: Send,
    person: Person,
    prepares: User,
    approves: User,
    version: PolicyVersion,
) -> None:
    one = person(address="1 Jalan Satu")
    campaign = sent()
    posting.hand_over(batch(campaign, prepares), on=DAY, by=prepares, at=NOW)
    with transaction.atomic(), act(by=Actor.job("test")):
        version.state, version.withdrawn_at = "withdrawn", NOW
        version.save()

    correction = verbs.draft(version, by=prepares, corrects=campaign, at=NOW)
    verbs.propose(correction, by=prepares, at=NOW)
    verbs.approve(correction, by=approves, at=NOW)

    assert one.notices.get(campaign_id=correction.pk).state == "to_print"
    whole = progress_of(campaign, at=NOW).whole
    assert (whole.posted, whole.accepted, whole.delivered) == (1, 0, 0)


def states(one: DataSubject) -> dict[str, str]:
    return dict(one.notices.order_by("pk").values_list("channel", "state"))
