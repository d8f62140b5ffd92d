"""Each catalogue is whole, right in its form, and says one word for one thing."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from dpo_portal import library_words

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif]|\{\w+\}")
TAG = re.compile(r"</?\w+[^>]*>")


def messages() -> Iterator[tuple[str, Message]]:
    for path in sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    yield path.parts[-3], message


def forms(words):
    return list(words) if isinstance(words, list | tuple) else [words]


def test_every_sentence_is_translated():
    waiting = [
        (language, message.id)
        for language, message in messages()
        if message.fuzzy or not all(forms(message.string))
    ]

    assert waiting == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs GNU gettext")
def test_every_sentence_of_the_code_is_in_the_catalogues(tmp_path):
    copy = tmp_path / "copy"  # collecting rewrites the catalogue, so not in the tree
    left_out = shutil.ignore_patterns(".*", "var", "__pycache__", "static", "rights")
    shutil.copytree(ROOT, copy, ignore=left_out)
    (copy / "rights").symlink_to("requests")

    found = subprocess.run(
        [sys.executable, "scripts/messages.py", "--check"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (found.returncode, found.stderr) == (0, "")


def test_a_translation_keeps_its_placeholders():
    wrong = [
        (language, message.id, string)
        for language, message in messages()
        for string in forms(message.string)
        if sorted(PLACEHOLDER.findall(string))
        not in [sorted(PLACEHOLDER.findall(form)) for form in forms(message.id)]
    ]

    assert wrong == []


def test_a_translation_keeps_its_tags():
    wrong = [
        (language, message.id, string)
        for language, message in messages()
        for string in forms(message.string)
        if sorted(TAG.findall(string)) != sorted(TAG.findall(forms(message.id)[-1]))
    ]

    assert wrong == []


def test_a_translation_ends_as_its_sentence_does():
    ends = re.compile(r"^(\s*).*?([.?:]?)(\s*)$", re.DOTALL)
    wrong = [
        (language, message.id, string)
        for language, message in messages()
        for string in forms(message.string)
        if ends.match(string).groups() != ends.match(forms(message.id)[-1]).groups()
    ]

    assert wrong == []


def test_the_head_of_the_catalogue_knows_its_plurals():
    for path in (ROOT / "locale").glob("*/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            ours = read_po(file)
        theirs = Path(django.__file__).parent / "conf" / path.relative_to(ROOT)
        with theirs.open("rb") as file:
            assert ours.num_plurals == read_po(file).num_plurals


# Which sentences of others we translate


def ids(catalogue: Path) -> set[str]:
    with catalogue.open("rb") as file:
        return {form for message in read_po(file) for form in forms(message.id)}


def test_the_sentences_we_translate_for_allauth_are_still_its_own():
    english = Path(allauth.__file__).parent / "locale/en/LC_MESSAGES/django.po"

    assert set(library_words.ALLAUTH) - ids(english) == set()


def test_the_sentences_we_translate_for_django_are_still_its_own():
    home = Path(django.__file__).parent
    theirs = ids(home / "conf/locale/en/LC_MESSAGES/django.po")
    theirs |= ids(home / "contrib/auth/locale/en/LC_MESSAGES/django.po")
    assert set(library_words.DJANGO) - theirs == set()


# One word for one thing: docs/glossary.md


def glossary() -> list[tuple[str, bool, list[str], list[str]]]:
    """English, whether it must be said so, the Malay words, the words never used."""
    text = (ROOT / "docs" / "glossary.md").read_text()
    rows = [line.strip("| \n").split("|") for line in text.splitlines() if "|" in line]
    return [
        (
            english.strip(),
            bool(strict.strip()),
            [word.strip() for word in malay.split(",")],
            [word.strip() for word in never.split(",") if word.strip()],
        )
        for english, strict, malay, never in (
            row + [""] * (4 - len(row)) for row in rows
        )
        if not english.startswith(("English", "-"))
    ]


def malay_texts() -> Iterator[tuple[str, str]]:
    """Every Malay sentence of ours and where it stands."""
    for language, message in messages():
        if language == "ms":
            for string in forms(message.string):
                yield str(message.id), string
    for letter in ROOT.glob("templates/*/letters/*.ms.txt"):
        yield letter.name, letter.read_text()
    for seeds in ROOT.glob("rulebook/seeds/*.toml"):
        yield from labels(seeds.name, tomllib.loads(seeds.read_text()))


def labels(name: str, found: object) -> Iterator[tuple[str, str]]:
    if isinstance(found, dict):
        if isinstance(found.get("ms"), str):
            yield name, found["ms"]
        for value in found.values():
            yield from labels(name, value)
    elif isinstance(found, list):
        for value in found:
            yield from labels(name, value)


def test_no_word_is_used_that_the_glossary_forbids():
    never = [word for _english, _strict, _malay, words in glossary() for word in words]
    forbidden = re.compile(rf"\b(?:{'|'.join(map(re.escape, never))})\b", re.IGNORECASE)

    wrong = [
        (where, found.group())
        for where, text in malay_texts()
        if (found := forbidden.search(text))
    ]

    assert len(never) > 10
    assert wrong == []


@pytest.mark.parametrize(
    ("english", "malay"),
    [(english, malay[0]) for english, strict, malay, _never in glossary() if strict],
)
def test_a_sentence_says_the_word_of_the_glossary(english, malay):
    says = re.compile(rf"\b{english}s?\b(?!\.\w)", re.IGNORECASE)

    wrong = [
        (message.id, string)
        for language, message in messages()
        for string in forms(message.string)
        if language == "ms"
        and says.search(PLACEHOLDER.sub("", forms(message.id)[0]))
        and malay not in string.lower()
    ]

    assert wrong == []


# Letters


def test_every_letter_has_its_malay():
    english = {path.name.removesuffix(".en.txt") for path in letters("en")}
    malay = {path.name.removesuffix(".ms.txt") for path in letters("ms")}

    assert english - malay == set()
    assert len(english) > 5


def test_a_malay_letter_says_what_the_english_says():
    """The same values, conditions and loops, in the same order."""
    code = re.compile(r"\{[{%].*?[}%]\}|\[code\]")
    spoken = re.compile(r'date:"[^"]*"')

    for english in letters("en"):
        malay = english.with_name(english.name.replace(".en.", ".ms."))
        said = {
            path: sorted(
                spoken.sub("date", piece) for piece in code.findall(path.read_text())
            )
            for path in (english, malay)
        }
        assert said[malay] == said[english], malay.name


def letters(language: str) -> list[Path]:
    return sorted(ROOT.glob(f"templates/*/letters/*.{language}.txt"))
