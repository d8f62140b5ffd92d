"""Each company says how long older versions of its records keep their values."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client

from subjects import history_periods, holding, knowing
from subjects.models import DataSubject, HistoryPeriod

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/history/maxim/"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


def names(person: DataSubject) -> list[str]:
    rows: Any = person.history.order_by("history_id")  # type: ignore[attr-defined]
    return list(rows.values_list("name", flat=True))


def test_on_the_page_a_period_is_set_changed_and_taken_back(
    farid: Any, maxim: Any
) -> None:
    client = Client()
    client.force_login(farid)

    wrong = client.post(PAGE, {"days": "7", "because": "we need no more"})
    assert "Choose from 30 days to ten years." in wrong.content.decode()
    assert not HistoryPeriod.objects.exists()

    for days in ("90", "60"):
        client.post(PAGE, {"days": days, "because": "we need no more"})
    page = client.get("/desk/settings/history/").content.decode()
    assert "60 days" in page
    assert "we need no more" in page

    client.post(PAGE, {"days": "", "because": "as before"})
    assert not HistoryPeriod.objects.exists()


def test_an_officer_sets_none(aida: Any, maxim: Any) -> None:
    with pytest.raises(PermissionDenied):
        history_periods.set_period(maxim, days=60, because="why not", by=aida)


def test_older_names_go_when_their_time_is_over_unless_a_duty_keeps_them(
    person: DataSubject, maxim: Any, aida: Any, farid: Any, at: Any
) -> None:
    long_ago = at - timedelta(days=100)
    old, held = (
        knowing.add_person(maxim, by=aida, at=long_ago, name=name)
        for name in ("Ada Before", "Li Before")
    )
    for one in (old, held):
        later = long_ago + timedelta(days=1)
        knowing.edit_person(one, by=aida, at=later, name="Later Name")
    duty = holding.Why("claim", "Civil Procedure Act 7", "It is settled", at.date())
    holding.place_hold(held, [], duty, by=aida, at=at)
    history_periods.set_period(maxim, days=60, because="enough", by=farid, at=at)

    assert history_periods.expire(at) == 1

    assert names(old) == ["", "Later Name"]
    assert names(held) == ["Li Before", "Later Name"]
    call_command("expire_history")
    assert names(old) == ["", "Later Name"]
