import io
import json
from datetime import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Controller, Establishment
from audit.trail import Actor, act
from rulebook.loading import load_shipped
from rulebook.models import CalendarDay
from tests.factories import UserFactory

KAZAKHSTAN = {
    "kind": "rights_request",
    "controller": "maxim",
    "country": "KZ",
    "subdivision": None,
    "controller_time_zone": "Asia/Almaty",
    "right": "erasure",
    "received_at": "2026-05-15T18:00:00+05:00",
    "promises": [],
    "statutes": False,  # these are about the promises
    "events": [],
}


@pytest.fixture
def ask(monkeypatch, capsys):
    """Send a case (or any text) to `clocks -` and read its JSON answer."""

    def run(case: Any, *options: str) -> Any:
        text = case if isinstance(case, str) else json.dumps(case)
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        call_command("clocks", "-", "--json", *options)
        return json.loads(capsys.readouterr().out)

    return run


def test_a_clock_reads_as_the_machine_interface_says(ask):
    first, second = ask(KAZAKHSTAN)["clocks"]

    explanation = first.pop("explanation")
    assert first == {
        "clock": "promise_response",
        "source_kind": "promise",
        "rule": "MAXIM-ANS-KZ",
        "promise": "MAXIM-21-KZ",
        "number": 1,
        "unit": "working_days",
        "due_at": "2026-05-18T23:59:59+05:00",
        "status": "running",
        "leading": True,
        "citation": "Maxim customer privacy policy, 21 Kazakhstan (MAXIM-21-KZ)",
    }
    assert explanation[-1] == "The last day is Monday 18 May 2026; it ends at 23:59:59."
    assert (second["rule"], second["leading"]) == ("MAXIM-DEL18-KZ", False)


def test_a_list_of_cases_gives_a_list_of_answers(ask):
    aux = {**KAZAKHSTAN, "controller": "aux", "country": "MY"}

    answers = ask([KAZAKHSTAN, aux])

    assert [len(answer["clocks"]) for answer in answers] == [2, 0]
    assert ask([]) == []


def test_zone_and_subdivision_default_to_the_establishments_own(ask):
    case = {
        "kind": "rights_request",
        "controller": "nbexpress",
        "country": "MY",
        "right": "contact",
        "received_at": "2026-05-08T17:20:00+08:00",
        "promises": [
            {"clock": "promise_response", "number": 1, "unit": "working_days"}
        ],
    }
    # Gawai Dayak (1 June) is a holiday in Sarawak, not in Selangor.
    case["received_at"] = "2026-05-29T10:00:00+08:00"

    own = ask(case)["clocks"][0]
    selangor = ask({**case, "subdivision": "MY-10"})["clocks"][0]

    assert own["due_at"] > selangor["due_at"]


def test_without_a_controller_only_the_what_if_promises_run(ask):
    case = {**KAZAKHSTAN, "controller": None}
    promise = {"clock": "promise_response", "number": 3, "unit": "working_days"}

    assert ask(case)["clocks"] == []
    [clock] = ask({**case, "promises": [promise]})["clocks"]
    assert (clock["due_at"], clock["leading"]) == ("2026-05-20T23:59:59+05:00", True)


def test_a_duty_without_a_number_has_no_date(ask):
    case = {**KAZAKHSTAN, "controller": "aseanbiz", "country": "CN"}

    [clock] = ask(case)["clocks"]

    assert (clock["number"], clock["unit"], clock["due_at"]) == (None, None, None)


def test_no_database_is_asked(ask, django_db_blocker):
    # pytest-django blocks the database here: a query would fail this test.
    assert len(ask(KAZAKHSTAN)["clocks"]) == 2


@pytest.mark.django_db
def test_live_reads_this_installations_rules_and_establishments(ask):
    with pytest.raises(CommandError, match="not known"):
        ask(KAZAKHSTAN, "--live")
    load_shipped()
    controller = Controller.objects.create(
        slug="maxim", policy_code="MAXIM", name="Maxim"
    )
    Establishment.objects.create(
        controller=controller,
        country="KZ",
        name="Maxim Kazakhstan",
        time_zone="Asia/Aqtobe",
    )

    [answer, _] = ask({**KAZAKHSTAN, "controller_time_zone": None}, "--live")["clocks"]

    assert answer["rule"] == "MAXIM-ANS-KZ"
    assert "(Aqtobe)" in answer["explanation"][0]


@pytest.mark.django_db
def test_live_counts_by_the_offices_own_days(ask):
    load_shipped()
    controller = Controller.objects.create(
        slug="maxim", policy_code="MAXIM", name="Maxim"
    )
    place = Establishment.objects.create(
        controller=controller,
        country="KZ",
        name="Maxim Kazakhstan",
        time_zone="Asia/Almaty",
    )
    [before, _] = ask(KAZAKHSTAN, "--live")["clocks"]
    due_on = datetime.fromisoformat(before["due_at"]).date()
    with transaction.atomic(), act(by=Actor.job("test")):
        officer = UserFactory()
        CalendarDay(
            establishment=place,
            on=due_on,
            is_working=False,
            name="Move of the office",
            reason="Announced",
            entered_by=officer,
            entered_at=timezone.now(),
        ).save()

    [after, _] = ask(KAZAKHSTAN, "--live")["clocks"]
    [shipped, _] = ask(KAZAKHSTAN)["clocks"]

    assert after["due_at"] > before["due_at"]
    assert shipped["due_at"] == before["due_at"]  # the files know no office


