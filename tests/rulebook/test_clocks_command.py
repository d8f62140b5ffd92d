import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Controller, Establishment
from rulebook.loading import load_shipped

KAZAKHSTAN = {
    "kind": "rights_request",
    "controller": "maxim",
    "country": "KZ",
    "subdivision": None,
    "controller_time_zone": "Asia/Almaty",
    "right": "erasure",
    "received_at": "2026-05-15T18:00:00+05:00",
    "promises": [],
    "statutes": True,
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
    assert "(Asia/Aqtobe)" in answer["explanation"][0]


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
