"""Each catalogue is whole, right in its form, and says one word for one thing."""

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import allauth
import django
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings

from dpo_portal import library_words

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("m", ROOT / "scripts" / "messages.py")
messages_script = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(messages_script)

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif]|\{\w+\}")


def messages() -> Iterator[tuple[str, Message]]:
    for path in sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    yield path.parts[-3], message


@cache
def every_message() -> list[tuple[str, Message]]:
    """With the language as a tag: "zh-hans" for zh_Hans."""
    return [(lang.lower().replace("_", "-"), found) for lang, found in messages()]


def forms(words):
    return list(words) if isinstance(words, list | tuple) else [words]


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


HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


@pytest.mark.parametrize(
    ("language", "said", "fault"),
    [
        ("es", 'msgid "Go on."\nmsgstr "Siga."', ""),
        ("es", 'msgid "Go on."\nmsgstr ""', "not translated: 'Go on.'"),
        ("es", '#, fuzzy\nmsgid "Go"\nmsgstr "Siga"', "not translated: 'Go'"),
        ("es", 'msgid "By %(day)s"\nmsgstr "Hasta %(dia)s"', "other placeholders: "),
        ("es", 'msgid "<b>Go</b>"\nmsgstr "<i>Siga</i>"', "other tags: "),
        ("es", 'msgid "Go on."\nmsgstr "Siga"', "begins or ends otherwise: 'Siga'"),
        ("es", 'msgid "Go"\nmsgstr " Siga"', "begins or ends otherwise: ' Siga'"),
        ("zh-hans", 'msgid "Go on."\nmsgstr "继续。"', ""),
        ("zh-hans", 'msgid "Go on."\nmsgstr "继续"', "begins or ends otherwise: "),
        ("th", 'msgid "Go on."\nmsgstr "ต่อไป"', ""),
        (
            "es",
            'msgid "%(n)d day"\nmsgid_plural "%(n)d days"\nmsgstr[0] "%(n)d días"',
            "not translated: '%(n)d day'",
        ),
    ],
    ids=range(11),
)
def test_the_check_of_a_catalogue_names_what_is_wrong(language, said, fault):
    found = messages_script.catalogue((HEAD + said).encode())

    told = list(messages_script.faults(found, language))

    assert [one[: len(fault)] for one in told] == [fault] * bool(fault)


def test_the_check_names_what_is_missing_and_what_is_gone():
    found = messages_script.catalogue((HEAD + 'msgid "Old"\nmsgstr "Viejo"').encode())
    wanted = messages_script.catalogue((HEAD + 'msgid "New"\nmsgstr ""').encode())

    told = [one.partition(" (")[0] for one in messages_script.compare(found, wanted)]

    assert told == ["missing: 'New'", "no longer used: 'Old'"]


def test_a_letter_that_says_other_values_is_named(tmp_path, monkeypatch):
    folder = tmp_path / "templates" / "room" / "letters"
    folder.mkdir(parents=True)
    (folder / "one.en.txt").write_text("By {{ day|date:'j F' }} {{ ref }}")
    (folder / "two.en.txt").write_text("{% if a %}Yes{% endif %}")
    (folder / "one.es.txt").write_text("Hasta {{ day|date:'j F' }}")
    monkeypatch.setattr(messages_script, "ROOT", tmp_path)

    told = list(messages_script.letter_faults("es"))

    assert told == ["one.es.txt says other things than its English", "no letter two"]


def test_a_language_of_the_public_alone_has_the_sentences_of_public_files_alone():
    public = Message("Ask", locations=[("templates/requests/public/home.html", 1)])
    desk = Message("Assign", locations=[("templates/requests/desk/queue.html", 1)])

    wanted = messages_script.needed([public, desk], "es")
    of_desk = messages_script.needed([public, desk], "ms")

    assert "Ask" in wanted
    assert "Assign" not in wanted
    assert "Where it is kept" not in wanted
    assert "Ask" in of_desk
    assert "Assign" in of_desk


def test_each_public_file_is_there():
    """A file that moved would take its sentences out of every catalogue."""
    gone = [one for one in messages_script.PUBLIC if not list(ROOT.glob(one))]

    assert gone == []


def test_what_a_public_page_includes_counts_as_public():
    """A piece that a public page takes in is in the list of public files itself."""
    tags = re.compile(r'{%\s*(?:include|extends)\s+"([^"]+)"')
    open_files = [
        path
        for path in ROOT.glob("templates/**/*.html")
        if messages_script.is_public(str(path.relative_to(ROOT)))
    ]
    taken_in = {
        f"templates/{name}"
        for path in open_files
        for name in tags.findall(path.read_text("utf-8"))
    }

    left_out = [
        name
        for name in sorted(taken_in)
        if not messages_script.is_public(name)
        and re.search(r"translate|_\(", (ROOT / name).read_text("utf-8"))
    ]

    assert len(open_files) > 50
    assert left_out == []


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


# One word for one thing: locale/glossary.toml


def glossary() -> list[dict[str, Any]]:
    return tomllib.loads((ROOT / "locale" / "glossary.toml").read_text("utf-8"))[
        "terms"
    ]


def malay_texts() -> Iterator[tuple[str, str]]:
    """Every Malay sentence of ours and where it stands."""
    for language, message in messages():
        if language == "ms":
            for string in forms(message.string):
                yield str(message.id), string
    for letter in ROOT.glob("templates/*/letters/*.ms.txt"):
        yield letter.name, letter.read_text()
    for seeds in ROOT.glob("*/seeds/*.toml"):
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
    never = [
        word for term in glossary() for word in term.get("never", {}).get("ms", ())
    ]
    forbidden = re.compile(rf"\b(?:{'|'.join(map(re.escape, never))})\b", re.IGNORECASE)

    wrong = [
        (where, found.group())
        for where, text in malay_texts()
        if (found := forbidden.search(text))
    ]

    assert len(never) > 10
    assert wrong == []


@pytest.mark.parametrize(
    "term", [one for one in glossary() if "strict" in one], ids=itemgetter("en")
)
def test_a_sentence_says_the_word_of_the_glossary(term):
    says = re.compile(rf"\b{term['en']}s?\b(?!\.\w)", re.IGNORECASE)

    wrong = [
        (language, message.id, string)
        for language, message in every_message()
        if language in term["strict"]
        and says.search(PLACEHOLDER.sub("", forms(message.id)[0]))
        for string in forms(message.string)
        if not any(word.lower() in string.lower() for word in term[language])
    ]

    assert wrong == []


def test_the_glossary_names_the_law_of_each_language():
    spoken = {code for code, _name in settings.LANGUAGES} - {"en"}
    named = {code for term in glossary() for code in term.get("source", {})}
    core = next(term for term in glossary() if term["en"] == "consent")

    assert spoken - named == set()
    assert spoken - set(core) == set()