def test_without_json_a_table_is_printed(tmp_path, capsys):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(KAZAKHSTAN))

    call_command("clocks", str(path))

    out = capsys.readouterr().out
    assert out.startswith("* 2026-05-18 23:59:59 +0500")
    assert "MAXIM-DEL18-KZ" in out


def test_a_name_that_means_nothing_is_told_and_not_read(ask, monkeypatch, capsys):
    case = {**KAZAKHSTAN, "subdivison": "KZ-75"}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(case)))

    call_command("clocks", "-", "--json")

    assert "'subdivison' is not known" in capsys.readouterr().err


BAD = [
    ("{", "not JSON"),
    ("[1]", "must be a JSON object"),
    ({"kind": "rights_request"}, "'controller' is missing"),
    ({**KAZAKHSTAN, "kind": "party"}, "kind 'party' is not known"),
    ({**KAZAKHSTAN, "country": "XX"}, "country 'XX' is not known"),
    ({**KAZAKHSTAN, "country": "kz"}, "country 'kz' is not known"),
    ({**KAZAKHSTAN, "country": ["KZ"]}, "is not known"),
    ({**KAZAKHSTAN, "controller": "nobody"}, "controller 'nobody' is not known"),
    ({**KAZAKHSTAN, "country": "DE"}, "no establishment in DE"),
    ({**KAZAKHSTAN, "right": "amnesty"}, "right 'amnesty' is not known"),
    ({**KAZAKHSTAN, "right": None}, "'right' is missing"),
    ({**KAZAKHSTAN, "right": {"a": 1}}, "is not known"),
    ({**KAZAKHSTAN, "received_at": "2026-13-01T10:00:00+05:00"}, "not a date"),
    ({**KAZAKHSTAN, "received_at": "2026-05-15T18:00:00"}, "offset from UTC"),
    ({**KAZAKHSTAN, "received_at": "2026-05-15"}, "offset from UTC"),
    ({**KAZAKHSTAN, "received_at": 1}, "not a date"),
    ({**KAZAKHSTAN, "received_at": "9999-12-31T10:00:00Z"}, "outside the years"),
    ({**KAZAKHSTAN, "controller_time_zone": "Mars/Base"}, "time zone 'Mars/Base'"),
    ({**KAZAKHSTAN, "controller_time_zone": "Asia"}, "time zone 'Asia'"),
    ({**KAZAKHSTAN, "subdivision": "MY-10"}, "not a subdivision of KZ"),
    ({**KAZAKHSTAN, "events": [{"type": "lunch"}]}, "event type 'lunch'"),
    ({**KAZAKHSTAN, "events": [{"type": "answered"}]}, "not a date"),
    ({**KAZAKHSTAN, "events": "answered"}, "must be a list"),
    ({**KAZAKHSTAN, "promises": [{"clock": "promise_response", "number": -1,
      "unit": "hours"}]}, "between 0 and"),
    ({**KAZAKHSTAN, "promises": [{"clock": "promise_response", "number": 1,
      "unit": "weeks"}]}, "unit 'weeks'"),
    ({**KAZAKHSTAN, "promises": [{"clock": "cuckoo", "number": 1,
      "unit": "hours"}]}, "clock 'cuckoo'"),
    ({**KAZAKHSTAN, "controller": None, "controller_time_zone": None}, "is needed"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "sentence"), BAD)
def test_bad_input_is_refused_with_one_sentence(ask, case, sentence):
    with pytest.raises(CommandError) as caught:
        ask(case)

    assert caught.value.returncode == 2
    told = str(caught.value)
    assert sentence in told
    assert told.endswith(".") and "\n" not in told


def test_a_bad_case_in_a_list_is_named(ask):
    with pytest.raises(CommandError, match=r"^Case 2: The country"):
        ask([KAZAKHSTAN, {**KAZAKHSTAN, "country": "XX"}])


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be read") as caught:
        call_command("clocks", str(tmp_path / "none.json"))

    assert caught.value.returncode == 2


# --- The law, breaches and what-if rules ---


def test_the_periods_of_the_law_run_beside_the_promises(ask):
    clocks = ask({**KAZAKHSTAN, "statutes": True})["clocks"]

    assert [(one["clock"], one["source_kind"]) for one in clocks] == [
        ("promise_response", "promise"),
        ("promise_fulfilment", "promise"),
        ("statute_fulfilment", "statute"),
    ]
    assert clocks[0]["leading"]
    assert clocks[2]["promise"] is None


