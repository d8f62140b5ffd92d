"""Collect the sentences of code, pages and data files into locale/<language>.

`--check` writes nothing, names what is wrong with a catalogue or a letter, a line each,
and fails. Needs GNU gettext (Debian's package gettext).
"""

import os
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from fnmatch import fnmatch
from io import BytesIO, StringIO
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dpo_portal.settings_test")

from django.conf import settings  # noqa: E402
from django.core.management.commands import makemessages  # noqa: E402

NOT_OURS = [".venv/*", "var/*", "tests/*", "benchmarks/*", "node_modules/*"]

# The files whose sentences every language needs; the desk's languages need all.
PUBLIC = [
    line
    for line in (ROOT / "locale" / "public.txt").read_text().splitlines()
    if line and not line.startswith("#")
]

# Data files whose words stand side by side by language: { en = "...", ms = "..." }. A
# language that has no words there takes the translation of the English.
DATA = ["*/seeds/*.toml", "rulebook/remedies.toml", "requests/contents.toml"]

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif]|\{\w*\}")
TAG = re.compile(r"</?\w+[^>]*>")
ENDS = re.compile(r"^([ \n]*).*?([.?:…。？：]?)([ \n]*)$", re.DOTALL)
MARKS = str.maketrans("。？：", ".?:")
WITHOUT_FULL_STOP = {"th"}  # a space ends a Thai sentence
CODE = re.compile(r"\{[{%].*?[}%]\}|\[code\]|\[link\]")
# To colleagues, who read a language of the desk.
OF_THE_DESK = {
    "checkpoint",
    "digest",
    "invitation",
    "password_reset",
    "recipient_silent",
    "reminder",
    "trail_alarm",
}
DATE_FORMAT = re.compile(r'date:"[^"]*"')


def main() -> int:
    if not shutil.which("xgettext"):
        sys.exit(
            "GNU gettext is not installed (on Debian and Ubuntu: apt install gettext)."
        )
    django.setup()
    every = collect()
    complaints = []
    for language in (code for code, _name in settings.LANGUAGES if code != "en"):
        path = file_of(language)
        found = catalogue(path.read_bytes() if path.exists() else b"")
        wanted = needed(every, language)
        if "--check" not in sys.argv:
            store(path, found, wanted)
            continue
        of_catalogue = [*compare(found, wanted), *faults(found, language)]
        complaints += [f"{language}: {one}" for one in of_catalogue]
        complaints += [f"{language}: {one}" for one in letter_faults(language)]
    print("\n".join(complaints), end="\n" * bool(complaints), file=sys.stderr)
    return int(bool(complaints))


# Collecting


def collect() -> list[Message]:
    """Every English sentence with the files it stands in, sorted by file."""
    with tempfile.TemporaryDirectory() as folder:
        pot = Path(folder) / "django.pot"

        class Collect(makemessages.Command):
            def write_po_file(self, potfile: str, locale: str) -> None:
                shutil.copyfile(potfile, pot)  # the catalogues are ours to write

        before = Path.cwd()
        os.chdir(ROOT)  # where the command looks for locale/
        try:
            with redirect_stdout(StringIO()):
                Collect().run_from_argv(
                    ["manage.py", "makemessages", "--locale", "en", "--no-wrap"]
                    + ["--add-location", "file", "--extension", "py,html"]
                    + [f"--ignore={pattern}" for pattern in NOT_OURS]
                )
        finally:
            os.chdir(before)
            shutil.rmtree(ROOT / "locale" / "en", ignore_errors=True)
        return [*sentences(catalogue(pot.read_bytes()))]


def needed(every: Iterable[Message], language: str) -> Catalog:
    """The sentences that `language` has to have."""
    is_desk = language in settings.DESK_LANGUAGES
    wanted = Catalog(locale=None)
    for message in every:
        files = [path.removeprefix("./") for path, _line in message.locations]
        if is_desk or any(map(is_public, files)):
            wanted.add(
                message.id,
                context=message.context,
                flags=message.flags,
                auto_comments=message.auto_comments,
            )
    for words in of_data_files(language, is_desk=is_desk):
        wanted.add(words)
    return wanted


def is_public(file: str) -> bool:
    return any(fnmatch(file, pattern) for pattern in PUBLIC)


def of_data_files(language: str, *, is_desk: bool) -> Iterator[str]:
    """The English words of the data files that have none in `language` beside them."""
    for pattern in DATA:
        for path in sorted(ROOT.glob(pattern)):
            if is_desk or is_public(str(path.relative_to(ROOT))):
                for labels in labelled(tomllib.loads(path.read_text("utf-8"))):
                    if language not in labels:
                        yield labels["en"]


