"""Values of history have shorter lives than facts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audit import verifying
from audit.expiring import expire
from audit.models import LedgerEntry
from audit.sealing import Sealer
from audit.trail import Actor, act
from tests.audit.sample.models import Person

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def dewi(acting: Any) -> Person:
    """Three versions: two of long ago, one of last week."""
    with act(by=Actor.job("tests"), at=LONG_AGO):
        person = Person.objects.create(
            name="Dewi", email="old@example.com", controller_id=7
        )
    with act(by=Actor.job("tests"), at=LONG_AGO + timedelta(days=1)):
        person.email = "newer@example.com"
        person.save()
    with act(by=Actor.job("tests"), at=NOW - timedelta(days=7)):
        person.email = "today@example.com"
        person.save()
    return person


def emails(person: Person) -> list[str | None]:
    rows = person.history.order_by("history_id")  # type: ignore[attr-defined]
    return list(rows.values_list("email", flat=True))


def test_older_versions_lose_their_values_and_the_facts_stay(
    dewi: Person, settings: Any
) -> None:
    settings.HISTORY_KEPT_DAYS = 365

    assert expire(NOW) == 1

    assert emails(dewi) == [None, None, "today@example.com"]
    entries = LedgerEntry.objects.filter(object_pk=str(dewi.pk), action__in="+~")
    assert entries.count() == 3
    assert expire(NOW) == 0


def test_a_model_may_have_a_period_of_its_own(dewi: Person, settings: Any) -> None:
    settings.HISTORY_KEPT_DAYS = 365
    settings.HISTORY_KEPT_DAYS_OF = {"audit_sample.person": "3650"}

    assert expire(NOW) == 0


def test_without_a_period_history_lives_as_long_as_the_record(dewi: Person) -> None:
    assert expire(NOW) == 0
    assert None not in emails(dewi)


def test_the_newest_version_is_kept_and_the_trail_verifies(
    dewi: Person, settings: Any
) -> None:
    settings.HISTORY_KEPT_DAYS = 1
    Sealer().seal()

    expire(NOW + timedelta(days=400))
    Sealer().seal()

    assert emails(dewi) == [None, None, "today@example.com"]
    codes = {finding.code for finding in verifying.verify().findings}
    assert codes <= {"time"}  # the versions are dated back here


def test_a_company_has_a_period_of_its_own_and_a_held_person_none(
    dewi: Person, settings: Any
) -> None:
    settings.HISTORY_KEPT_DAYS = 3_650

    assert expire(NOW, own={8: 365}) == 0
    assert expire(NOW, own={7: 365}, spared=[dewi.pk]) == 0
    assert expire(NOW, own={7: 365}) == 1

    assert emails(dewi) == [None, None, "today@example.com"]
    assert expire(NOW, own={7: 365}) == 0
