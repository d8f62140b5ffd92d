"""The invented requests of `manage.py generate` open as those of people do."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Establishment, User
from audit.trail import audit_context
from dpo_portal.demo import bulk
from rights.models import RightsRequest

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.mark.usefixtures("rulebook")
def test_an_invented_request_of_every_state_has_its_pages(
    client: Client, aida: User
) -> None:
    establishments = Establishment.objects.filter(controller__slug="maxim")
    mix = bulk.Mix(list(establishments.select_related("controller")), [aida])
    with audit_context("job", name="generate"):
        bulk.generate(requests=40, seed=1, now=NOW, mix=mix)
    client.force_login(aida)

    one_of_each = {case.state: case for case in RightsRequest.objects.all()}
    assert set(one_of_each) == {state for state, _weight in bulk.STATES}
    for case in one_of_each.values():
        for page in ("", "print/"):
            answer = client.get(f"/desk/requests/{case.ref}/{page}")
            assert answer.status_code == 200, (case.state, page)
