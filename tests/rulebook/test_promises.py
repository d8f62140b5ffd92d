"""Every promise of the policies: its facts, its words, and what is said to keep it."""

import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from rulebook.book import shipped
from rulebook.errors import BadRow
from rulebook.keeping import missing
from rulebook.promise_terms import Kept
from rulebook.rows import Promise, Rule
from rulebook.seeds import read, read_shipped

SHARED = Path(__file__).resolve().parents[3] / "shared"
SLUGS = {
    "AUX": "aux",
    "NBX": "nbexpress",
    "AXB": "auxconnbeauty",
    "ASB": "aseanbiz",
    "MAXIM": "maxim",
}
# How many promises each policy makes, and the checksum of their facts (see `facts`).
REGISTER = {
    "aux": (
        53,
        "23af319557cdc3adc04b631819f016dbeab12a6e63766e481faffee395116908",
    ),
    "nbexpress": (
        136,
        "eb0308ca1c54d7871eff077017b45f83778caff82d3b082ee85b3e3f858a7ea3",
    ),
    "auxconnbeauty": (
        62,
        "e507538deca4fab253c823708a247eae1d76c9cc0477b3e03e9b74c568d0ca95",
    ),
    "aseanbiz": (
        81,
        "719df101852e60e1e4c34955526214514e2fc587eb8113af0ad7408c31e2a42c",
    ),
    "maxim": (
        242,
        "4d42b487ddf75dae57facd63782acf105daecbf07b988485595c7908965fd517",
    ),
}
ALL = shipped().current(Promise)

type Facts = list[list[Any]]


def facts(controller: str) -> Facts:
    """What the register fixes of each promise; the words are ours."""
    return [
        [
            promise.id,
            promise.kind,
            sorted(promise.countries),
            promise.number,
            promise.unit,
            sorted(promise.capabilities),
            promise.owes,
            promise.to,
        ]
        for promise in shipped().promises(controller)
    ]


@cache
def register() -> dict[str, Facts]:
    """The same facts as the reference has them; nothing where it is not at hand."""
    path = SHARED / "reference" / "promises.yaml"
    if not path.is_file():
        return {}
    policies = yaml.safe_load(path.read_text(encoding="utf-8"))["policies"]
    return {
        SLUGS[policy["policy"]]: [_facts_of(one) for one in policy["obligations"]]
        for policy in policies
    }


def _facts_of(one: dict[str, Any]) -> list[Any]:
    number = (one["quantity"] or {}).get("value")
    country = one["country"]
    return [
        one["id"],
        one["kind"],
        []
        if country == "all"
        else sorted([country] if isinstance(country, str) else country),
        number,
        "" if number is None else one["quantity"]["unit"],
        sorted(one["capability"]),
        one["owes"],
        one["to"],
    ]


def checksum(rows: Facts) -> str:
    return sha256(json.dumps(rows).encode()).hexdigest()


@pytest.mark.parametrize("controller", REGISTER)
def test_each_promise_is_here_once_with_the_facts_of_the_register(controller):
    count, known = REGISTER[controller]
    here = facts(controller)

    for expected, found in zip(register().get(controller, here), here, strict=True):
        assert found == expected
    assert (len(here), checksum(here)) == (count, known)


def test_all_574_promises_are_here_each_under_a_number_of_its_own():
    assert len({promise.id for promise in ALL}) == len(ALL) == 574


def test_the_document_is_the_one_of_the_policy():
    documents = {
        slug: policy["document"] for slug, policy in read_shipped().controllers.items()
    }

    assert {promise.document for promise in ALL} <= set(documents.values())
    for promise in ALL:
        assert promise.document == documents[promise.controller], promise.id


def test_each_promise_of_a_country_is_of_one_that_the_policy_covers():
    for promise in ALL:
        covered = read_shipped().controllers[promise.controller]["countries"]
        assert set(promise.countries) <= set(covered), promise.id


@pytest.mark.parametrize("controller", REGISTER)
def test_whatever_is_said_to_keep_a_promise_exists(controller):
    for promise in shipped().promises(controller):
        assert missing(promise, shipped()) == [], promise.id


def test_an_enforced_promise_names_what_keeps_it_and_the_others_say_how():
    for promise in ALL:
        if promise.kept == Kept.ENFORCED:
            assert promise.by, promise.id
        if promise.kept in {Kept.OPEN, Kept.RECORDED}:
            assert promise.note, promise.id


def test_each_rule_of_a_policy_keeps_the_promise_it_names():
    for rule in (row for row in read_shipped().rows if hasattr(row, "clock")):
        if rule.controller in REGISTER:
            kept = shipped().promise(rule.promise)
            assert kept is not None and f"rule:{rule.code}" in kept.by, rule.code


