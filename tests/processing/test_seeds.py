"""The shipped registers: their facts, their words, and what a bad row is told."""

import re

import pytest

from accounts.seed import shipped_establishments
from processing.errors import BadRow
from processing.register_file import ItemFile, RegisterFile
from processing.seed import SEEDS, read, shipped_items, shipped_registers
from rulebook.book import shipped
from rulebook.rows import Promise
from tests.processing.facts import INVENTORY, SHARED, checksum, our_facts, their_facts

FACTS = "a921cf67fdf90e2b94bc8c1b9448ee8b8c4b000de315969f3655fdef9335d000"
RUN = 7  # as many words in a row may not be anyone else's
HEAD = {
    "controller": "aux",
    "document": "AUX privacy policy",
    "told": "not_promised",
    "retention": {"en": "For a while"},
}
ACTIVITY = {
    "id": "AUX-R1",
    "clause": "1",
    "subjects": ["client"],
    "label": {"en": "Clients"},
    "items": ["phone"],
    "purposes": ["contract"],
    "bases": ["contract"],
    "promises": ["AUX-2.1"],
}
RECIPIENT = {
    "code": "hq",
    "name": "Head office",
    "kind": "group",
    "promises": ["AUX-4.2"],
}


def test_the_facts_are_those_of_the_reference():
    if not INVENTORY.is_file():
        pytest.skip("../shared/reference is not beside the project.")
    ours, theirs = our_facts(), their_facts()

    for expected, found in zip(theirs, ours, strict=False):
        assert found == expected
    assert len(ours) == len(theirs)


def test_the_facts_are_those_that_were_once_compared():
    assert checksum(our_facts()) == FACTS


def test_five_companies_have_a_register_and_each_row_its_source():
    registers = {one.controller: one for one in shipped_registers()}

    assert {slug: len(one.activities) for slug, one in registers.items()} == {
        "aux": 8,
        "nbexpress": 16,
        "auxconnbeauty": 3,
        "aseanbiz": 7,
        "maxim": 38,
    }
    assert {slug: len(one.recipients) for slug, one in registers.items()} == {
        "aux": 3,
        "nbexpress": 12,
        "auxconnbeauty": 0,
        "aseanbiz": 4,
        "maxim": 6,
    }


def test_every_promise_that_a_row_names_is_in_the_rulebook():
    known = {one.id for one in shipped().current(Promise)}
    named = set()
    for register in shipped_registers():
        for activity in register.activities:
            named |= {*activity.promises, activity.retention_promise}
        for recipient in register.recipients:
            named |= {*recipient.promises, recipient.told_promise}

    assert named - known == {""}


def test_every_country_is_one_where_the_company_is():
    places = {(one.controller, one.country) for one in shipped_establishments()}
    for register in shipped_registers():
        for one in register.activities:
            for country in (*one.countries, *one.except_countries):
                assert (register.controller, country) in places, one.code


def test_what_people_read_is_there_in_english_and_malay():
    labels = [item.label for item in shipped_items().values()]
    for register in shipped_registers():
        for one in register.activities:
            labels += [one.label, one.retention]
            labels += [words for words in (one.source, one.note) if words]

    assert [one for one in labels if set(one) != {"en", "ms"}] == []


def test_only_aseanbiz_and_nb_express_promised_to_tell_recipients():
    told = {
        (register.controller, one.told, one.told_after, one.told_promise)
        for register in shipped_registers()
        for one in register.recipients
    }

    assert told == {
        ("aux", "not_promised", (), ""),
        ("nbexpress", "best_effort", ("erasure",), "NBX-6.6"),
        ("aseanbiz", "always", ("erasure",), "ASB-5.4"),
        ("maxim", "not_promised", (), ""),
    }


def test_data_goes_abroad_to_a_named_country_under_auxs_clauses_alone():
    safeguarded = {
        (register.controller, one.country, one.safeguard, one.promises[1])
        for register in shipped_registers()
        for one in register.recipients
        if one.safeguard
    }

    assert safeguarded == {
        ("aux", "SG", "clauses", "AUX-4.4"),
        ("aux", "CN", "clauses", "AUX-4.5"),
    }


