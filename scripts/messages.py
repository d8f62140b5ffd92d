"""Collect the sentences of code and pages into locale/<language>/LC_MESSAGES/django.po.

`--check` writes nothing and fails when a catalogue lacks a sentence, keeps one that is
gone, or has one without a translation. Needs GNU gettext (Debian's package gettext).
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["ms"]  # English is the language of the code
NOT_OURS = [".venv/*", "var/*", "tests/*", "benchmarks/*", "node_modules/*"]


def main() -> int:
    if not shutil.which("xgettext"):
        sys.exit(
            "GNU gettext is not installed (on Debian and Ubuntu: apt install gettext)."
        )
    failed = False
    for language in LANGUAGES:
        path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
        before = path.read_bytes() if path.exists() else None
        collect(language)
        if "--check" not in sys.argv:
            continue
        wanted = catalogue(path)
        if before is None:
            path.unlink()
            wanted_ids = len(list(sentences(wanted)))
            print(
                f"{language}: no catalogue for {wanted_ids} sentences.", file=sys.stderr
            )
            failed = True
            continue
        path.write_bytes(before)
        for complaint in compare(catalogue(path), wanted):
            print(f"{language}: {complaint}", file=sys.stderr)
            failed = True
    return int(failed)


def collect(language: str) -> None:
    (ROOT / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "manage.py", "makemessages", "--locale", language]
    command += ["--no-location", "--no-wrap", "--no-obsolete", "--extension", "py,html"]
    for pattern in NOT_OURS:
        command += ["--ignore", pattern]
    settings = {"DJANGO_SETTINGS_MODULE": "dpo_portal.settings_test"}
    subprocess.run(  # noqa: S603
        command,
        cwd=ROOT,
        env=os.environ | settings,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    # The day of collecting changes with every run, and two branches always differ.
    path.write_bytes(re.sub(rb'"POT-Creation-Date:.*\n', b"", path.read_bytes()))


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def sentences(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def key(message: Message) -> tuple[str | None, str]:
    words = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, words


def compare(found: Catalog, wanted: Catalog) -> Iterator[str]:
    """A line for each sentence that is missing, gone, fuzzy or not translated."""
    have = {key(message): message for message in sentences(found)}
    need = {key(message) for message in sentences(wanted)}
    for _context, words in sorted(need - set(have), key=str):
        yield f"missing: {words!r} (run make messages and translate it)"
    for _context, words in sorted(set(have) - need, key=str):
        yield f"no longer used: {words!r} (run make messages)"
    for (_context, words), message in have.items():
        strings = (
            message.string if isinstance(message.string, tuple) else [message.string]
        )
        if message.fuzzy or not all(strings):
            yield f"not translated: {words!r}"


if __name__ == "__main__":
    sys.exit(main())
