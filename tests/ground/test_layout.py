"""Rooms import downwards only, and the folder requests/ lives beside the library."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOMS = [
    "audit",
    "accounts",
    "rulebook",
    "processing",
    "subjects",
    "correspondence",
    "policies",
    "rights",
]


@pytest.fixture
def copy(root, tmp_path):
    """The rooms and the lint settings in a folder of their own, to break at will."""
    for name in [*ROOMS, "dpo_portal", "requests", "pyproject.toml", "manage.py"]:
        source, target = root / name, tmp_path / name
        if source.is_symlink():
            target.symlink_to(source.readlink())
        elif source.is_dir():
            shutil.copytree(
                source, target, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(source, target)
    return tmp_path


def tool(name):
    return str(Path(sys.executable).parent / name)


def run(*command, cwd):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120)


def lint_imports(folder):
    options = ["--config", "pyproject.toml", "--no-cache"]
    return run(tool("lint-imports"), *options, cwd=folder)


def test_the_import_contract_is_kept(root):
    result = lint_imports(root)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("audit", "from accounts.models import User"),
        ("correspondence", "from rights.apps import RightsConfig"),
        ("requests", "from dpo_portal import urls"),
    ],
)
def test_an_import_upwards_is_found(copy, room, line):
    (copy / room / "wrong.py").write_text(f"{line}\n")

    result = lint_imports(copy)

    assert result.returncode == 1
    assert "is not allowed to import" in result.stdout


def test_every_room_is_under_the_contract(root):
    rooms = {p.parent.name for p in root.glob("*/apps.py") if not p.parent.is_symlink()}

    assert rooms == {*ROOMS, "dpo_portal", "requests"} - {"rights"}


def test_the_folder_requests_is_no_regular_package(root):
    assert not (root / "requests" / "__init__.py").exists()


def test_the_link_rights_is_in_git(root):
    link = root / "rights"

    assert link.is_symlink()
    assert str(link.readlink()) == "requests"
    if (root / ".git").exists():
        listed = run("git", "ls-files", "--stage", "rights", cwd=root).stdout
        assert listed.startswith("120000 ")


def test_import_requests_is_the_http_library():
    import requests

    spec = importlib.util.find_spec("requests")
    assert spec is not None
    assert spec.origin is not None
    assert "site-packages" in spec.origin
    assert requests.Session


def test_importing_the_app_by_the_name_of_the_library_is_refused(copy):
    wrong = copy / "policies" / "wrong.py"
    wrong.write_text("from requests.models import RightsRequest\n\nRightsRequest()\n")

    result = run(tool("ruff"), "check", "--no-cache", str(wrong), cwd=copy)

    assert result.returncode == 1
    assert "TID251" in result.stdout


def test_manage_says_one_sentence_when_the_link_is_missing(copy):
    (copy / "rights").unlink()

    result = run(sys.executable, "manage.py", "check", cwd=copy)

    assert result.returncode == 1
    assert result.stderr.startswith("The link rights -> requests is missing")
    assert "Traceback" not in result.stderr


def test_every_room_opens_with_what_it_is_for(root):
    openings = {
        room: (root / room / ("apps.py" if room == "requests" else "__init__.py"))
        for room in [*ROOMS[:-1], "requests", "dpo_portal"]
    }

    for room, path in openings.items():
        text = path.read_text()
        assert "ay import" in text or "mports no" in text, room
        assert "Start reading in" in text, room