def test_statutes_are_asked_unless_they_are_left_out(ask):
    case = {**KAZAKHSTAN, "controller": None}
    del case["statutes"]

    assert [one["source_kind"] for one in ask(case)["clocks"]] == ["statute"]


def test_a_breach_has_the_clocks_of_the_law(ask):
    breach = {
        "kind": "breach",
        "controller": "maxim",
        "country": "MY",
        "received_at": "2026-05-04T10:00:00+08:00",
        "events": [{"type": "authority_notified", "at": "2026-05-05T10:00:00+08:00"}],
    }

    clocks = ask(breach)["clocks"]

    assert [(one["clock"], one["status"], one["due_at"]) for one in clocks] == [
        ("breach_subjects", "running", "2026-05-12T23:59:59+08:00"),
        ("breach_authority", "met", "2026-05-07T10:00:00+08:00"),
    ]
    assert ask({**breach, "statutes": False})["clocks"] == []


def test_the_eu_counts_by_the_calendar_of_a_member_state(ask):
    case = {
        "kind": "rights_request",
        "controller": None,
        "country": "EU",
        "controller_time_zone": "Europe/Berlin",
        "right": "access",
        "received_at": "2026-03-03T10:00:00+01:00",
    }

    assert ask(case)["clocks"][0]["due_at"].startswith("2026-04-03")  # Good Friday
    berlin = ask({**case, "subdivision": "DE-BE"})["clocks"][0]
    assert berlin["due_at"] == "2026-04-07T23:59:59+02:00"
    assert ask({**case, "subdivision": "DE"})["clocks"][0]["due_at"] == berlin["due_at"]


def test_a_paused_clock_has_no_due_instant(ask):
    promise = {
        "clock": "promise_response",
        "number": 3,
        "unit": "working_days",
        "on_clarification": "suspend",
    }
    asked = {"type": "clarification_requested", "at": "2026-05-16T10:00:00+05:00"}
    case = {**KAZAKHSTAN, "controller": None, "promises": [promise]}

    [clock] = ask({**case, "events": [asked]})["clocks"]

    assert (clock["status"], clock["due_at"], clock["leading"]) == (
        "paused",
        None,
        False,
    )


def test_an_event_before_the_receipt_is_told_and_not_counted(monkeypatch, capsys):
    early = {"type": "answered", "at": "2026-05-01T10:00:00+05:00"}
    case = json.dumps({**KAZAKHSTAN, "events": [early]})
    monkeypatch.setattr("sys.stdin", io.StringIO(case))

    call_command("clocks", "-", "--json")

    told = capsys.readouterr()
    assert "answered of 2026-05-01T10:00:00+05:00 lies before the receipt" in told.err
    assert json.loads(told.out)["clocks"][0]["status"] == "running"


ONE = {"clock": "promise_response", "number": 3, "unit": "working_days"}
ASK = "clarification_"
BAD_RULES = [
    ([{**ONE, "number": -1}], "WHAT-IF-1: a period of -1"),
    ([{**ONE, "number": "3"}], "WHAT-IF-1: a period needs a whole number"),
    ([ONE, {**ONE, "unit": None}], "WHAT-IF-2: the number needs its unit"),
    ([{**ONE, "start": "noon"}], "WHAT-IF-1: the start 'noon' is not known"),
    ([{**ONE, "only_after": "lunch"}], "the only_after 'lunch' is not known"),
    ([{**ONE, "start": 1}], "WHAT-IF-1: the start 1 is not known"),
    ([{**ONE, "colour": "red"}], "WHAT-IF-1: the field 'colour' is not known"),
    ([{**ONE, "roll_over": "weekly_and_public_holidays"}], "only a period of the law"),
    (
        [{**ONE, "extension_number": 2, "extension_unit": "months"}],
        "only a period of the law can be extended",
    ),
    ([{**ONE, "on_identity": "replace"}], 'the pause "replace" needs the period'),
    ([{**ONE, "counts_first_day": 1}], "must be true or false"),
    (
        [{**ONE, "clock": "clarification_answer", "start": "clarification_received"}],
        "the very event that stops it",
    ),
    (
        [
            {
                **ONE,
                "clock": "clarification_answer",
                "start": "clarification_requested",
            },
            {
                **ONE,
                "clock": "clarification_request",
                "start": "clarification_received",
            },
        ],
        "'WHAT-IF-1', 'WHAT-IF-2' (KZ) wait for each other",
    ),
]


@pytest.mark.parametrize(("promises", "sentence"), BAD_RULES)
def test_a_bad_what_if_rule_is_refused_by_its_number(ask, promises, sentence):
    with pytest.raises(CommandError) as caught:
        ask({**KAZAKHSTAN, "promises": promises})

    told = str(caught.value)
    assert caught.value.returncode == 2
    assert sentence in told
    assert told.endswith(".") and "\n" not in told


@pytest.mark.parametrize("statutes", ["yes", 1, []])
def test_statutes_are_true_or_false(ask, statutes):
    with pytest.raises(CommandError, match="must be true or false"):
        ask({**KAZAKHSTAN, "statutes": statutes})
