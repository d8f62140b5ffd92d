"""What Maxim promised in 14 countries: an answer (21), deletion (18), end of account
(5.5), each with its own number. Received on Monday 1 June 2026 at 10:00 local time."""

import pytest

from rulebook.book import shipped

OFFSET = {
    "AR": "-03:00", "AZ": "+04:00", "BR": "-03:00", "KH": "+07:00", "CO": "-05:00",
    "ID": "+07:00", "KZ": "+05:00", "MY": "+08:00", "PE": "-05:00", "PH": "+08:00",
    "ZA": "+02:00", "TJ": "+05:00", "TH": "+07:00", "VN": "+07:00",
}  # fmt: skip
MONDAY = "2026-06-01T10:00:00"


def owed_in(owed, country, right, clock):
    clocks = owed("maxim", country, right, MONDAY + OFFSET[country])
    return [
        (found.rule.promise, str(found.due_at)[:19])
        for found in clocks
        if found.clock == clock
    ]


ANSWERS = [
    ("AR", "2026-06-06 23:59:59"),  # 21 Argentina: 5 days (MAXIM-21-AR)
    ("AZ", "2026-06-08 23:59:59"),  # 21 Azerbaijan: 7 days (MAXIM-21-AZ)
    ("BR", "2026-06-03 10:00:00"),  # 21 Brazil: 48 hours (MAXIM-21-BR)
    ("ID", "2026-06-03 23:59:59"),  # 21 Indonesia: 2 days (MAXIM-21-ID)
    ("KZ", "2026-06-02 23:59:59"),  # 21 Kazakhstan: 1 working day (MAXIM-21-KZ)
    ("MY", "2026-06-08 23:59:59"),  # 21 Malaysia: 7 days (MAXIM-21-MY)
    ("PE", "2026-07-01 23:59:59"),  # 21 Peru: 30 days (MAXIM-21-PE)
    ("ZA", "2026-07-01 23:59:59"),  # 21 South Africa: 30 days (MAXIM-21-ZA)
    ("TJ", "2026-06-16 23:59:59"),  # 21 Tajikistan: 15 days (MAXIM-21-TJ)
    ("TH", "2026-07-01 23:59:59"),  # 21 Thailand: at the latest 30 days (MAXIM-21-TH)
    ("VN", "2026-06-04 23:59:59"),  # 21 Vietnam: 3 days (MAXIM-21-VN)
]

DELETIONS = [
    ("AR", "2026-06-06 23:59:59"),  # 18 and 5.5 Argentina: 5 days
    ("AZ", "2026-06-10 23:59:59"),  # 18 and 5.5 Azerbaijan: 7 working days
    ("BR", "2026-07-01 23:59:59"),  # 18 and 5.5 Brazil: 30 days
    ("KH", "2026-07-01 23:59:59"),  # 18 and 5.5 Cambodia: 30 days
    # 18 and 5.5 Colombia: 15 working days; 8 and 15 June 2026 are holidays there.
    ("CO", "2026-06-24 23:59:59"),
    ("ID", "2026-06-04 23:59:59"),  # 18 and 5.5 Indonesia: 3 days
    ("KZ", "2026-06-02 23:59:59"),  # 18 and 5.5 Kazakhstan: 1 working day
    ("MY", "2026-07-01 23:59:59"),  # 18 and 5.5 Malaysia: 30 days
    ("PE", "2026-06-15 23:59:59"),  # 18 and 5.5 Peru: 10 working days
    ("PH", "2026-07-01 23:59:59"),  # 18 and 5.5 Philippines: 30 days
    ("ZA", "2026-07-01 23:59:59"),  # 18 and 5.5 South Africa: 30 days
    ("TJ", "2026-06-08 23:59:59"),  # 18 and 5.5 Tajikistan: 5 working days
    ("TH", "2026-07-01 23:59:59"),  # 18 and 5.5 Thailand: 30 days
    ("VN", "2026-06-04 23:59:59"),  # 18 and 5.5 Vietnam: 3 days
]


