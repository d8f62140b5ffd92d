from zoneinfo import ZoneInfo

import pytest

from accounts.loading import load_controllers
from accounts.models import ContactPoint, Controller, Establishment
from accounts.seed import (
    shipped_controllers,
    shipped_establishment,
    shipped_establishments,
)

MAXIM = "AR AZ BR KH CO ID KZ MY PE PH ZA TJ TH VN"


def test_five_controllers_have_eighteen_establishments():
    slugs = [controller.slug for controller in shipped_controllers()]
    places = {(e.controller, e.country) for e in shipped_establishments()}

    assert slugs == ["aux", "nbexpress", "auxconnbeauty", "aseanbiz", "maxim"]
    assert places == {
        ("aux", "MY"),
        ("nbexpress", "MY"),
        ("auxconnbeauty", "CN"),
        ("aseanbiz", "CN"),
        *(("maxim", country) for country in MAXIM.split()),
    }


def test_every_establishment_can_count_time():
    for establishment in shipped_establishments():
        ZoneInfo(establishment.time_zone)
        country, _, _ = establishment.subdivision.partition("-")

        assert country in ("", establishment.country)


@pytest.mark.parametrize(
    ("controller", "place", "subdivision"),
    [
        ("maxim", "Kuantan", "MY-06"),
        ("nbexpress", "Sibu", "MY-13"),
        ("aux", "Petaling Jaya", "MY-10"),
    ],
)
def test_malaysian_entities_keep_the_holidays_of_their_state(
    controller, place, subdivision
):
    establishment = shipped_establishment(controller, "MY")

    assert establishment is not None
    assert (establishment.place, establishment.subdivision) == (place, subdivision)


def test_what_a_policy_leaves_out_stays_blank():
    kazakhstan = shipped_establishment("maxim", "KZ")
    beauty = shipped_establishment("auxconnbeauty", "CN")

    assert kazakhstan is not None and beauty is not None
    assert (kazakhstan.legal_name, kazakhstan.registration, kazakhstan.address) == (
        ("",) * 3
    )
    assert (beauty.legal_name, beauty.registration, beauty.address) == ("",) * 3


def test_an_entity_nobody_has_is_none():
    assert shipped_establishment("aux", "BR") is None


@pytest.mark.django_db
def test_loading_twice_adds_nothing():
    first = load_controllers()
    second = load_controllers()

    assert (first, second) == (5 + 18, 0)
    assert Controller.objects.count() == 5
    assert Establishment.objects.count() == 18


@pytest.mark.django_db
def test_loading_never_undoes_an_edit():
    load_controllers()
    Establishment.objects.filter(controller__slug="aux").update(place="Shah Alam")
    ContactPoint.objects.filter(establishment__controller__slug="aux").delete()

    load_controllers()

    edited = Establishment.objects.get(controller__slug="aux")
    assert edited.place == "Shah Alam"
    assert not edited.contact_points.exists()
