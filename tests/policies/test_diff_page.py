"""What a compare page shows, read as HTML."""

import re

from django.template.loader import render_to_string

from policies.change_list import as_text
from policies.classifying import classify
from policies.comparing import compare
from policies.diff_page import diff_items
from policies.parsing import parse
from tests.policies.sample import SAMPLE


def page(find, replacement, view="side", **options):
    compared = compare(parse(SAMPLE), parse(SAMPLE.replace(find, replacement)))
    items = diff_items(compared, classify(compared), **options)
    context = {"items": items, "view": view, "language": "en"}
    return render_to_string("policies/_diff.html", context)


def test_each_change_has_a_link_and_words_that_say_what_was_removed():
    html = page("within 15 days", "within 10 days")

    assert 'id="c1"' in html and 'href="#c1"' in html
    assert '<del><span class="vh">removed: </span>15 days</del>' in html
    assert '<ins><span class="vh">added: </span>10 days</ins>' in html
    assert "3.2 Your rights" in html and "Rights and how to use them" in html


def test_in_one_column_both_stand_in_one_text():
    html = page("within 15 days", "within 10 days", view="one")

    words = re.sub(r"<[^>]+>", "", html)
    assert "We answer within removed: 15 days added: 10 days of your request" in words
    assert "sides" not in html


def test_a_longer_wait_is_pointed_at_as_less_of_a_right():
    assert "This may reduce a right." in page("within 15 days", "within 45 days")


def test_what_stays_is_folded_up_and_still_there():
    html = page("within 15 days", "within 10 days", everything=True)

    assert html.count('<details class="same">') == 2
    assert "clauses that stay" in html
    assert "Payments run over Bayaran Sampel." in html


def test_a_clause_that_is_gone_says_so_beside_its_words():
    html = page("3.3. You may withdraw your consent at any time.\n", "")

    assert "Not in the newer text" in html and "No longer there" in html


def test_words_of_a_text_are_never_markup():
    html = page("within 15 days", "within <script>alert(1)</script> days")

    assert "<script>" not in html and "&lt;script&gt;" in html


def test_two_equal_texts_say_so():
    assert "The words are the same." in page("Kuching", "Kuching")


def test_a_letter_carries_the_marks_as_brackets():
    compared = compare(
        parse(SAMPLE), parse(SAMPLE.replace("within 15 days", "within 10 days"))
    )

    assert as_text(compared) == (
        "1. Changed: 3.2 Your rights\n"
        "We answer within [-15 days-] {+10 days+} of your request, free of charge."
    )
