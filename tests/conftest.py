"""What every test may use; a room's own fixtures stand in tests/<room>/conftest.py."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or shutil.which("chromium"):
        return
    sentence = "Chromium is not installed (Debian's package chromium)."
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)