# What the policy grants in every country it covers.
EVERYWHERE = [
    ("information", "5.1", "MAXIM-5.1.1"),
    ("access", "5.1", "MAXIM-5.1.1"),
    ("rectification", "5.2", "MAXIM-5.2.1"),
    ("erasure", "5.2", "MAXIM-5.2.1"),
    ("restriction", "5.2", "MAXIM-5.2.1"),
    ("consent_withdrawal", "5.6", "MAXIM-5.6"),
    ("marketing_stop", "5.3", "MAXIM-5.3"),
    ("automated_decision", "5.7", "MAXIM-5.7.1"),
    ("account_cancellation", "5.5", "MAXIM-5.5.1"),
    ("contact", "21", "MAXIM-21.4"),
    ("complaint", "5.9", "MAXIM-5.9"),
]
# What it grants besides: 5.2 and 5.8, the paragraph of the country.
BESIDES = {
    "AR": [("portability", "5.8 Argentina", "MAXIM-5.8-AR")],
    "AZ": [],  # 5.8 Azerbaijan is about certificates
    "BR": [("portability", "5.8 Brazil", "MAXIM-5.8-BR")],
    "KH": [("portability", "5.8 Cambodia", "MAXIM-5.8-KH")],
    "CO": [("portability", "5.8 Colombia", "MAXIM-5.8-CO")],
    "ID": [
        ("objection", "5.2 Indonesia", "MAXIM-5.2-ID.1"),
        ("portability", "5.8 Indonesia", "MAXIM-5.8-ID"),
    ],
    "KZ": [],
    "MY": [("portability", "5.8 Malaysia", "MAXIM-5.8-MY")],
    "PE": [],
    "PH": [
        ("objection", "5.2 Philippines", "MAXIM-5.2-PH.1"),
        ("portability", "5.8 Philippines", "MAXIM-5.8-PH"),
    ],
    "ZA": [],
    "TJ": [],
    "TH": [],
    "VN": [("portability", "5.8 Vietnam", "MAXIM-5.8-VN")],
}


@pytest.mark.parametrize("country", sorted(OFFSET))
def test_the_policy_grants_these_rights_and_no_other(granted, country):
    # 5.1 to 5.9 and 21: see the tables.
    expected = EVERYWHERE + BESIDES[country]

    assert sorted(granted("maxim", country)) == sorted(expected)


def test_the_policy_sets_39_periods(promised):
    # 21 in 11 countries, 18 and 5.5 in 14.
    answers = [f"MAXIM-ANS-{country}" for country, _ in ANSWERS]
    deletions = [
        f"MAXIM-DEL{clause}-{country}"
        for clause in ("18", "5.5")
        for country, _ in DELETIONS
    ]

    assert sorted(promised("maxim")) == sorted(answers + deletions)
    assert len(promised("maxim")) == 39


@pytest.mark.parametrize(("country", "due"), ANSWERS)
@pytest.mark.parametrize("right", [right for right, *_ in EVERYWHERE])
def test_an_answer_comes_within_the_countrys_period(owed, country, due, right):
    # 21, the paragraph of the country: see the table.
    found = owed_in(owed, country, right, "promise_response")

    assert found == [(f"MAXIM-21-{country}", due)]


@pytest.mark.parametrize(("country", "due"), ANSWERS)
@pytest.mark.parametrize("right", ["objection", "portability"])
def test_a_right_of_some_countries_is_answered_there_alone(owed, country, due, right):
    # 21 with 5.2 or 5.8, the paragraph of the country: see the tables.
    found = owed_in(owed, country, right, "promise_response")
    here = right in {right for right, *_ in BESIDES[country]}

    assert found == ([(f"MAXIM-21-{country}", due)] if here else [])


@pytest.mark.parametrize("country", sorted(OFFSET))
@pytest.mark.parametrize(
    "right", ["rectification", "restriction", "consent_withdrawal", "marketing_stop"]
)
def test_no_period_of_carrying_out_is_invented(owed, country, right):
    # 18 and 5.5 speak of deletion; 5.2, 5.3 and 17.2 name no period.
    assert owed_in(owed, country, right, "promise_fulfilment") == []


@pytest.mark.parametrize(("country", "due"), DELETIONS)
def test_data_is_deleted_within_the_countrys_period(owed, country, due):
    # 18, the paragraph of the country: see the table.
    promise = "MAXIM-18-CO.1" if country == "CO" else f"MAXIM-18-{country}"

    assert owed_in(owed, country, "erasure", "promise_fulfilment") == [(promise, due)]


@pytest.mark.parametrize(("country", "due"), DELETIONS)
def test_an_account_is_deleted_within_the_countrys_period(owed, country, due):
    # 5.5, the paragraph of the country: see the table.
    promise = "MAXIM-5.5-CO.1" if country == "CO" else f"MAXIM-5.5-{country}"
    found = owed_in(owed, country, "account_cancellation", "promise_fulfilment")

    assert found == [(promise, due)]


