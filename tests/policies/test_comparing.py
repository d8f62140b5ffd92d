"""What the comparison of two texts says, as a reader of the change list sees it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.clauses import Clause
from policies.comparing import ChangeKind, compare, inherit_keys
from policies.parsing import parse
from policies.words import compare_words
from tests.policies.sample import SAMPLE

K = ChangeKind
PLAIN = [
    "we",
    "may",
    "keep",
    "data",
    "15",
    "30",
    "180",
    "days",
    "hari",
    "Nama",
    "penuh;",
]
WHOLE = ["数", "据", "保留", "三天", "privacy@kedai.example", "https://kedai.example/a"]
SIGNS = ["(", ")", ",", ".", "“x”", "–", "a_b", "1.", "(a)", "Brazil:"]
WORDS = st.sampled_from([*PLAIN, *WHOLE, *SIGNS])
LINE = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
TEXT = st.lists(LINE, max_size=14).map("\n".join)


def changes(before, after):
    return compare(parse(before), parse(after)).changes


def edited(find, replacement):
    assert find in SAMPLE
    return SAMPLE.replace(find, replacement)


def sides(row):
    return [(s.before, s.after) for s in row.segments if not s.is_same]


@given(TEXT)
@settings(max_examples=60, deadline=None)
def test_a_text_beside_itself_has_no_change(text):
    assert changes(text, text) == []


@given(TEXT, TEXT)
@settings(max_examples=120, deadline=None)
def test_the_change_list_gives_back_both_texts(before, after):
    old, new = parse(before), parse(after)

    rows = compare(old, new).rows

    was = sorted((row for row in rows if row.before), key=lambda row: row.old_at)
    now = sorted((row for row in rows if row.after), key=lambda row: row.new_at)
    assert [clause for row in was for clause in row.before] == old
    assert [clause for row in now for clause in row.after] == new
    for row in rows:
        assert "".join(part.before for part in row.segments) == row.before_text
        assert "".join(part.after for part in row.segments) == row.after_text


@given(LINE, LINE)
@settings(max_examples=120, deadline=None)
def test_no_word_or_number_is_ever_cut(before, after):
    for text, side in ((before, "before"), (after, "after")):
        at = 0
        for segment in compare_words(before, after):
            at += len(getattr(segment, side))
            left, right = text[at - 1 : at], text[at : at + 1]
            assert not (left.isascii() and left.isalnum() and right.isalnum()) or (
                not right.isascii()
            )


@given(st.integers(0, 2**32), st.sampled_from(["\n\n", "  ", "\t", " \n"]))
@settings(max_examples=30, deadline=None)
def test_other_spaces_alone_mark_no_words(seed, space):
    gaps = [at for at, sign in enumerate(SAMPLE) if sign == "\n"]
    at = gaps[seed % len(gaps)]
    text = SAMPLE[:at] + ("\n\n" if "\n" in space else space) + SAMPLE[at:]
    compared = compare(parse(SAMPLE), parse(text))

    assert compared.regions == 0


def test_a_paragraph_broken_over_two_lines_marks_no_words():
    broken = edited("your name and address. They", "your name and address.\nThey")

    compared = compare(parse(SAMPLE), parse(broken))

    assert compared.regions == 0
    assert [row.kind for row in compared.changes] == [K.FORMATTING]


def test_other_numbers_alone_mark_no_words():
    text = SAMPLE
    for number in ("5", "4", "3", "2", "1"):
        text = text.replace(f"\n{number}.", f"\n{int(number) + 1}.")
    compared = compare(parse(SAMPLE), parse(text))

    assert compared.regions == 0
    assert {row.kind for row in compared.changes} == {K.RENUMBERED}


def test_a_changed_period_is_marked_with_its_unit():
    (row,) = changes(SAMPLE, edited("within 15 days", "within 10 days"))

    assert row.kind is K.MODIFIED
    assert sides(row) == [("15 days", "10 days")]
    assert row.section == "3.2 Your rights"


def test_a_new_and_a_lost_clause_are_told_as_such():
    (gone,) = changes(
        SAMPLE, edited("3.3. You may withdraw your consent at any time.\n", "")
    )
    (new,) = changes(
        SAMPLE, edited("2.2. Payments", "2.3. Banks see what you pay.\n2.2. Payments")
    )

    assert gone.kind is K.DELETED and gone.before_text.startswith("You may withdraw")
    assert new.kind is K.INSERTED and new.after_text == "Banks see what you pay."


def test_a_section_that_moved_is_not_marked_word_by_word():
    start, end = SAMPLE.index("2. Whom"), SAMPLE.index("3. Your")
    moved = SAMPLE[:start] + SAMPLE[end:] + SAMPLE[start:end]

    compared = compare(parse(SAMPLE), parse(moved))

    assert compared.regions == 0
    assert K.MOVED in {row.kind for row in compared.changes}


def test_the_smaller_of_two_blocks_that_changed_places_is_the_one_that_moved():
    lines = [
        Clause("A long clause about how orders are kept and why."),
        Clause("Short."),
    ]

    (row,) = compare(lines, lines[::-1]).changes

    assert row.before_text == "Short."


def test_a_clause_that_moved_and_changed_says_both():
    line = (
        "2.1. Couriers get your name and address. They use them for delivery alone.\n"
    )
    changed = line.replace("name and address", "name, address and phone number")
    text = SAMPLE.replace(line, "").replace(
        "\n5. Reach", f"\n4.2. {changed[5:]}\n5. Reach"
    )

    (row,) = [row for row in changes(SAMPLE, text) if row.kind is not K.RENUMBERED]

    assert row.kind is K.MOVED_MODIFIED


def test_a_countrys_clause_is_compared_with_its_own():
    (row,) = changes(
        SAMPLE, edited("Nobody else gets anything", "The bank gets it too")
    )

    assert row.clause.country == "BR"


def test_chinese_is_marked_by_character_and_numbers_stay_whole():
    segments = compare_words(
        "我们将在15个工作日内答复您。", "我们将在30个工作日内答复您。"
    )

    assert [(s.before, s.after) for s in segments if not s.is_same] == [
        ("15个工作日", "30个工作日")
    ]


def test_a_new_version_inherits_the_keys_of_what_it_continues():
    old = parse(SAMPLE)
    text = edited("3.1. You may see", "3.1. You may ask.\n3.2. You may see").replace(
        "3.2. We answer", "3.3. We answer"
    )

    new = inherit_keys(old, parse(text))

    keys = {clause.text: clause.key for clause in new}
    assert keys["We answer within 15 days of your request, free of charge."] == "3.2"
    assert len(set(keys.values())) == len(keys)
    assert keys["You may ask."] not in {clause.key for clause in old}


def test_inherited_keys_decide_over_likeness():
    old = [Clause("One.", key="a"), Clause("Two.", key="b")]
    new = [Clause("Two.", key="a"), Clause("One.", key="b")]

    assert [row.kind for row in compare(old, new, keyed=True).changes] == [
        K.MODIFIED,
        K.MODIFIED,
    ]
