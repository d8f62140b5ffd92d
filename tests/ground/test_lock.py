"""The two lock files agree with pyproject.toml and with each other."""

import re
import tomllib

import pytest

PIN = re.compile(r"^(?P<name>[a-z0-9.-]+)(\[[^\]]*\])?==(?P<version>\S+)", re.MULTILINE)
LOCKS = ["requirements.txt", "requirements-dev.txt"]


def pins(path):
    return {match["name"]: match["version"] for match in PIN.finditer(path.read_text())}


def names(requirements):
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in requirements)
    return {match[0].lower().replace("_", "-") for match in found if match}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(root, lock):
    blocks = re.split(r"\n(?=[a-z0-9])", (root / lock).read_text())[1:]

    assert len(blocks) > 20
    assert [b.split("\n")[0] for b in blocks if "--hash=sha256:" not in b] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_header_says_which_command_writes_it(root, lock):
    assert (
        "#    make lock\n"
        in "\n".join((root / lock).read_text().split("\n")[:3]) + "\n"
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_a_place_to_fetch_from(root, lock):
    text = (root / lock).read_text()

    assert "://" not in text
    assert "--find-links" not in text


def test_what_pyproject_names_is_locked(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())
    needed = names(project["project"]["dependencies"])
    needed_to_develop = names(project["dependency-groups"]["dev"])

    assert needed - set(pins(root / "requirements.txt")) == set()
    assert needed_to_develop - set(pins(root / "requirements-dev.txt")) == set()


def test_the_lock_for_development_holds_the_one_for_running(root):
    running = pins(root / "requirements.txt")
    developing = pins(root / "requirements-dev.txt")

    assert {n: developing.get(n) for n in running} == running
