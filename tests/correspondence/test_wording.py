"""Every letter the project ships, in every language it is written in."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Template

ROOT = Path(settings.BASE_DIR) / "templates"
# What begins with an underscore is a part that letters of every language include.
SHIPPED = sorted(ROOT.glob("*/letters/[!_]*.txt"))
VARIABLE = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_]+)*)")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SHIPPED, ids=relative)
def test_a_letter_begins_with_its_subject_and_can_be_read(path: Path) -> None:
    text = path.read_text()

    assert re.match(r"Subject: \S", text)
    Template(text)


@pytest.mark.parametrize("path", SHIPPED, ids=relative)
def test_a_letter_says_nothing_that_its_english_does_not_know(path: Path) -> None:
    name, language, _ = path.name.split(".")
    english = path.with_name(f"{name}.en.txt")

    said = set(VARIABLE.findall(path.read_text()))

    assert english.exists(), f"{name} has no English wording to fall back to"
    assert said <= set(VARIABLE.findall(english.read_text())), language
    assert ("[code]" in path.read_text()) == ("[code]" in english.read_text())
