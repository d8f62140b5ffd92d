"""Files on disk: encrypted, under random names, outside what the web server serves.

A shelf is one room's folder. What `put` returns from is on the disk for good, so a
transaction that names it may commit; what no row names is the room's to sweep away.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from audit import encryption
from audit.errors import FileGone, FileNotStored

SUFFIX, DRAFT = ".sealed", ".draft"


class Shelf:
    """One room's files, each known by the random id of the row that names it."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def folder(self) -> Path:
        return Path(settings.DATA_DIR) / "files" / self.name

    def put(self, uid: UUID, data: bytes) -> None:
        """Encrypt and write one file so that a power cut after this loses nothing.

        Another process sees all of it or none. Raises FileNotStored where the disk is
        full or cannot be written; nothing is left behind then.
        """
        sealed = encryption.encrypt(data, context=self._place(uid))
        path = self._path(uid)
        draft = path.with_suffix(DRAFT)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(draft, sealed)
            draft.rename(path)
            for folder in (path.parent, self.folder, self.folder.parent):
                _sync(folder)
        except OSError as error:
            draft.unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            raise FileNotStored(
                f"A file could not be written ({error.errno})."
            ) from None

    def read(self, uid: UUID) -> bytes:
        """The bytes as they were put. Raises FileGone, DecryptionFailed, MissingKey."""
        try:
            sealed = self._path(uid).read_bytes()
        except FileNotFoundError:
            raise FileGone("This file is no longer on the disk.") from None
        return encryption.decrypt(sealed, context=self._place(uid))

    def remove(self, uid: UUID) -> None:
        """Remove the file, for good; one that is gone already is no error."""
        path = self._path(uid)
        path.unlink(missing_ok=True)
        path.with_suffix(DRAFT).unlink(missing_ok=True)
        with suppress(OSError):  # back after a power cut, it is swept like any other
            _sync(path.parent)

    def older_than(self, moment: datetime) -> Iterator[UUID]:
        """Ids of what lies here, drafts of a killed process too, since before then."""
        for path in sorted(self.folder.glob("??/*")):
            if path.suffix not in {SUFFIX, DRAFT}:
                continue
            try:
                changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:
                continue  # removed while we looked
            if changed < moment:
                yield UUID(path.stem)

    def _path(self, uid: UUID) -> Path:
        return self.folder / uid.hex[:2] / f"{uid.hex}{SUFFIX}"

    def _place(self, uid: UUID) -> str:
        return f"{self.name}:{uid}"


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """A name is on the disk only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
