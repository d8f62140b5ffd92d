"""Dates by law, worked out by hand from a printed calendar, country by country.

No policy is in these cases: only what the law of the country asks, counted at a place
there. Each line says how the day was found.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rulebook.book import shipped
from rulebook.case_clocks import Case, CaseClock, Event, EventType, clocks_for
from rulebook.laws import laws

PLACES = {
    "MY": ("Asia/Kuala_Lumpur", "MY-06", "+08:00"),  # Pahang
    "CN": ("Asia/Shanghai", None, "+08:00"),
    "SG": ("Asia/Singapore", None, "+08:00"),
    "AR": ("America/Argentina/Buenos_Aires", None, "-03:00"),
    "AZ": ("Asia/Baku", None, "+04:00"),
    "BR": ("America/Sao_Paulo", None, "-03:00"),
    "KH": ("Asia/Phnom_Penh", None, "+07:00"),
    "CO": ("America/Bogota", None, "-05:00"),
    "ID": ("Asia/Jakarta", None, "+07:00"),
    "KZ": ("Asia/Almaty", None, "+05:00"),
    "PE": ("America/Lima", None, "-05:00"),
    "PH": ("Asia/Manila", None, "+08:00"),
    "ZA": ("Africa/Johannesburg", None, "+02:00"),
    "TJ": ("Asia/Dushanbe", None, "+05:00"),
    "TH": ("Asia/Bangkok", None, "+07:00"),
    "VN": ("Asia/Ho_Chi_Minh", None, "+07:00"),
    "EU": ("Europe/Berlin", "DE", "+01:00"),
    "GB": ("Europe/London", None, "+00:00"),
}
EXTENDED = "extension_notified"
ASKED, COMPLETED = "clarification_requested", "clarification_received"
DOUBTED, PROVED = "identity_requested", "identity_received"


def owed(
    country: str, right: str | None, received: str, *events: tuple[str, str]
) -> dict[str, CaseClock]:
    """Code of the rule -> its clock; all moments are local time of that place."""
    zone, subdivision, offset = PLACES[country]

    def moment(text: str) -> datetime:
        return datetime.fromisoformat(f"{text}:00{offset}")

    case = Case(
        kind="rights_request" if right else "breach",
        controller=None,
        country=country,
        subdivision=subdivision,
        time_zone=ZoneInfo(zone),
        right=right,
        received_at=moment(received),
        events=tuple(Event(EventType(kind), moment(at)) for kind, at in events),
    )
    return {
        clock.rule.code: clock
        for clock in clocks_for(shipped(), case)
        if clock.clock == clock.rule.clock  # the notice of an extension is a second one
    }


def last_day(clock: CaseClock) -> str:
    """The local day on whose last second the clock ends."""
    assert clock.due_at is not None
    local = clock.due_at.astimezone(ZoneInfo(PLACES[clock.rule.country][0]))
    assert (local.hour, local.minute, local.second) == (23, 59, 59)
    return local.date().isoformat()


DAYS = [
    # Malaysia, Pahang: 8 + 21 is Sunday 29 March; to Monday.
    ("MY-ACCESS", "access", "2026-03-08T10:00", "2026-03-30"),
    # 10 April + 21 is Friday 1 May, Labour Day; over the weekend to Monday.
    ("MY-RECTIFICATION", "rectification", "2026-04-10T10:00", "2026-05-04"),
    ("MY-RESTRICTION", "restriction", "2026-03-04T10:00", "2026-03-25"),
    # At once means the day itself, be it a Saturday.
    ("MY-CONSENT-WITHDRAWAL", "consent_withdrawal", "2026-03-07T10:00", "2026-03-07"),
    # Singapore: 10 April + 30 is Sunday 10 May, which moves; Saturday 9 May does not.
    ("SG-ACCESS", "access", "2026-04-10T10:00", "2026-05-11"),
    ("SG-ACCESS", "access", "2026-04-09T10:00", "2026-05-09"),
    # Sunday 31 May is Vesak Day, and Monday 1 June off in its place.
    ("SG-RECTIFICATION", "rectification", "2026-05-01T10:00", "2026-06-02"),
    # Argentina: 22 April + 10 is Saturday 2 May, and stays.
    ("AR-ACCESS", "access", "2026-04-22T10:00", "2026-05-02"),
    # Monday 25 May is a holiday: 26, 27, 28, 29 May, 1 June.
    ("AR-RECTIFICATION", "rectification", "2026-05-22T10:00", "2026-06-01"),
    ("AR-ERASURE", "erasure", "2026-05-22T10:00", "2026-06-01"),
    # Brazil: 17 April + 15 is Saturday 2 May; to Monday.
    ("BR-ACCESS", "access", "2026-04-17T10:00", "2026-05-04"),
    # Colombia, 8 and 15 June off: 2-5, 9-12, 16 and 17 June are ten days.
    ("CO-ACCESS", "access", "2026-06-01T10:00", "2026-06-17"),
    # Five more, 18, 19, 22, 23 and 24 June, make fifteen.
    ("CO-RECTIFICATION", "rectification", "2026-06-01T10:00", "2026-06-24"),
    ("CO-ERASURE", "erasure", "2026-06-01T10:00", "2026-06-24"),
    ("CO-CONSENT-WITHDRAWAL", "consent_withdrawal", "2026-06-01T10:00", "2026-06-24"),
    # Kazakhstan: 20 March, then Nauryz from 21 to 25, then 26 and 27.
    ("KZ-ACCESS", "access", "2026-03-19T10:00", "2026-03-27"),
    # Friday evening: the Monday after.
    ("KZ-ERASURE", "erasure", "2026-05-15T18:00", "2026-05-18"),
    ("KZ-RECTIFICATION", "rectification", "2026-05-15T18:00", "2026-05-18"),
    ("KZ-RESTRICTION", "restriction", "2026-05-15T18:00", "2026-05-18"),
    # Peru, 29 June off: 30 June, 1-3 July, 6-9 July are eight days.
    ("PE-INFORMATION", "information", "2026-06-26T10:00", "2026-07-09"),
    # Two more: 10 and 13 July.
    ("PE-RECTIFICATION", "rectification", "2026-06-26T10:00", "2026-07-13"),
    ("PE-ERASURE", "erasure", "2026-06-26T10:00", "2026-07-13"),
    ("PE-OBJECTION", "objection", "2026-06-26T10:00", "2026-07-13"),
    # Philippines, 12 June off: 20 days in June, 1-3, 6-10, 13 and 14 July.
    ("PH-ACCESS", "access", "2026-06-01T10:00", "2026-07-14"),
    ("PH-PORTABILITY", "portability", "2026-06-01T10:00", "2026-07-14"),
    # South Africa: 10 July + 30 is Sunday 9 August, Women's Day; the Monday is off too.
    ("ZA-ACCESS", "access", "2026-07-10T10:00", "2026-08-11"),
    # 4 June + 30 is a Saturday, which does not move there.
    ("ZA-ERASURE", "erasure", "2026-06-04T10:00", "2026-07-04"),
    # Thailand: 6 July + 90 is Sunday 4 October; to Monday.
    ("TH-ERASURE", "erasure", "2026-07-06T10:00", "2026-10-05"),
    ("TH-ACCESS", "access", "2026-06-01T10:00", "2026-07-01"),
    # Vietnam: 29 April + 20; 30 April and 1 May off, so Monday 4 and Tuesday 5 May.
    ("VN-ERASURE", "erasure", "2026-04-29T10:00", "2026-05-19"),
    ("VN-ERASURE-ACK", "erasure", "2026-04-29T10:00", "2026-05-05"),
    ("VN-ACCESS", "access", "2026-05-18T10:00", "2026-05-28"),
    ("VN-RESTRICTION", "restriction", "2026-05-18T10:00", "2026-06-02"),
    # Germany: a month from 31 January ends on Sunday 28 February; to Monday.
    ("EU-ACCESS", "access", "2027-01-31T10:00", "2027-03-01"),
    ("EU-ERASURE", "erasure", "2027-01-11T10:00", "2027-02-11"),
    # United Kingdom: 31 January to Saturday 28 February; to Monday 2 March.
    ("GB-ACCESS", "access", "2026-01-31T10:00", "2026-03-02"),
    # The day of receipt counts: 1 to 30 January.
    ("GB-COMPLAINT-ACK", "complaint", "2026-01-01T10:00", "2026-01-30"),
]


@pytest.mark.parametrize(("code", "right", "received", "day"), DAYS)
def test_the_last_day_is_the_one_worked_out_by_hand(code, right, received, day):
    clock = owed(code[:2], right, received)[code]

    assert last_day(clock) == day


@pytest.mark.parametrize(
    "right", ["access", "rectification", "restriction", "consent_withdrawal"]
)
def test_indonesias_72_hours_run_over_the_weekend(right):
    # Friday 17:20 to Monday 17:20.
    [clock] = owed("ID", right, "2026-05-08T17:20").values()

    assert clock.due_at.isoformat() == "2026-05-11T17:20:00+07:00"


@pytest.mark.parametrize(
    ("country", "right"),
    [
        ("AZ", "erasure"),
        ("BR", "erasure"),
        ("CN", "access"),
        ("EU", "consent_withdrawal"),
        ("GB", "complaint"),
        ("ID", "erasure"),
        ("MY", "portability"),
        ("TH", "rectification"),
        ("TJ", "access"),
        ("ZA", "objection"),
    ],
)
def test_a_right_without_a_number_is_owed_without_a_last_day(country, right):
    clock = owed(country, right, "2026-01-12T10:00")[f"{country}-{_code(right)}"]

    assert (clock.due_at, clock.status) == (None, "running")
    assert clock.rule.qualifier == "timely"


@pytest.mark.parametrize(
    ("country", "right"),
    [
        ("KH", "access"),  # no law in force
        ("MY", "erasure"),
        ("SG", "portability"),  # not in force
        ("CO", "restriction"),
        ("VN", "portability"),  # unknown
        ("TJ", "objection"),  # unknown
    ],
)
def test_a_right_the_law_does_not_grant_is_owed_nothing(country, right):
    assert owed(country, right, "2026-05-12T10:00") == {}


def _code(right: str) -> str:
    return right.upper().replace("_", "-")


# --- Extension, once and in time


EXTENSIONS = [
    # 8 March + 21 + 14, from the day before it moved: Sunday 12 April; to Monday.
    ("MY-ACCESS", "access", "2026-03-08T10:00", "2026-03-20T10:00", "2026-04-13"),
    # 17 June, then 18, 19, 22, 23 and 24.
    ("CO-ACCESS", "access", "2026-06-01T10:00", "2026-06-10T10:00", "2026-06-24"),
    # 24 June, then 25, 26, 30 June, 1, 2, 3, 6 and 7 July (29 June off).
    ("CO-ERASURE", "erasure", "2026-06-01T10:00", "2026-06-10T10:00", "2026-07-07"),
    # 9 July, then 10, 13 to 17, 20 and 21.
    ("PE-INFORMATION", "information", "2026-06-26T10:00", "2026-07-01T10:00",
     "2026-07-21"),
    # 14 July, then 15-17, 20-24, 27-31 July, 3 and 4 August.
    ("PH-ACCESS", "access", "2026-06-01T10:00", "2026-07-01T10:00", "2026-08-04"),
    # 10 July + 30 + 30.
    ("ZA-ACCESS", "access", "2026-07-10T10:00", "2026-08-03T10:00", "2026-09-08"),
    # 18 May + 15 + 15.
    ("VN-OBJECTION", "objection", "2026-05-18T10:00", "2026-05-25T10:00",
     "2026-06-17"),
    # Three months from receipt: Friday 30 April.
    ("EU-ACCESS", "access", "2027-01-31T10:00", "2027-02-10T10:00", "2027-04-30"),
    ("GB-ERASURE", "erasure", "2026-01-31T10:00", "2026-02-10T10:00", "2026-04-30"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "right", "received", "told", "day"), EXTENSIONS)
def test_an_extension_told_in_time_adds_its_number(code, right, received, told, day):
    clock = owed(code[:2], right, received, (EXTENDED, told))[code]

    assert last_day(clock) == day


def test_what_the_law_cannot_extend_stays():
    # Argentina's five working days.
    clock = owed("AR", "erasure", "2026-05-22T10:00", (EXTENDED, "2026-05-26T10:00"))

    assert last_day(clock["AR-ERASURE"]) == "2026-06-01"


# --- Questions to the person


def test_in_colombia_the_whole_period_runs_anew_from_the_complete_claim():
    asked = (ASKED, "2026-06-03T10:00")
    waiting = owed("CO", "erasure", "2026-06-01T10:00", asked)

    assert waiting["CO-ERASURE"].status == "paused"
    # Two months for the person: 3 August.
    assert last_day(waiting["CO-ERASURE-WAIT"]) == "2026-08-03"

    # 17-19, 22-26, 30 June, 1-3, 6-8 July are fifteen days after 16 June.
    clocks = owed(
        "CO", "erasure", "2026-06-01T10:00", asked, (COMPLETED, "2026-06-16T10:00")
    )
    assert last_day(clocks["CO-ERASURE"]) == "2026-07-08"


def test_in_colombia_the_office_asks_in_five_days_and_marks_in_two():
    clocks = owed("CO", "rectification", "2026-06-01T10:00")

    assert last_day(clocks["CO-RECTIFICATION-ASK"]) == "2026-06-09"  # 8 June off
    assert last_day(clocks["CO-RECTIFICATION-FLAG"]) == "2026-06-03"
    assert not {"CO-RECTIFICATION-WAIT", "CO-RECTIFICATION-FORWARD"} & set(clocks)


def test_in_colombia_what_belongs_elsewhere_goes_on_within_two_days_of_receipt():
    clocks = owed(
        "CO",
        "rectification",
        "2026-06-01T10:00",
        ("not_competent", "2026-06-02T10:00"),
    )

    assert last_day(clocks["CO-RECTIFICATION-FORWARD"]) == "2026-06-03"


def test_in_peru_access_runs_anew_once_the_request_is_mended():
    # 29 June and 23, 28, 29 July off. After 3 July: 6-10, 13-17, 20-22, 24, 27,
    # 30, 31 July, then 3-5 August: twenty days.
    clocks = owed(
        "PE",
        "access",
        "2026-06-26T10:00",
        (ASKED, "2026-07-01T10:00"),
        (COMPLETED, "2026-07-03T10:00"),
    )

    assert last_day(clocks["PE-ACCESS"]) == "2026-08-05"


@pytest.mark.parametrize(
    ("country", "code", "day"),
    [
        ("AR", "AR-ACCESS", "2026-03-20"),  # 10 March + 10
        ("EU", "EU-ACCESS", "2026-04-10"),
        ("GB", "GB-ACCESS", "2026-04-10"),
    ],
)
def test_proof_of_identity_lets_the_period_begin_anew(country, code, day):
    clocks = owed(
        country,
        "access",
        "2026-03-02T10:00",
        (DOUBTED, "2026-03-03T10:00"),
        (PROVED, "2026-03-10T10:00"),
    )

    assert last_day(clocks[code]) == day


def test_in_britain_the_days_of_an_open_question_do_not_count():
    # 2 April, and the seven days from 11 to 17 March.
    clocks = owed(
        "GB",
        "access",
        "2026-03-02T10:00",
        (ASKED, "2026-03-10T10:00"),
        (COMPLETED, "2026-03-17T10:00"),
    )

    assert last_day(clocks["GB-ACCESS"]) == "2026-04-09"


@pytest.mark.parametrize(
    ("country", "right"),
    [
        ("MY", "access"),
        ("SG", "access"),
        ("BR", "access"),
        ("KZ", "erasure"),
        ("PH", "erasure"),
        ("ZA", "access"),
        ("TH", "erasure"),
        ("VN", "erasure"),
    ],
)
def test_elsewhere_no_question_moves_the_law(country, right):
    code = f"{country}-{_code(right)}"
    plain = owed(country, right, "2026-05-11T10:00")[code]
    asked = owed(
        country,
        right,
        "2026-05-11T10:00",
        (ASKED, "2026-05-11T11:00"),
        (DOUBTED, "2026-05-11T12:00"),
        (COMPLETED, "2026-05-11T13:00"),
        (PROVED, "2026-05-11T14:00"),
    )[code]

    assert asked.due_at == plain.due_at


# --- Breaches


@pytest.mark.parametrize("country", ["MY", "ID", "PH", "TH", "VN"])
def test_72_hours_after_awareness_the_authority_knows(country):
    clock = owed(country, None, "2026-05-08T17:20")[f"{country}-BREACH-AUTHORITY"]

    assert clock.due_at.isoformat().startswith("2026-05-11T17:20:00")


@pytest.mark.parametrize("country", ["EU", "GB"])
def test_72_hours_in_europe(country):
    # In winter, when the place is at its own offset.
    clock = owed(country, None, "2026-01-09T17:20")[f"{country}-BREACH-AUTHORITY"]

    assert clock.due_at.isoformat().startswith("2026-01-12T17:20:00")


def test_48_hours_in_peru_for_authority_and_people():
    clocks = owed("PE", None, "2026-05-08T17:20")

    assert {clock.due_at.isoformat() for clock in clocks.values()} == {
        "2026-05-10T17:20:00-05:00"
    }


@pytest.mark.parametrize(
    ("code", "aware", "day"),
    [
        # 1 May off: 4, 5 and 6 May.
        ("BR-BREACH-AUTHORITY", "2026-04-30T10:00", "2026-05-06"),
        ("BR-BREACH-SUBJECTS", "2026-04-30T10:00", "2026-05-06"),
        ("CO-BREACH-AUTHORITY", "2026-06-01T10:00", "2026-06-24"),
        ("KZ-BREACH-AUTHORITY", "2026-05-15T18:00", "2026-05-18"),
        # 7 May + 3 is a Sunday; to Monday.
        ("SG-BREACH-AUTHORITY", "2026-05-07T10:00", "2026-05-11"),
    ],
)
def test_a_breach_is_told_by_the_day_worked_out_by_hand(code, aware, day):
    assert last_day(owed(code[:2], None, aware)[code]) == day


def test_in_malaysia_people_are_told_seven_days_after_the_commissioner():
    before = owed("MY", None, "2026-05-08T17:20")
    # Sunday 10 May + 7 is a Sunday; to Monday.
    after = owed(
        "MY", None, "2026-05-08T17:20", ("authority_notified", "2026-05-10T10:00")
    )

    assert "MY-BREACH-SUBJECTS" not in before
    assert last_day(after["MY-BREACH-SUBJECTS"]) == "2026-05-18"


def test_in_brazil_the_notice_is_completed_within_20_working_days():
    # 5 May; 6-8, 11-15, 18-22, 25-29 May, 1 and 2 June (4 June is Corpus Christi).
    clocks = owed(
        "BR", None, "2026-05-04T10:00", ("authority_notified", "2026-05-05T10:00")
    )

    assert last_day(clocks["BR-BREACH-SUPPLEMENT"]) == "2026-06-02"


@pytest.mark.parametrize("country", ["CN", "ZA"])
def test_a_breach_told_at_once_has_no_last_day(country):
    clocks = owed(country, None, "2026-05-08T17:20")

    assert {clock.due_at for clock in clocks.values()} == {None}
    assert len(clocks) == 2


@pytest.mark.parametrize("country", ["AR", "AZ", "KH", "TJ"])
def test_where_no_law_asks_for_it_no_breach_is_told(country):
    assert owed(country, None, "2026-05-08T17:20") == {}


def test_what_sets_no_clock_is_known_all_the_same():
    assert laws()["SG"].fact("SG-BREACH-ASSESSMENT").number == 30
    assert laws()["CO"].fact("CO-CLAIMS-REPORT").months == (2, 8)
    assert laws()["BR"].fact("BR-BREACH-REGISTER").unit == "years"


def test_in_colombia_the_mark_counts_from_the_complete_claim():
    asked = (ASKED, "2026-06-03T10:00")
    waiting = owed("CO", "erasure", "2026-06-01T10:00", asked)
    assert waiting["CO-ERASURE-FLAG"].due_at is None

    # 17 and 18 June are two working days after the reply.
    clocks = owed(
        "CO", "erasure", "2026-06-01T10:00", asked, (COMPLETED, "2026-06-16T10:00")
    )
    assert last_day(clocks["CO-ERASURE-FLAG"]) == "2026-06-18"
