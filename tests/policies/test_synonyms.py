"""What says the same in other words, and what only looks so."""

import pytest

from policies.lemmas import lemmas
from policies.synonyms import in_one_word, same_words
from tests.policies.test_classifying import classified, only


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("notified", "notify"),
        ("stopped", "stop"),
        ("using", "use"),
        ("given", "give"),
        ("children", "child"),
        ("menyimpan", "simpan"),
        ("dihantarkan", "hantar"),
        ("penggunaannya", "penggunaan"),
        ("memakai", "pakai"),
        ("negara-negara", "negara"),
    ],
)
def test_bent_words_are_known_by_their_base(word, base):
    assert base in lemmas(word)


def test_a_short_word_is_not_cut_to_nothing():
    assert lemmas("us") == {"us"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("notified", "informed"),
        ("obtains", "gets"),
        ("utilising", "used"),
        ("dihantar", "mengirim"),
        ("maklumkan", "memberitahu"),
    ],
)
def test_synonyms_meet_in_whatever_form(one, other):
    assert same_words(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("share", "sell"), ("delete", "keep"), ("will", "may"), ("fax", "letter")],
)
def test_other_acts_and_promises_are_no_synonyms(one, other):
    assert not same_words(one, other)


def test_a_phrase_is_read_as_one_word_also_bent():
    assert in_one_word("it makes sure that") == in_one_word("it make sure that")
    assert same_words(in_one_word("subsequent to"), "after")
    assert in_one_word("我们十分重视") == in_one_word("我们非常重视")


@pytest.mark.parametrize(
    ("text", "find", "replacement"),
    [
        ("We notified you at once.", "notified you at once", "told you immediately"),
        (
            "We delete the number of your card after the trip.",
            "We delete the number of your card",
            "The number of your card is deleted by us",
        ),
        (
            "We don't sell cars and we'll not.",
            "don't sell cars and we'll",
            "do not sell cars and we will",
        ),
        ("We have made no rules.", "We have made no rules", "No rules were made by us"),
        ("We value your trust in us.", "value your", "are thankful for your"),
        ("Kad anda disimpan oleh kami.", "disimpan oleh kami", "kami simpan"),
    ],
)
def test_the_same_in_another_turn_of_the_sentence_is_no_news(text, find, replacement):
    change = only(classified(find, replacement, text))

    assert change.cosmetic and not change.suggestions


@pytest.mark.parametrize(
    ("text", "find", "replacement", "category"),
    [
        (
            "How we share\n\nWith your permission we pass on your name.",
            "With",
            "Without",
            "OTHER_LEGAL_BASIS",
        ),
        (
            "How we protect your data\n\nWe write to you after a security incident.",
            "We write to you after",
            "We publish on our page that there was",
            "C4",
        ),
        (
            "What we collect\n\nTags say whether a mail was opened.",
            "opened.",
            "opened. We pass these results on to Acme and Umbra.",
            "C3",
        ),
        (
            "What we use\n\nStripe Payments: used to pay online.",
            "Stripe",
            "Adyen",
            "C3",
        ),
        (
            "What we use\n\nWe delete your card as soon as possible.",
            "as soon as possible",
            "after two years",
            "OTHER_RETENTION",
        ),
        (
            "Data\n\nName; Device: kept in China",
            "kept in China",
            "kept in India",
            "OTHER_TRANSFER",
        ),
    ],
)
def test_what_the_words_say_goes_before_what_the_clause_is_about(
    text, find, replacement, category
):
    change = only(classified(find, replacement, text))

    assert [one.category for one in change.suggestions] == [category]


@pytest.mark.parametrize(
    ("text", "find", "replacement", "reduced"),
    [
        ("You may withdraw at any time.", "at any time", "within 60 days", True),
        (
            "You may ask for a copy.",
            "You may ask",
            "On payment of RM50 you may ask",
            True,
        ),
        ("You may object by e-mail.", "by e-mail", "by e-mail, free of charge", False),
        (
            "We may refuse repeated requests.",
            "requests.",
            "requests, but will always tell you why.",
            False,
        ),
        (
            "You may have data erased if you leave us or close the account.",
            "you leave us or close the account",
            "you leave us",
            True,
        ),
    ],
)
def test_whether_a_right_got_smaller(text, find, replacement, reduced):
    change = only(classified(find, replacement, f"Your rights\n\n{text}"))

    assert change.rights_reduced is reduced


@pytest.mark.parametrize(
    ("replacement", "is_same"),
    [("+60 12-345 6789", True), ("(6012) 3456789", True), ("+60 12-345 6798", False)],
)
def test_a_telephone_number_is_one_however_it_is_grouped(replacement, is_same):
    text = "Contact\n\nTelephone of the office: 60123456789"

    change = only(classified("60123456789", replacement, text))

    assert bool(change.cosmetic) is is_same
    assert bool(change.suggestions) is not is_same


def test_a_sentence_put_in_another_order_is_one_change_without_news():
    change = only(
        classified(
            "Please read this page carefully before you use our products.",
            "Before you use our products, please read this page carefully.",
            "Please read this page carefully before you use our products.",
        )
    )

    assert change.cosmetic