def test_each_rule_counts_the_number_of_the_promise_it_names():
    for rule in shipped().current(Rule):
        promise = shipped().promise(rule.promise)
        if promise is not None:
            assert (rule.number, rule.unit) == (promise.number, promise.unit), rule.code


def test_each_promise_is_one_plain_sentence():
    for promise in ALL:
        assert promise.text.lstrip("“")[0].isupper() and promise.text[-1] == ".", (
            promise.id
        )
        assert ". " not in promise.text.replace("N.B. ", "NB "), promise.id


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def test_no_sentence_is_the_published_one():
    seeds = sorted((SHARED / "seeds").glob("*.txt"))
    published = set().union(*(runs(path.read_text("utf-8")) for path in seeds))

    for promise in ALL:
        for text in (promise.text, promise.note, promise.ambiguity, promise.exceptions):
            assert not runs(text) & published, promise.id


def test_the_promises_of_a_country_are_its_own_and_those_of_all():
    book = shipped()

    for promise in book.promises("aux", "MY"):
        assert promise.holds_in("MY")
    assert book.promises("aux", "MY") == book.promises("aux")
    assert book.promise("AUX-5.3").by[0] == "right:erasure"
    assert book.promise("AUX-0") is None


GOOD = """
[policy]
controller = "aux"
document = "AUX privacy policy"

[[promises]]
id = "AUX-1"
clause = "1"
kind = "right"
text = "People can ask."
capabilities = ["access"]
kept = "enforced"
by = ["right:access"]
"""


def read_text(tmp_path, text):
    path = tmp_path / "tea.toml"
    path.write_text(text)
    return read([path])


def test_a_file_gives_its_promises(tmp_path):
    [promise] = read_text(tmp_path, GOOD).rows

    assert (promise.id, promise.owes, promise.to) == (
        "AUX-1",
        "controller",
        "data_subject",
    )
    assert missing(promise, shipped()) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('id = "AUX-1"', "", "promise 1: the id is missing"),
        ('"right"', '"wish"', "promise 'AUX-1': the kind 'wish' is not known"),
        ('text = "People can ask."', "", "'AUX-1': the text is missing"),
        ('["access"]', "[]", "'AUX-1': a list of at least one capability"),
        ('["access"]', '["tea"]', "the capability 'tea' is not known"),
        ('kept = "enforced"', 'kept = "maybe"', "the kept 'maybe' is not known"),
        ('by = ["right:access"]', "", "an enforced promise names what keeps it"),
        ('"right:access"', '"access"', "'access' is no reference"),
        ('"right:access"', '"wish:access"', "the reference form 'wish' is not known"),
        ('"enforced"', '"open"', "a promise that is open needs its note"),
        ('"enforced"', '"recorded"', "a promise that is recorded needs its note"),
        ('kept = "en', 'number = 3\nkept = "en', "a number and its unit belong"),
        ('kept = "en', 'unit = "days"\nkept = "en', "the unit 'days' is not known"),
        ('kept = "en', 'number = -1\nkept = "en', "a whole number from 0"),
        ('kept = "en', 'countries = ["my"]\nkept = "en', "must be two capitals"),
        ('kept = "en', 'owes = "us"\nkept = "en', "the owes 'us' is not known"),
        ('kept = "en', 'colour = "red"\nkept = "en', "the field 'colour' is not known"),
        ('clause = "1"', f'clause = "{"1" * 61}"', "longer than 60 characters"),
        ('document = "AUX privacy policy"', "", "the document is missing"),
    ],
)
def test_a_bad_promise_is_refused_with_a_sentence_that_names_it(
    tmp_path, old, new, sentence
):
    with pytest.raises(BadRow, match=re.escape(sentence)) as caught:
        read_text(tmp_path, GOOD.replace(old, new, 1))

    assert str(caught.value).startswith("tea.toml, ")


def test_a_number_given_twice_is_refused(tmp_path):
    twice = GOOD + GOOD[GOOD.index("[[") :]

    with pytest.raises(BadRow, match="two rows 'AUX-1' of version 1"):
        read_text(tmp_path, twice)


@pytest.mark.parametrize(
    "reference",
    [
        "rule:NBX-30",  # another company's
        "right:automated_decision",  # not granted by this policy
        "ground:boredom",
        "identity:NBX-ID",
        "age:",  # the policy names none
        "verb:requests.forget",
        "check:rulebook.authorities.nobody",
        "check:nowhere",
        "page:public:nothing",
    ],
)
def test_what_does_not_exist_is_found_missing(tmp_path, reference):
    [promise] = read_text(tmp_path, GOOD.replace("right:access", reference)).rows

    assert missing(promise, shipped()) == [reference]
