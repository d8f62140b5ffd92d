from itertools import product

import pytest

from accounts.seed import shipped_establishments
from rulebook.authorities import authority
from rulebook.book import shipped
from rulebook.calendars import Calendar
from rulebook.errors import BadRow
from rulebook.rows import Entitlement, Ground, IdentityRoute, Rule
from rulebook.seeds import read, read_shipped
from rulebook.terms import RIGHTS, Channel

PAIRS = [
    (slug, country)
    for slug, policy in read_shipped().controllers.items()
    for country in policy["countries"]
]

GOOD = """
[policy]
controller = "tea"
code = "TEA"
name = "Tea"
document = "Tea policy"
countries = ["MY"]

[[entitlements]]
rights = ["access"]
clause = "1"
promise = "TEA-1"

[[rules]]
code = "TEA-7"
country = "MY"
clock = "promise_response"
rights = ["access"]
number = 7
unit = "calendar_days"
qualifier = "at_most"
start = "receipt"
clause = "2"
promise = "TEA-2"
"""


def read_text(tmp_path, text):
    path = tmp_path / "tea.toml"
    path.write_text(text)
    return read([path])


def test_every_row_has_a_source():
    for row in read_shipped().rows:
        assert row.document and row.clause, row.key
        assert row.promise or row.source_kind == "statute", row.key


def test_all_18_pairs_of_policy_and_country_are_here():
    entities = [(one.controller, one.country) for one in shipped_establishments()]

    assert sorted(PAIRS) == sorted(entities)
    assert len(PAIRS) == 18
    assert len(read_shipped().controllers) == 5


@pytest.mark.parametrize("entity", shipped_establishments(), ids=lambda one: one.name)
def test_every_establishment_has_a_calendar(entity):
    Calendar(entity.country, entity.subdivision or None).check()


@pytest.mark.parametrize(("controller", "country"), PAIRS)
def test_a_rule_stands_only_on_a_right_its_policy_grants(controller, country):
    granted = {
        entitlement.right
        for entitlement in shipped().entitlements(controller, country)
        if entitlement.source_kind == "promise"
    }

    for rule in shipped().current(Rule):
        if (rule.controller, rule.country) == (controller, country):
            assert set(rule.rights) <= granted


@pytest.mark.parametrize(("controller", "country"), PAIRS)
def test_a_right_is_offered_once_and_says_who_grants_it(controller, country):
    offered = shipped().entitlements(controller, country)

    rights = [entitlement.right for entitlement in offered]
    assert rights == [right for right in RIGHTS if right in rights]
    assert {entitlement.source_kind for entitlement in offered} <= {
        "promise",
        "statute",
    }


@pytest.mark.parametrize(("controller", "country"), PAIRS)
def test_every_right_and_channel_has_an_answer_to_who_are_you(controller, country):
    for right, channel in product(RIGHTS, Channel):
        route = shipped().identity_route(controller, country, right, channel)
        assert all(fact.label_in("en") for fact in route.facts)


@pytest.mark.parametrize(("controller", "country"), PAIRS)
def test_the_age_of_majority_is_always_known(controller, country):
    minors = shipped().minors(controller, country)

    assert minors.adult_age and minors.source


def test_labels_are_there_in_english_and_malay():
    labels = [ground.label for ground in shipped().current(Ground)]
    for route in shipped().current(IdentityRoute):
        labels += [fact.label for fact in route.facts]
        labels += [fact.help for fact in route.facts if fact.help]
    for entitlement in shipped().current(Entitlement):
        labels += [entitlement.scope] if entitlement.scope else []

    assert labels
    assert all(set(label) == {"en", "ms"} for label in labels)


def test_a_policys_grounds_come_before_the_laws():
    grounds = shipped().grounds("maxim", "KZ", "erasure")

    assert [(ground.code, ground.source_kind) for ground in grounds] == [
        ("legal_obstacle", "promise"),
        ("legal_obligation_retention", "statute"),
        ("contract_pending", "statute"),
    ]


def test_a_label_falls_back_to_english():
    [ground, *_] = shipped().grounds("nbexpress", "MY", "access")

    assert ground.label_in("zh-hans") == "请求无理重复早先的请求"  # of the catalogue
    assert ground.label_in("kk") == ground.label_in("en")
    assert ground.label_in("ms-MY") == ground.label["ms"]


def test_a_good_file_is_read(tmp_path):
    seeds = read_text(tmp_path, GOOD)

    assert [type(row) for row in seeds.rows] == [Entitlement, Rule]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("number = 7", "number = -7", "rule 'TEA-7': the number must be a whole"),
        ("number = 7", "number = 7.5", "rule 'TEA-7': the number must be a whole"),
        ("number = 7", "number = true", "rule 'TEA-7': the number must be a whole"),
        ("number = 7", "number = 99999", "rule 'TEA-7': a period of 99999"),
        ('"calendar_days"', '"weeks"', "rule 'TEA-7': the unit 'weeks' is not known"),
        ('unit = "calendar_days"', "", "rule 'TEA-7': a number needs its unit"),
        ('start = "receipt"', 'start = "noon"', "rule 'TEA-7': the start 'noon'"),
        ('start = "receipt"', "", "rule 'TEA-7': the start None is not known"),
        ('"promise_response"', '"cuckoo"', "rule 'TEA-7': the clock 'cuckoo'"),
        ('"at_most"', '"perhaps"', "rule 'TEA-7': the qualifier 'perhaps'"),
        ('clause = "2"', "", "rule 'TEA-7': the clause is missing"),
        ('promise = "TEA-2"', 'promise = " "', "rule 'TEA-7': the promise is missing"),
        ('country = "MY"', 'country = "SG"', "rule 'TEA-7': the country 'SG'"),
        ('clause = "2"', 'clause = "2"\nversion = 0', "rule 'TEA-7': the version"),
        ('clause = "2"', 'clause = "2"\ncluase = "2"', "the field 'cluase'"),
        ('rights = ["access"]\nnumber', 'rights = ["tea"]\nnumber', "the right 'tea'"),
        ('rights = ["access"]\nnumber', "rights = []\nnumber", "at least one right"),
        ('clause = "1"', "", "entitlement 1: the clause is missing"),
        ('countries = ["MY"]', "", "[policy]: the countries are missing"),
        ('document = "Tea policy"', "", "[policy]: the document is missing"),
        ("[policy]", "[policy", "cannot be read"),
    ],
)
def test_a_bad_row_is_refused_in_a_sentence_that_names_it(tmp_path, old, new, sentence):
    assert old in GOOD

    with pytest.raises(BadRow) as caught:
        read_text(tmp_path, GOOD.replace(old, new, 1))

    assert "tea.toml" in str(caught.value)
    assert sentence in str(caught.value)


def test_two_rows_of_one_id_are_refused(tmp_path):
    rule = GOOD[GOOD.index("[[rules]]") :]

    with pytest.raises(BadRow, match="two rows 'TEA-7' of version 1"):
        read_text(tmp_path, GOOD + rule)


def test_an_authority_is_named_in_the_readers_language_where_it_has_a_name():
    assert authority("MY").name.startswith("Personal Data Protection")
    assert authority("MY", "ms").name.startswith("Pesuruhjaya Perlindungan")
    assert authority("BR", "ms") == authority("BR")
    assert authority("KH", "ms") is None
