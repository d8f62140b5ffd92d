"""Where a person can go who does not agree, and what W3C calls our grounds."""

import pytest

from rulebook import dpv
from rulebook.book import shipped
from rulebook.remedies import remedies
from rulebook.rows import Ground

COUNTRIES = (
    *("AR", "AZ", "BR", "CO", "ID", "KH", "KZ"),
    *("MY", "PE", "PH", "TH", "TJ", "VN", "ZA"),
)


def test_every_ground_of_policies_and_laws_has_its_term_of_the_vocabulary():
    codes = {ground.code for ground in shipped().current(Ground)}

    assert {code for code in codes if not dpv.term(code)} == set()
    assert dpv.term("repetitive") == "justifications:ProcessExcessive"


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("language", ["en", "ms"])
def test_maxim_names_the_authority_of_each_country_or_says_that_there_is_none(
    country, language
):
    ways = [str(way) for way in remedies("maxim", country, language)]

    authority = {"en": "authority", "ms": "berkuasa"}[language]
    assert sum(authority in way for way in ways) == 1
    assert ways[-1].startswith(
        {"en": "You can go to court", "ms": "Anda boleh pergi"}[language]
    )


def test_what_a_policy_itself_names_cites_its_promise():
    slugs = ["aux", "nbexpress", "auxconnbeauty", "aseanbiz", "maxim"]
    named = {
        slug: [way.promise for way in remedies(slug, "MY", "en") if way.promise]
        for slug in slugs
    }

    assert named == {
        "aux": ["AUX-5.12"],
        "nbexpress": ["NBX-6.15"],
        "auxconnbeauty": [],
        "aseanbiz": ["ASB-8.3"],
        "maxim": ["MAXIM-5.4"],
    }
    known = {promise.id for slug in slugs for promise in shipped().promises(slug)}
    assert {one for found in named.values() for one in found} <= known


def test_after_the_answer_to_a_complaint_no_second_complaint_to_us_is_offered():
    first = remedies("aux", "MY", "en")
    again = remedies("aux", "MY", "en", is_complaint=True)

    assert "formal complaint" in str(first[0])
    assert [str(way) for way in again] == [str(way) for way in first[1:]]
