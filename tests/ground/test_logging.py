"""Personal data never reaches a log, whoever writes the line."""

import io
import json
import logging
import re
import secrets
import time

import pytest
import structlog
from django.contrib.auth.decorators import login_not_required
from django.test import Client
from django.urls import path
from hypothesis import given
from hypothesis import strategies as st

from dpo_portal import logging as portal_logging

NAME = "Dewi Anak Lanjau"
EMAIL = "dewi.lanjau@example.test"
PHONE = "+60 19-876 5432"


@pytest.fixture
def lines():
    """What the portal's handler writes, as the JSON it is in production."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    portal_logging.configure({"level": "INFO", "json": True})
    handler = next(h for h in root.handlers if h.formatter and h.name == "stderr")
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)

    def read():
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield read
    root.handlers[:], level = before
    root.setLevel(level)


@login_not_required
def broken_view(request, ref):
    row = {"name": request.POST["name"], "email": request.POST["email"]}
    raise ValueError(f"could not file {row}")


urlpatterns = [path("desk/requests/<str:ref>/", broken_view)]


@pytest.mark.urls(__name__)
def test_an_error_page_logs_the_place_and_nothing_of_the_person(lines):
    client = Client(raise_request_exception=False)
    form = {"name": NAME, "email": EMAIL, "phone": PHONE}

    answer = client.post(f"/desk/requests/R-2026-0042/?q={EMAIL}", form)

    assert answer.status_code == 500
    (line,) = lines()
    assert line["event"] == "Internal Server Error: /desk/requests/R-2026-0042/"
    assert line["exception"] == "ValueError"
    assert line["where"][-1].endswith("broken_view")
    written = json.dumps(line)
    for personal in (NAME, "Dewi", EMAIL, PHONE, "could not file"):
        assert personal not in written


def test_the_place_and_type_of_an_error_are_kept(lines):
    try:
        try:
            int("Dewi")
        except ValueError as error:
            raise LookupError(NAME) from error
    except LookupError:
        logging.getLogger("rights").exception("Closing %s failed", "R-2026-0042")

    (line,) = lines()
    assert line["event"] == "Closing R-2026-0042 failed"
    assert line["exception"] == "LookupError from ValueError"
    assert len(line["where"]) == 2  # where it was raised, and where its cause was
    assert re.match(
        r"tests/ground/test_logging\.py:\d+ test_the_place", line["where"][0]
    )
    assert "Dewi" not in json.dumps(line)


def test_an_exception_or_a_record_as_argument_leaves_only_its_type(lines):
    class Claimant:
        pk = 7

        def __str__(self):
            return NAME

    logging.getLogger("rights").warning("%s met %s", Claimant(), ValueError(NAME))
    structlog.get_logger("rights").warning("linked", row=Claimant())

    (first, second) = lines()
    assert first["event"].endswith("Claimant 7 met ValueError")
    assert second["row"].endswith("Claimant 7")
    assert NAME not in json.dumps([first, second])


@pytest.mark.urls(__name__)
def test_a_page_not_found_logs_its_path_without_an_address_or_a_query(lines):
    Client().get(f"/c/{EMAIL}/?email={EMAIL}")

    (line,) = lines()
    assert line["event"] == "Not Found: /c/[email]/"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("place", ["n", "u", "recipient"])
def test_a_link_that_opens_a_page_is_not_logged(lines, place):
    token = "R-2026-0042x_4b" + secrets.token_urlsafe(24)
    Client().get(f"/{place}/{token}/x")

    (line,) = lines()
    assert line["event"] == f"Not Found: /{place}/[link]/x"


@pytest.mark.parametrize(
    "key",
    [
        "name",
        "to_name",
        "email",
        "phone",
        "body",
        "details",
        "query",
        "form",
        "POST",
        "claimant",
        "fullName",
        "reason_text",
        "one_time_code",
        "ip_address",
    ],
)
def test_a_personal_key_hides_its_value(lines, key):
    structlog.get_logger("letters").info("sent", **{key: NAME, "case": {key: NAME}})

    (line,) = lines()
    assert line[key] == portal_logging.HIDDEN
    assert NAME not in json.dumps(line)


def test_references_dates_and_counts_stay_readable(lines):
    structlog.get_logger("letters").info(
        "sent R-2026-0042 at 2026-05-15T18:00:00+05:00", letter_id=41, lane="letters"
    )

    (line,) = lines()
    assert line["event"] == "sent R-2026-0042 at 2026-05-15T18:00:00+05:00"
    assert line["letter_id"] == 41
    assert line["lane"] == "letters"


def test_sql_with_its_values_is_not_logged_at_any_level(lines):
    portal_logging.configure({"level": "DEBUG", "json": True})

    assert not logging.getLogger("django.db.backends").isEnabledFor(logging.INFO)


LOCAL = st.from_regex(r"[a-z0-9][a-z0-9._+-]{0,20}", fullmatch=True)
DOMAIN = st.from_regex(r"[a-z0-9-]{1,15}(\.[a-z]{2,10}){1,2}", fullmatch=True)
EMAILS = st.builds("{}@{}".format, LOCAL, DOMAIN)
PHONES = st.from_regex(
    r"(\+[1-9]|0)[0-9]{1,3}[ -]?[0-9]{3,4}[ -]?[0-9]{4}", fullmatch=True
)
PLAIN = st.text(alphabet="abc ,:;()'\"/=", max_size=12)


@given(before=PLAIN, personal=EMAILS | PHONES, after=PLAIN)
def test_no_address_or_number_survives_anywhere_in_a_line(before, personal, after):
    text = f"{before} {personal} {after}"
    event = {"event": text, "list": [text], "deep": {"x": (text,)}, text: 1}

    cleaned = portal_logging.strip_personal_data(None, "info", event)

    assert personal not in json.dumps(
        {k: v for k, v in cleaned.items() if k != text}, ensure_ascii=False
    )


@given(text=st.text(max_size=80))
def test_cleaning_twice_changes_nothing_more(text):
    once = portal_logging.scrub_text(text)

    assert portal_logging.scrub_text(once) == once


@pytest.mark.parametrize("text", ["0@0@0", "a@?b", "a%40b@c", "aa:bb:cc:dd@e"])
def test_a_replacement_completes_no_address(text):
    cleaned = portal_logging.scrub_text(text)

    assert "@" not in cleaned
    assert portal_logging.scrub_text(cleaned) == cleaned


def test_a_long_line_without_an_address_is_cleaned_at_once():
    started = time.perf_counter()

    portal_logging.scrub_text("a" * 50_000)

    assert time.perf_counter() - started < 1  # it was 20 s for less
