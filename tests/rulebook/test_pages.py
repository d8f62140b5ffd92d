"""The pages of the rulebook: what a reader sees, and what is not theirs."""

import pytest

from rulebook.book import shipped

pytestmark = pytest.mark.django_db
LIST = "/desk/settings/rulebook/"


@pytest.fixture
def page(client, cast):
    """The text of a page as one person gets it, without its layout's white space."""

    def get(path="", who="aida", status=200):
        client.force_login(getattr(cast, who))
        answer = client.get(LIST + path)
        assert answer.status_code == status
        return " ".join(answer.content.decode().split())

    return get


def test_every_rule_is_one_sentence(page):
    text = page("?controller=maxim&country=VN")

    assert (
        "Maxim, Vietnam, account cancellation: 3 days after the request to delete, "
        "policy §5.5 Vietnam" in text
    )
    assert "Maxim, Vietnam, every request: 3 days after receipt, policy §21" in text
    assert "Set by the law of Vietnam" in text


@pytest.mark.parametrize("who", ["aida", "farid", "ben", "grace"])
def test_every_role_reads_the_rulebook(page, who):
    assert "Rulebook" in page(who=who)


def test_another_company_is_not_found(page):
    page("?controller=aux", status=404)
    page("NBX-30/", status=404)
    page("NBX-30/try/", status=404)
    page("NO-SUCH-RULE/", status=404)


def test_a_country_that_is_none_of_the_companys_falls_back(page):
    assert "Maxim in Argentina" in page("?controller=maxim&country=FR")


def test_a_gap_is_a_gap_with_what_could_be_chosen(page):
    text = page("?controller=maxim&country=KH", who="farid")

    assert "Suggested: 30 days, taken from policy §18 Cambodia." in text
    assert "Adopt as our default" in text


def test_who_may_not_propose_is_not_offered_it(page):
    assert "Adopt as our default" not in page("?controller=maxim&country=KH")


def test_an_unsure_rule_of_the_law_is_to_be_confirmed(page):
    assert "To be confirmed" in page("?controller=maxim&country=VN")


@pytest.mark.parametrize("code", ["MAXIM-ANS-TH", "MAXIM-DEL18-CO", "MAXIM-ANS-BR"])
def test_a_rule_says_everything_in_words(page, code):
    rule = shipped().rule(code)
    text = page(f"{code}/")

    assert f"{rule.number} " in text
    assert rule.clause in text
    assert rule.promise in text
    assert "loaded with the data files" in text


def test_what_pulls_apart_is_told_on_list_and_rule(page):
    sentence = "usually before the answer after 30 days"

    assert sentence in page("?controller=maxim&country=PE")
    assert sentence in page("MAXIM-DEL18-PE/")


def test_a_date_is_tried_in_the_zone_of_the_place(page):
    # Kazakhstan answers in one working day; Nauryz is 21 to 23 March, days off follow.
    text = page("MAXIM-ANS-KZ/try/?at=2026-03-20T18:00")

    assert "end of <b>Thursday 26 March 2026</b> in" in text
    assert "Almaty" in text
    assert text.count("does not count") >= 5
    assert "last day" in text


def test_hours_are_tried_to_the_minute(page):
    text = page("MAXIM-ANS-BR/try/?at=2026-03-12T10:24")

    assert "Sat 14 Mar 2026, 10:24" in text


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("", "Write the date and the time of receipt."),
        ("yesterday", "Write a date and a time"),
        ("2026-03-12T10:24+05:00", "without a difference from UTC"),
        ("0001-01-01T00:00", "The year must lie between"),
    ],
)
def test_a_moment_that_is_none_gets_one_sentence(page, at, sentence):
    text = page(f"MAXIM-ANS-BR/try/?at={at.replace('+', '%2B')}")

    assert sentence in text
    assert "There is a problem" in text


@pytest.mark.parametrize(
    "code", [rule.code for rule in shipped().rules("maxim", "CO", "erasure")]
)
def test_every_rule_of_colombia_can_be_tried(page, code):
    query = "controller=maxim&at=2026-03-12T10:24"

    assert "Step by step" in page(f"{code}/try/?{query}")


def test_the_months_are_tables_with_captions_and_named_weekdays(page):
    text = page("MAXIM-DEL18-CO/try/?at=2026-03-12T10:24")

    assert "<caption>March 2026</caption>" in text
    assert 'abbr="Monday"' in text
    assert "Lunes Santo" not in text  # the reader's language, or English


WHAT_IF = (
    "what-if/?kind=rights_request&controller=maxim&country=PE&right=erasure"
    "&received_at=2026-03-12T10:24&statutes=on"
)


def test_what_if_shows_every_clock_and_which_leads(page):
    text = page(WHAT_IF)

    assert "MAXIM-DEL18-PE" in text
    assert "Leads" in text
    assert "usually before the answer after 30 days" in text
    assert "&quot;received_at&quot;: &quot;2026-03-12T10:24:00-05:00&quot;" in text
    assert "manage.py clocks case.json --live" in text


