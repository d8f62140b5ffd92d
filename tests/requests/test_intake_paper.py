"""The form to print: what the written route asks, where to send it, nobody's data."""

import pytest
from django.utils.html import escape

from accounts.models import Establishment
from rights.offers import offer
from rights.views.paper import facts_on_paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rulebook")]


def page_of(slug, country, language="en"):
    return f"/{language}/c/{slug}/{country.lower()}/request/paper/"


def test_every_place_has_a_form_to_print(client):
    for place in Establishment.objects.select_related("controller"):
        answer = client.get(page_of(place.controller.slug, place.country))

        assert answer.status_code == 200
        assert "<form" not in answer.content.decode().partition("<main")[2]


def test_the_written_route_of_this_policy_is_what_it_asks(client):
    place = Establishment.objects.get(controller__slug="maxim", country="MY")
    asked = facts_on_paper(place, offer(place))
    other = Establishment.objects.get(controller__slug="aux", country="MY")

    shown = client.get(page_of("maxim", "MY")).content.decode()

    assert asked
    assert all(escape(fact.label) in shown for fact in asked)
    assert facts_on_paper(other, offer(other)) == []
    assert (
        "Send no copy of a document"
        in client.get(page_of("aux", "MY")).content.decode()
    )


def test_the_public_pages_lead_to_it(client):
    home = client.get("/en/c/maxim/my/").content.decode()

    assert f'href="{page_of("maxim", "MY")}"' in home


def test_it_is_there_in_malay_and_nowhere_for_a_stranger(client):
    assert client.get(page_of("maxim", "MY", "ms")).status_code == 200
    assert client.get(page_of("nobody", "MY")).status_code == 404
    assert client.get(page_of("maxim", "XX")).status_code == 404
