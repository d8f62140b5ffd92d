"""How many notices are under way stands in the sidebar of every page alike."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from accounts.models import User
from policies.models import Campaign
from policies.telling import verbs
from tests.policies.telling.conftest import Person

PAGES = ("requests:queue", "desk:home", "policies:list")


def figures(client: Client, user: User) -> set[str]:
    """What stands beside Notices, on the page that reads all in one statement too."""
    client.force_login(user)
    found = set()
    for name in PAGES:
        page = BeautifulSoup(client.get(reverse(name)).content, "html.parser")
        link = page.select_one(f'nav a[href="{reverse("notices:list")}"]')
        assert link is not None
        found.add(" ".join(link.get_text(" ").split()))
    return found


@pytest.mark.django_db
def test_every_page_counts_the_same_notices(
    client: Client,
    person: Person,
    proposed: Callable[[], Campaign],
    aida: User,
    chen: User,
    approves: User,
) -> None:
    person("dewi@example.org", name="Dewi Contoh")
    campaign = proposed()

    assert figures(client, aida) == {"Notices 1"}
    assert figures(client, chen) == {"Notices 0"}  # another company's

    verbs.cancel(campaign, by=approves, reason="Sent by hand.")
    assert figures(client, aida) == {"Notices 0"}
