"""What the HTML mail makes of the marks of the plain one."""

from pathlib import Path

import pytest

from policies.telling.wording import paragraphs

LETTERS = Path("templates/policies/letters")


@pytest.mark.parametrize("letter", sorted(LETTERS.glob("change.*.txt")), ids=str)
def test_html_shows_how_it_marks_words_and_names_no_brackets(letter):
    key = next(line for line in letter.read_text().splitlines() if "[- -]" in line)
    quoted = "> We keep it [-two-] {+three+} years."

    html = paragraphs(f"{quoted}\n\n{key}")

    assert "<del>two</del> <ins>three</ins>" in html
    assert "<del>abc</del>" in html and "<ins>abc</ins>" in html
    assert "[-" not in html and "+}" not in html