@pytest.mark.parametrize("country", ["CO", "PH", "KH"])
@pytest.mark.parametrize("right", [right for right, *_ in EVERYWHERE])
def test_no_answer_period_is_invented(owed, country, right):
    # 21 names an entity and no period for CO and PH, and leaves KH out.
    assert owed_in(owed, country, right, "promise_response") == []


def test_a_friday_evening_in_kazakhstan_gives_two_dates(owed):
    # 21 Kazakhstan and 18 Kazakhstan: 1 working day each (MAXIM-21-KZ, MAXIM-18-KZ).
    answer, deletion = owed("maxim", "KZ", "erasure", "2026-05-15T18:00:00+05:00")

    assert answer.due_at.isoformat() == "2026-05-18T23:59:59+05:00"
    assert deletion.due_at.isoformat() == "2026-05-18T23:59:59+05:00"
    assert (answer.clock, answer.leading) == ("promise_response", True)
    assert deletion.clock == "promise_fulfilment"


def test_48_hours_in_brazil_run_through_the_weekend(owed):
    # 21 Brazil: 48 hours (MAXIM-21-BR).
    [clock] = owed("maxim", "BR", "access", "2026-05-08T17:20:00-03:00")

    assert clock.due_at.isoformat() == "2026-05-10T17:20:00-03:00"


@pytest.mark.parametrize(
    "received",
    [MONDAY, "2026-06-05T18:00:00", "2026-12-31T09:00:00", "2027-03-19T09:00:00"],
)
def test_in_azerbaijan_the_answer_always_falls_before_the_deletion(owed, received):
    # 21 (7 days) against 18 (7 working days): MAXIM-21-AZ, MAXIM-18-AZ.
    first, second = owed("maxim", "AZ", "erasure", received + OFFSET["AZ"])

    assert (first.clock, first.leading) == ("promise_response", True)
    assert second.clock == "promise_fulfilment"
    assert first.due_at < second.due_at


@pytest.mark.parametrize("country", ["PE", "TJ"])
def test_deletion_leads_where_it_falls_before_the_answer(owed, country):
    # 18 (10 and 5 working days) against 21 (30 and 15 days).
    first, second = owed("maxim", country, "erasure", MONDAY + OFFSET[country])

    assert (first.clock, first.leading) == ("promise_fulfilment", True)
    assert (second.clock, second.leading) == ("promise_response", False)


@pytest.mark.parametrize("country", sorted(OFFSET))
def test_objection_is_promised_in_two_countries_only(owed, country):
    # 5.2 Philippines and 5.2 Indonesia (MAXIM-5.2-PH.1, MAXIM-5.2-ID.1).
    entitlement = shipped().entitlement("maxim", country, "objection")
    promised = entitlement is not None and entitlement.source_kind == "promise"

    assert promised == (country in {"PH", "ID"})
    if not promised:
        assert owed_in(owed, country, "objection", "promise_response") == []


@pytest.mark.parametrize("country", sorted(OFFSET))
def test_portability_is_promised_in_eight_countries(country):
    # 5.8, the paragraph of the country; in Azerbaijan 5.8 is another right.
    entitlement = shipped().entitlement("maxim", country, "portability")
    promised = entitlement is not None and entitlement.source_kind == "promise"

    assert promised == (country in {"AR", "BR", "CO", "ID", "KH", "MY", "PH", "VN"})


@pytest.mark.parametrize("right", ["erasure", "account_cancellation"])
def test_deletion_by_web_form_asks_for_no_document(right):
    # 5.5 and 18: by the app, e-mail or web form, without a document (MAXIM-18.4).
    assert shipped().identity_route("maxim", "MY", right, "web_form").facts == ()


def test_a_written_request_carries_the_five_facts():
    # 21: document number, date of issue, address, user number, signature (MAXIM-21.1).
    route = shipped().identity_route("maxim", "MY", "erasure", "letter")

    assert [fact.code for fact in route.with_request] == [
        "id_document_number",
        "id_document_issued_on",
        "residential_address",
        "user_number",
        "signature",
    ]


@pytest.mark.parametrize("country", sorted(OFFSET))
def test_the_age_of_a_minor_is_the_countrys(country):
    # 15, the paragraph of the country (MAXIM-15-XX): Thailand 20, else 18.
    minors = shipped().minors("maxim", country)

    assert minors.adult_age == {"TH": 20, "AR": 16}.get(country, 18)
    assert minors.may_register_from == {"BR": 18, "AR": 16}.get(country)
