"""Every verb an auditor can meet has words of its own."""

import re
from pathlib import Path

import pytest

from accounts.roles import PERMISSIONS
from audit import verbs

ROOMS = (
    "accounts",
    "rulebook",
    "processing",
    "subjects",
    "correspondence",
    "policies",
    "requests",
)
RECORDED = re.compile(r'record\(\s*f?"([a-z]+\.[a-z_]+)"')
STEP = re.compile(r'with step\(\s*[\w.]+,\s*"([a-z_]+)"')


def recorded(root: Path) -> set[str]:
    texts = [
        (room, path.read_text())
        for room in ROOMS
        for path in (root / room).glob("*.py")
    ]
    return {code for _room, text in texts for code in RECORDED.findall(text)} | {
        f"{room}.{code}" for room, text in texts for code in STEP.findall(text)
    }


def test_every_recorded_verb_has_words(root):
    found = recorded(root)

    assert len(found) > 20
    assert [code for code in sorted(found) if code not in verbs._WORDS] == []


@pytest.mark.parametrize("code", ["requests.file", "accounts.invite"])
def test_a_verb_reads_as_words_on_screen(code):
    assert verbs.label(code)[0].isupper()
    assert "_" not in verbs.label(code)


def test_every_verb_of_a_case_is_described(root):
    described = (root / "docs" / "requests.md").read_text()
    verbs_of_a_case = {code for code in recorded(root) if code.startswith("requests.")}

    missing = [c for c in sorted(verbs_of_a_case) if f"| `{c[9:]}` |" not in described]

    assert missing == []


def test_every_verb_about_a_person_is_described(root):
    described = (root / "docs" / "subjects.md").read_text()
    about_people = {code for code in recorded(root) if code.startswith("subjects.")}

    missing = [c for c in sorted(about_people) if f"`{c[9:]}`" not in described]

    assert about_people
    assert missing == []


def test_every_permission_is_described(root):
    described = (root / "docs" / "roles.md").read_text()
    permissions = set().union(*PERMISSIONS.values())

    assert [p for p in sorted(permissions) if f"`{p}`" not in described] == []
