"""What a page asks the database: a bar for each, once what is kept is warm."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from accounts.roles import Role

STAFF = 15
PAGES = [
    "audit/access/",
    "audit/exports/",
    "desk/",
    "desk/notices/",
    "desk/policies/",
    "desk/promises/",
    "desk/register/assessments/",
    "desk/register/backups/",
    "desk/register/data/",
    "desk/register/processing/",
    "desk/register/recipients/",
    "desk/register/systems/",
    "desk/register/told/",
    "desk/reports/",
    "desk/reports/colombia-claims/",
    "desk/reports/kept/",
    "desk/reports/refusals/",
    "desk/requests/",
    "desk/requests/export/",
    "desk/requests/new/",
    "desk/settings/",
    "desk/settings/calendars/",
    "desk/settings/controllers/",
    "desk/settings/history/",
    "desk/settings/profile/",
    "desk/settings/reminders/",
    "desk/settings/rulebook/",
    "desk/settings/rulebook/new/",
    "desk/settings/rulebook/what-if/",
    "desk/settings/team/",
    "desk/subjects/",
    "desk/subjects/add/",
    "desk/subjects/import/",
    "desk/team/",
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(client, aida, verified_request, recorded):
    """Someone who holds each role, so that no page is closed."""
    with recorded():
        for role in Role.values:
            Membership.objects.get_or_create(
                user=aida, controller=verified_request.controller, role=role
            )
    client.force_login(aida)
    return client


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_office_keeps_to_its_statements(everybody, address):
    assert _asked(everybody, f"/{address}") <= STAFF


@pytest.mark.parametrize("step", ["", "decision/", "extend/", "authority/", "print/"])
def test_a_page_about_a_request_keeps_to_them(everybody, verified_request, step):
    address = verified_request.get_absolute_url() + step

    assert _asked(everybody, address) <= STAFF


def _asked(client, address):
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    # The rulebook is kept between pages where nothing is tested.
    return sum('FROM "rulebook_' not in query["sql"] for query in captured)