def test_no_sentence_is_taken_from_the_reference_or_the_policies():
    if not SHARED.is_dir():
        pytest.skip("../shared is not beside the project.")
    theirs = set()
    for path in [*SHARED.glob("reference/*.yaml"), *SHARED.glob("seeds/*")]:
        if path.is_file():
            theirs |= set(runs(path.read_text(encoding="utf-8", errors="replace")))

    for path in SEEDS.glob("*.toml"):
        for words in re.findall(r'(?<![\w.])"([^"]+)"', path.read_text()):
            assert theirs.isdisjoint(runs(words)), (path.name, words)


def runs(text):
    words = re.findall(r"[^\W\d_]+", text.lower())
    return [tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"id": ""}, "activity 1: the id is missing."),
        ({"clause": " "}, "activity 'AUX-R1': the clause is missing."),
        ({"items": ["shoe_size"]}, "the item 'shoe_size' is not known; it must be"),
        ({"items": []}, "a list of at least one item is needed."),
        ({"subjects": ["cat"]}, "the subject category 'cat' is not known"),
        ({"purposes": ["fun"]}, "the purpose 'fun' is not known"),
        ({"bases": ["habit"]}, "the legal basis 'habit' is not known"),
        ({"consent": "optional"}, "names no consent."),
        ({"promises": []}, "the promises are missing"),
        ({"countries": ["my"]}, "the country 'my' must be two capitals."),
        ({"label": {"ms": "Pelanggan"}}, "the English label is missing."),
        ({"items_except": {"email": ["MY"]}}, "the item left out 'email' is not"),
        ({"colour": "red"}, "the field 'colour' is not known."),
    ],
)
def test_a_bad_activity_is_refused_in_one_sentence(change, sentence):
    tables = {"register": HEAD, "activities": [{**ACTIVITY, **change}]}

    with pytest.raises(BadRow) as refusal:
        RegisterFile("aux.toml", tables, shipped_items()).register()

    assert str(refusal.value).startswith("aux.toml, activity ")
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "friend"}, "the kind 'friend' is not known"),
        ({"told": "sometimes"}, "the telling 'sometimes' is not known"),
        ({"told": "always"}, "needs the rights after which"),
        ({"told": "always", "told_after": ["sleep"]}, "the right 'sleep' is not known"),
        ({"activities": ["AUX-R9"]}, "the activity 'AUX-R9' is not known"),
        ({"safeguard": "hope"}, "the safeguard 'hope' is not known"),
        ({"country": "China"}, "the country 'China' must be two capitals."),
        ({"name": ""}, "the name is missing."),
    ],
)
def test_a_bad_recipient_is_refused_in_one_sentence(change, sentence):
    recipient = {**RECIPIENT, **change}
    tables = {"register": HEAD, "activities": [ACTIVITY], "recipients": [recipient]}

    with pytest.raises(BadRow) as refusal:
        RegisterFile("aux.toml", tables, shipped_items()).register()

    assert str(refusal.value).startswith("aux.toml, recipient 'hq': ")
    assert sentence in str(refusal.value)


def test_an_id_used_twice_is_refused():
    tables = {"register": HEAD, "activities": [ACTIVITY, ACTIVITY]}

    with pytest.raises(BadRow, match=r"'AUX-R1': this id is used twice\."):
        RegisterFile("aux.toml", tables, shipped_items()).register()


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"ms": "Telefon"}, "item 'phone': the English label is missing."),
        ({"en": "Phone", "sensitivity": "very"}, "belong together."),
        ({"en": "Phone", "sensitivity": "review"}, "belong together."),
        ({"en": "Phone", "because": "health"}, "belong together."),
    ],
)
def test_a_bad_item_is_refused_in_one_sentence(table, sentence):
    with pytest.raises(BadRow, match=re.escape(sentence)):
        ItemFile("items.toml", {"items": {"phone": table}}).items()


def test_a_file_that_is_no_toml_is_refused_by_its_name(tmp_path):
    path = tmp_path / "odd.toml"
    path.write_text("[register")

    with pytest.raises(BadRow, match=r"odd\.toml cannot be read"):
        read(path)