def labelled(found: object) -> Iterator[dict[str, str]]:
    """Every table of words by language."""
    if isinstance(found, dict):
        if isinstance(found.get("en"), str):
            yield found
        found = list(found.values())
    if isinstance(found, list):
        for value in found:
            yield from labelled(value)


# Catalogues


def file_of(language: str) -> Path:
    parts = language.split("-")
    name = "_".join([parts[0], *(part.title() for part in parts[1:] if part != "br")])
    name += "_BR" * ("br" in parts)
    return ROOT / "locale" / name / "LC_MESSAGES" / "django.po"


def catalogue(text: bytes) -> Catalog:
    # A collection has no plurals of its own yet: English has two.
    head = b"nplurals=INTEGER; plural=EXPRESSION", b"nplurals=2; plural=(n != 1)"
    return read_po(BytesIO(text.replace(b"CHARSET", b"UTF-8").replace(*head)))


def store(path: Path, found: Catalog, wanted: Catalog) -> None:
    """Write the wanted sentences, translated as far as `found` goes."""
    have = {key(message): message for message in sentences(found)}
    found.obsolete.clear()
    for message in have.values():
        found.delete(message.id, context=message.context)
    for message in sentences(wanted):
        old = have.get(key(message))
        is_same = old is not None and isinstance(old.id, str) == isinstance(
            message.id, str
        )
        new = found.add(
            message.id,
            old.string if old is not None and is_same else None,
            context=message.context,
            flags=message.flags,
            auto_comments=message.auto_comments,
        )
        new.flags |= {"fuzzy"} & (old.flags if old is not None and is_same else set())
    path.parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(text, found, width=0, no_location=True, ignore_obsolete=True)
    # The day of collecting changes with every run, and two branches always differ.
    path.write_bytes(
        re.sub(rb'"(POT-Creation-Date|Generated-By):.*\n', b"", text.getvalue())
    )


def sentences(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def key(message: Message) -> tuple[str | None, str]:
    return message.context, forms(message.id)[0]


def forms(words: object) -> list[str]:
    return [
        str(w or "") for w in (words if isinstance(words, list | tuple) else [words])
    ]


# What can be wrong


def compare(found: Catalog, wanted: Catalog) -> Iterator[str]:
    """A line for each sentence that is missing or gone."""
    have = {key(message) for message in sentences(found)}
    need = {key(message) for message in sentences(wanted)}
    for _context, words in sorted(need - have, key=str):
        yield f"missing: {words!r} (run make messages and translate it)"
    for _context, words in sorted(have - need, key=str):
        yield f"no longer used: {words!r} (run make messages)"


def faults(found: Catalog, language: str) -> Iterator[str]:
    """A line for each translation that is absent, guessed, or lost something.

    One of several plural forms that is absent makes the whole sentence so.
    """
    for message in sentences(found):
        said = forms(message.string)
        english = forms(message.id)
        if message.fuzzy or not all(said):
            yield f"not translated: {english[0]!r}"
            continue
        for one in said:
            if holds(PLACEHOLDER, one) not in [holds(PLACEHOLDER, e) for e in english]:
                yield f"other placeholders: {one!r}"
            if holds(TAG, one) != holds(TAG, english[-1]):
                yield f"other tags: {one!r}"
            has_words = any(letter.isalpha() for letter in english[-1])
            is_sentence = has_words and message.context != "date format"
            if is_sentence and ends(one, language) != ends(english[-1], language):
                yield f"begins or ends otherwise: {one!r}"


def holds(pattern: re.Pattern[str], text: str) -> list[str]:
    return sorted(pattern.findall(text))


def ends(text: str, language: str) -> tuple[str, ...]:
    """The space before, the mark at the end, the space after."""
    match = ENDS.match(text.translate(MARKS))
    before, mark, after = match.groups() if match else ("", "", "")
    if language in WITHOUT_FULL_STOP:
        mark = mark.strip(".")
    return before, mark, after


def letter_faults(language: str) -> Iterator[str]:
    """A letter without this language, or with other values, conditions or loops."""
    for english in sorted(ROOT.glob("templates/*/letters/*.en.txt")):
        name = english.name.removesuffix(".en.txt")
        if name in OF_THE_DESK and language not in settings.DESK_LANGUAGES:
            continue
        ours = english.with_name(f"{name}.{language}.txt")
        if not ours.exists():
            yield f"no letter {name}"
        elif code_of(ours) != code_of(english):
            yield f"{ours.name} says other things than its English"


def code_of(letter: Path) -> list[str]:
    text = DATE_FORMAT.sub("date", letter.read_text("utf-8"))
    return sorted(CODE.findall(text))


if __name__ == "__main__":
    sys.exit(main())
