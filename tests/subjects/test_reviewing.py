"""What stands is looked at again on its day, and a hold ends on its own."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from correspondence.models import Letter
from rights import digests
from rights.offices import offices
from subjects import holding, knowing, reviewing
from subjects.errors import NotPossible
from subjects.models import DataSubject, LegalHold

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
SOON = TODAY + timedelta(days=10)


@pytest.fixture
def person(maxim: Any, aida: User) -> DataSubject:
    return knowing.add_person(maxim, by=aida, name="Dewi Contoh", at=NOW)


@pytest.fixture
def hold(person: DataSubject, aida: User) -> LegalHold:
    why = holding.Why(
        "legal_duty", "Tax law", "the audit is over", SOON, ends_on=date(2031, 1, 1)
    )
    (row,) = holding.place_hold(person, [], why, by=aida, at=NOW)
    return row


def test_from_its_day_on_the_mornings_mail_names_it_until_somebody_looked(
    hold: LegalHold, aida: User, person: DataSubject
) -> None:
    on_its_day = NOW + timedelta(days=10)
    mine = list(offices().values())
    assert digests.send(aida, mine, on=TODAY, now=NOW) is None

    digests.send(aida, mine, on=SOON, now=on_its_day)

    letter = Letter.objects.get()
    assert f"data to be erased (1):\n* {person.ref}" in letter.body
    assert "Dewi" not in letter.body

    reviewing.look_again(
        hold,
        review_on=SOON + timedelta(days=90),
        because="the audit goes on",
        by=aida,
        at=on_its_day,
    )
    tomorrow = on_its_day + timedelta(days=1)
    assert digests.send(aida, mine, on=SOON + timedelta(days=1), now=tomorrow) is None


def test_a_hold_ends_on_its_own_day_and_not_before(hold: LegalHold) -> None:
    day_before = datetime(2030, 12, 31, 12, tzinfo=timezone.get_default_timezone())
    assert reviewing.end_due(day_before) == 0

    assert reviewing.end_due(day_before + timedelta(days=1)) == 1

    hold.refresh_from_db()
    assert (hold.is_standing, hold.released_by_id) == (False, None)
    assert reviewing.end_due(day_before + timedelta(days=1)) == 0


def test_the_next_look_lies_in_the_future_and_says_why(
    hold: LegalHold, aida: User
) -> None:
    for review_on, because in ((TODAY, "still needed"), (SOON, " ")):
        with pytest.raises(NotPossible):
            reviewing.look_again(
                hold, review_on=review_on, because=because, by=aida, at=NOW
            )
