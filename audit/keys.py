"""Keys come from files beside the database, never from inside it, and they rotate.

`KEY_DIR/<purpose>-<number>.key` holds 32 bytes in hex, readable by the owner alone. The
highest number is in use; lower ones stay to read what they once protected.
"""

import os
import re
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from audit.errors import MissingKey

KEY_BYTES = 32
PURPOSES = ("encryption", "ledger", "checkpoint")


def newest(purpose: str) -> tuple[int, bytes]:
    """The key in use and its number.

    Raises MissingKey in production, where a key is made only when someone asks for it:
    one invented after a restore would silently orphan what the lost one protects.
    """
    keys = _keys(purpose)
    if not keys:
        if settings.PRODUCTION:
            raise MissingKey(
                f"There is no {purpose} key in {settings.KEY_DIR}: restore it from its "
                'backup or, on a new installation, run "manage.py make_keys".'
            )
        make(purpose)
        keys = _keys(purpose)
    number = max(keys)
    return number, keys[number]


def highest(purpose: str) -> int:
    """The number of the newest key that is here, 0 without one; makes none."""
    return max(_keys(purpose), default=0)


def why_incomplete() -> str:
    """Why production cannot work with the keys it has, in one sentence; else nothing.

    Asked when a server or worker starts: found out at the first write, the sentence
    would reach the person who is writing.
    """
    missing = [purpose for purpose in PURPOSES if not _keys(purpose)]
    if not settings.PRODUCTION or not missing:
        return ""
    return (
        f"Keys are missing in {settings.KEY_DIR} ({', '.join(missing)}): restore them "
        'from their backup or, on a new installation, run "manage.py make_keys".'
    )


def numbered(purpose: str, number: int) -> bytes:
    """The key of this number, also one that has been rotated out. Raises MissingKey."""
    if (key := _keys(purpose).get(number)) is not None:
        return key
    _read.cache_clear()  # the folder's clock ticks in milliseconds: look once more
    try:
        return _keys(purpose)[number]
    except KeyError:
        raise MissingKey(
            f"The {purpose} key number {number} is not in {settings.KEY_DIR}: "
            "restore it from its backup."
        ) from None


def make(purpose: str, *, rotate: bool = False) -> Path | None:
    """Make a purpose's first key, or its next; None where nothing was to be made."""
    folder = Path(settings.KEY_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = _keys(purpose)
    if keys and not rotate:
        return None
    path = folder / f"{purpose}-{max(keys, default=0) + 1:04d}.key"
    # Written whole and then linked: another process sees all of the key or none of it,
    # and whoever comes second keeps the first one's.
    draft = folder / f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return None
    finally:
        draft.unlink()
        _read.cache_clear()
    return path


def readable_by_others() -> list[Path]:
    return [p for p in sorted(_files()) if p.stat().st_mode & 0o077]


def _files() -> list[Path]:
    return list(Path(settings.KEY_DIR).glob("*.key"))


def _keys(purpose: str) -> dict[int, bytes]:
    folder = os.fspath(settings.KEY_DIR)
    try:
        changed_ns = os.stat(folder).st_mtime_ns
    except FileNotFoundError:
        return {}
    return _read(folder, changed_ns).get(purpose, {})


@lru_cache(maxsize=4)
def _read(folder: str, changed_ns: int) -> dict[str, dict[int, bytes]]:
    """All keys of the folder; read again when the folder changes (a rotation)."""
    keys: dict[str, dict[int, bytes]] = {}
    for path in sorted(Path(folder).glob("*.key")):
        if found := re.fullmatch(r"([a-z]+)-(\d{4})\.key", path.name):
            key = bytes.fromhex(path.read_text().strip())
            if len(key) != KEY_BYTES:
                raise MissingKey(
                    f"The key file {path} does not hold {KEY_BYTES} bytes."
                )
            keys.setdefault(found[1], {})[int(found[2])] = key
    return keys
