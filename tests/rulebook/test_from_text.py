"""Rules that a published text brings, from a day on, for whom the text applies to."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from audit.trail import act
from rulebook import from_text
from rulebook.book import live, newest
from rulebook.errors import NotProposable
from rulebook.proposing import propose

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 4, tzinfo=UTC)
MAY = datetime(2026, 5, 1, tzinfo=UTC)
CODE = "MAXIM-ANS-VN"  # 3 days after receipt, paragraph 21


@pytest.fixture
def stand(maxim, aida, farid):
    def stand(number=5, **more):
        given = {
            "base": live("maxim").rule(CODE),
            "changes": {"number": number},
            "policy_version": "maxim/privacy@2",
            "effective_at": MAY,
            "reason": "Paragraph 21 says so from version 2 on.",
            "proposed_by": aida,
            "agreed_by": farid,
            "at": NOW,
        }
        with transaction.atomic(), act(by=farid, controller_id=maxim.pk, at=NOW):
            return from_text.stand(maxim, **{**given, **more})

    return stand


def days(at, text="maxim/privacy@2"):
    book = live("maxim", "VN", at=at).under(text)
    return book.rules("maxim", "VN", "access")[0].number


def test_the_rule_of_a_text_holds_from_its_day_on_for_whom_it_applies_to(stand):
    stand()
    before, after = MAY - timedelta(seconds=1), MAY + timedelta(seconds=1)

    assert (days(before), days(MAY), days(after)) == (3, 5, 5)
    assert days(after, "maxim/privacy@1") == 3  # who kept the older text
    assert days(after, "maxim/privacy@3") == 5
    assert days(after, "maxim/cookies@1") == 5  # another document says nothing of it


def test_a_rule_that_begins_later_is_not_shown_as_the_one_in_force(
    stand, client, farid
):
    later = timezone.now() + timedelta(days=30)
    stand(effective_at=later)
    client.force_login(farid)

    page = client.get(f"/desk/settings/rulebook/{CODE}/").content.decode()

    assert live("maxim", "VN").rule(CODE).number == 3
    assert newest("maxim", "VN").rule(CODE).number == 5
    assert "begins when its text takes effect" in page


@pytest.mark.parametrize(
    "withdrawn_at", [NOW, MAY + timedelta(days=9)], ids=["early", "late"]
)
def test_a_withdrawn_text_gives_back_the_former_number(
    stand, maxim, farid, withdrawn_at
):
    stand()

    with transaction.atomic(), act(by=farid, at=withdrawn_at):
        (row,) = from_text.take_back(
            maxim, policy_version="maxim/privacy@2", at=withdrawn_at
        )
        again = from_text.take_back(
            maxim, policy_version="maxim/privacy@2", at=withdrawn_at
        )

    assert (row.version, row.number, again) == (3, 3, [])
    later = max(withdrawn_at, MAY)
    assert days(later) == 3
    assert days(later - timedelta(seconds=1)) == (3 if withdrawn_at < MAY else 5)


def test_a_change_that_waits_for_a_second_person_comes_first(stand, maxim, farid):
    propose(
        maxim, country="VN", code=CODE, base_version=1, changes={"number": 4},
        reason="Quicker.", by=farid,
    )  # fmt: skip

    with pytest.raises(NotProposable, match="waits for a second person"):
        stand()
