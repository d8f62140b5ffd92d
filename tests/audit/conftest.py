"""Someone acts in every test here, unless the test says otherwise."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from audit import context
from audit.trail import audit_context


@pytest.fixture(autouse=True)
def key_folder(settings: Any, tmp_path: Path) -> Path:
    settings.KEY_DIR = tmp_path / "keys"
    return settings.KEY_DIR


@pytest.fixture
def acting() -> Iterator[context.Context]:
    with audit_context("job", name="test") as made, transaction.atomic():
        yield made