def test_an_event_and_a_promise_can_be_added(page):
    text = page(f"{WHAT_IF}&add=event")
    assert 'name="event-type-1"' in text

    text = page(
        f"{WHAT_IF}&event-type-1=answered&event-at-1=2026-03-13T09:00&add=promise"
        "&promise-clock-1=promise_response&promise-number-1=1&promise-unit-1=hours"
    )
    assert "A promise tried out here" in text
    assert "Met" in text and "Missed" in text
    assert 'name="promise-clock-2"' in text


def test_the_command_says_the_same(page, tmp_path, capsys, client):
    import html
    import json
    import re

    from django.core.management import call_command

    text = page(WHAT_IF)
    case = html.unescape(re.findall(r"<pre[^>]*>(.*?)</pre>", text)[0])
    (tmp_path / "case.json").write_text(case)
    call_command("clocks", str(tmp_path / "case.json"), "--live", "--json")

    clocks = json.loads(capsys.readouterr().out)["clocks"]
    assert [clock["rule"] for clock in clocks]
    for clock in clocks:
        assert clock["rule"] in text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("controller=maxim&country=GB", "no establishment there"),
        ("controller=&country=PE", "choose the time zone"),
        ("controller=aux&country=MY", "Select a valid choice"),
        ("received_at=soon", "Write a date and a time"),
        ("subdivision=MY-11", "No calendar is known for this part of the country."),
        ("event-type-1=answered", "Say when it happened."),
        ("event-at-1=2026-03-13T09:00", "Say what happened."),
        ("promise-number-1=3&promise-unit-1=hours", "Say what is promised."),
        (
            "promise-clock-1=promise_response&promise-number-1=999999"
            "&promise-unit-1=hours",
            "The number must lie between 0 and",
        ),
    ],
)
def test_what_cannot_be_counted_gets_one_sentence_at_its_field(page, query, sentence):
    given = dict(part.split("=") for part in WHAT_IF.partition("?")[2].split("&"))
    given |= dict(part.split("=") for part in query.split("&"))
    text = page("what-if/?" + "&".join(f"{k}={v}" for k, v in given.items()))

    assert sentence in text
    assert "There is a problem" in text


def test_without_a_company_only_the_law_counts(page):
    text = page(
        "what-if/?kind=rights_request&controller=&country=PE&zone=America/Lima"
        "&right=erasure&received_at=2026-03-12T10:24&statutes=on"
    )

    assert "MAXIM" not in text


def test_a_part_of_the_country_brings_its_own_holidays(page):
    # A month from 31 March 2027 is Friday 30 April; from 1 April, Labour Day.
    query = (
        "what-if/?kind=rights_request&controller=&country=EU&zone=Europe/Brussels"
        "&right=access&received_at=2027-04-01T10:24&statutes=on"
    )

    assert "Mon 3 May 2027" in page(f"{query}&subdivision=de-be")
    # Corpus Christi, Thursday 27 May 2027, is a day off in Bavaria alone.
    later = query.replace("2027-04-01", "2027-04-27")
    assert "Fri 28 May 2027" in page(f"{later}&subdivision=DE-BY")
    assert "Thu 27 May 2027" in page(f"{later}&subdivision=DE-BE")


def test_a_promise_on_a_breach_can_be_tried_out(page):
    text = page(
        "what-if/?kind=breach&controller=maxim&country=VN&right=erasure"
        "&received_at=2026-03-12T10:24&promise-clock-1=breach_authority"
        "&promise-number-1=24&promise-unit-1=hours"
    )

    assert "Fri 13 Mar 2026, 10:24" in text
    assert "The breach became known on Thursday 12 March 2026" in text


def test_nothing_that_was_tried_is_stored(page, django_assert_num_queries):
    from audit.models import AccessEntry, LedgerEntry
    from rights.models import RightsRequest

    before = LedgerEntry.objects.count()
    page(WHAT_IF)
    page("MAXIM-ANS-KZ/try/?at=2026-03-20T18:00")

    assert LedgerEntry.objects.count() == before
    assert not AccessEntry.objects.exists()
    assert not RightsRequest.objects.exists()


def test_a_breach_has_the_clocks_of_the_law(page):
    text = page(
        "what-if/?kind=breach&controller=maxim&country=VN&right=erasure"
        "&received_at=2026-03-12T10:24&statutes=on"
    )

    assert "Tell the authority" in text
    assert "Sun 15 Mar 2026, 10:24" in text  # 72 hours


def test_the_last_moment_to_tell_of_an_extension_is_named_so(page):
    assert "Last moment to tell of an extension" in page(WHAT_IF)


def test_a_link_that_only_names_the_place_asks_and_does_not_complain(page):
    text = page("what-if/?controller=maxim&country=PE")

    assert "There is a problem" not in text
    assert '<option value="PE" selected>' in text
