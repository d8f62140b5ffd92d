"""What the case office asks: where data lies, who has to be told, which items."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from audit.trail import Actor, act
from processing.asking import items_for, recipients_to_tell, systems_for
from processing.models import Activity, Recipient, System
from processing.terms import ErasureMethod, SystemKind
from tests.processing.facts import INVENTORY, inventory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 8)


def system(controller, name, **more):
    row = System(
        controller=controller,
        code=name.lower(),
        name=name,
        kind=SystemKind.DATABASE,
        erasure=ErasureMethod.DELETE,
        **more,
    )
    with transaction.atomic(), act(by=Actor.job("tests")):
        row.save()
    return row


def names(rows):
    return sorted(row.name for row in rows)


def test_systems_are_asked_by_company_and_country(maxim, aux):
    system(maxim, "Everywhere")
    system(maxim, "Vietnam", countries=["VN"])
    system(aux, "Elsewhere")

    assert names(systems_for(maxim, "VN", on=TODAY)) == ["Everywhere", "Vietnam"]
    assert names(systems_for(maxim, "PE", on=TODAY)) == ["Everywhere"]
    assert names(systems_for(maxim, "", on=TODAY)) == ["Everywhere", "Vietnam"]


def test_a_system_counts_from_its_first_day_to_the_day_before_it_was_retired(maxim):
    system(
        maxim,
        "Old",
        active_from=date(2026, 1, 1),
        retired_on=date(2026, 5, 8),
        retired_because="Replaced",
    )

    assert names(systems_for(maxim, "VN", on=date(2026, 5, 7))) == ["Old"]
    assert names(systems_for(maxim, "VN", on=date(2026, 5, 8))) == []
    assert names(systems_for(maxim, "VN", on=date(2025, 12, 31))) == []


def test_the_day_the_last_backup_is_gone_follows_from_the_days_it_lives(maxim):
    known = system(maxim, "Known", backup_days=35)
    unknown = system(maxim, "Unknown")

    assert known.backups_gone_on(TODAY) == date(2026, 6, 12)
    assert unknown.backups_gone_on(TODAY) is None


@pytest.mark.parametrize(
    ("slug", "country", "right", "count"),
    [
        ("aseanbiz", "CN", "erasure", 4),  # ASB-5.4
        ("nbexpress", "MY", "erasure", 12),  # NBX-6.6
        ("aseanbiz", "CN", "access", 0),
        ("nbexpress", "MY", "rectification", 0),
        ("maxim", "MY", "erasure", 0),
        ("aux", "MY", "erasure", 0),
    ],
)
def test_recipients_are_told_where_it_was_promised(
    registers, slug, country, right, count
):
    assert len(recipients_to_tell(registers[slug], country, right)) == count


def test_a_recipient_of_another_country_or_a_retired_one_is_not_told(registers):
    aseanbiz = registers["aseanbiz"]
    with transaction.atomic(), act(by=Actor.job("tests")):
        partners = Recipient.objects.get(
            controller=aseanbiz, code="authorised-partners"
        )
        partners.countries = ["ID"]
        partners.save()
        wechat = Recipient.objects.get(controller=aseanbiz, code="wechat-login")
        wechat.retired_on, wechat.retired_because = TODAY, "Removed"
        wechat.save()

    told = recipients_to_tell(aseanbiz, "CN", "erasure", on=TODAY)

    assert {row.code for row in told} == {"verifiers", "courts-and-government"}


@pytest.mark.parametrize(
    ("who", "plural"), [("applicant", "applicants"), ("provider", "providers")]
)
def test_maxims_items_of_each_country_are_those_of_paragraphs_10_and_11(
    registers, who, plural
):
    if not INVENTORY.is_file():
        pytest.skip("../shared/reference is not beside the project.")
    maxim = registers["maxim"]
    for country, expected in inventory()["maxim_matrix"][plural].items():
        declared = Activity.objects.of(maxim).in_country(country).about(who)
        [table] = [one for one in declared if one.clause in {"10", "11"}]

        assert table.items_in(country) == expected


def test_items_are_asked_by_country_and_people(registers):
    maxim = registers["maxim"]

    applicants = {item.code for item in items_for(maxim, "CO", "applicant")}
    providers = {item.code for item in items_for(maxim, "CO", "provider")}

    assert "medical_data" in providers - applicants
    assert {"full_name", "bank_card", "location_unspecified"} <= applicants


@pytest.mark.parametrize(
    ("country", "code", "is_there"),
    [
        ("TH", "vehicle_plate", True),  # 11.10: there it is personal data
        ("AR", "vin", True),  # 11.15
        ("TH", "vin", True),  # 12
        ("VN", "bank_card", False),  # 24.1
        ("PE", "bank_card", False),
        ("MY", "bank_card", True),
        ("KH", "vehicle_identity_card", True),  # 12.6
        ("MY", "vehicle_identity_card", False),
    ],
)
def test_an_item_is_named_only_where_the_policy_has_it(
    registers, country, code, is_there
):
    items = items_for(registers["maxim"], country, "provider")

    assert (code in {item.code for item in items}) is is_there


def test_the_plate_is_left_out_of_thailands_list_of_vehicle_data(registers):
    vehicle = Activity.objects.get(code="MAXIM-R-VEH")

    assert "vehicle_plate" not in vehicle.items_in("TH")
    assert "vehicle_plate" in vehicle.items_in("MY")
    assert not vehicle.holds_in("AR")


def test_items_of_another_company_are_never_named(registers):
    items = items_for(registers["aux"], "MY")

    assert {item.controller_id for item in items} == {registers["aux"].pk}


def test_a_register_is_seen_by_those_who_may_see_it_there(registers, cast):
    def seen(user):
        rows = Activity.objects.visible_to(user)
        return set(rows.values_list("controller__slug", flat=True))

    assert seen(cast.aida) == seen(cast.farid) == seen(cast.ben) == {"maxim"}
    assert seen(cast.chen) == {"aux"}
    assert seen(cast.grace) == seen(AnonymousUser()) == set()
