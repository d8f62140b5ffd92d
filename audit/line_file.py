"""Files outside the database that only grow: one JSON object a line, safe on disk."""

import json
import os
from pathlib import Path
from typing import Any


def append(path: Path, line: str) -> None:
    """Add a line, on disk when this returns. Raises OSError, as on a full disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(path: Path) -> list[dict[str, Any]]:
    """Every line in its order; none where there is no file yet."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines()]
