"""The pages on which an officer erases, and reads what was erased."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from rights.choices import State
from rights.models import RightsRequest
from subjects.models import DataHeld, DataSubject, Erasure
from tests.erasure.conftest import MARK, NAME

pytestmark = pytest.mark.django_db
BECAUSE = "Granted on request"


def test_the_second_page_names_what_goes_and_only_then_is_it_erased(
    dewi: DataSubject, aida: User, client: Any
) -> None:
    client.force_login(aida)
    url = reverse("subjects:erase", args=[dewi.pk])

    sure = client.post(url, {"extent": "person", "because": BECAUSE}).content.decode()

    assert ">2 data sets<" in sure
    assert "letters and files of 1 closed request<" in sure
    assert not Erasure.objects.exists()

    client.post(url, {"extent": "person", "sure": "on", "because": BECAUSE})
    page = client.get(dewi.get_absolute_url()).content.decode()

    assert f"Erased person {dewi.ref}" in page
    assert MARK not in page


def test_one_chosen_data_set_is_erased(
    dewi: DataSubject, aida: User, client: Any
) -> None:
    client.force_login(aida)
    first, second = DataHeld.objects.of(dewi)
    url = reverse("subjects:erase", args=[dewi.pk])

    client.post(
        url, {"extent": "sets", "sets": [first.pk], "sure": "on", "because": BECAUSE}
    )

    assert list(DataHeld.objects.of(dewi).held()) == [second]
    dewi.refresh_from_db()
    assert dewi.name == NAME


def test_a_request_that_is_carried_out_leads_to_it(
    dewi: DataSubject,
    closed_case: RightsRequest,
    aida: User,
    client: Any,
    recorded: Any,
) -> None:
    with recorded():
        closed_case.state = State.FULFILLING
        closed_case.save()
    client.force_login(aida)

    page = client.get(closed_case.get_absolute_url()).content.decode()
    link = f"{reverse('subjects:erase', args=[dewi.pk])}?case={closed_case.ref}"
    assert link in page
    body = {
        "extent": "person",
        "sure": "on",
        "case": closed_case.ref,
        "because": BECAUSE,
    }
    client.post(link, body)

    erasure = Erasure.objects.get()
    assert (erasure.case_id, erasure.waits_for_case) == (closed_case.pk, True)
    assert "closed and its last letter has left" in client.get(link).content.decode()
