"""Whether an archive is what it seems, found out without unpacking it anywhere.

Word, Excel and OpenDocument files are archives too. What they claim to hold is read
first, then every byte is unpacked into nothing, up to a limit: a claim can lie.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from rights.errors import FileRefused
from rights.file_kinds import MEGABYTE

UNPACKED_LIMIT = 100 * MEGABYTE
ENTRIES_LIMIT = 2_000
RATIO_LIMIT = 200  # of what deflate can do about a thousand; text reaches some 20
RATIO_FROM = 4 * MEGABYTE
CHUNK = 64 * 1024
END = b"PK\x05\x06"
END_LENGTH = 22
LOCAL = b"PK\x03\x04"
PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
NESTED = frozenset(
    {".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".iso", ".cab"}
)
PROGRAMS = frozenset(
    f".{suffix}"
    for suffix in (
        *("exe", "com", "scr", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf"),
        *("wsh", "hta", "msi", "dll", "jar", "lnk", "pif", "reg", "sh", "app", "apk"),
        *("cpl", "chm", "html", "htm", "svg", "xhtml", "url", "desktop", "docm"),
        *("xlsm", "pptm", "dotm", "xlam", "py", "php", "pl", "rb"),
    )
)


def names_in(data: bytes) -> list[str]:
    """What the archive holds, once it is known to be harmless to open.

    Raises FileRefused for a bomb, for one that is cut, locked, or two files in one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _guard_claims(data, archive, entries)
            for entry in entries:
                _guard_bytes(archive, entry)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ):
        raise FileRefused(
            _("This file is damaged or cut off. Save it again, then send it.")
        ) from None
    return [entry.filename for entry in entries]


def read_in(data: bytes, name: str, limit: int = MEGABYTE) -> bytes:
    """The beginning of one part, of an archive that `names_in` has passed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(name) as part:
        return part.read(limit)


def read_parts(data: bytes, names: re.Pattern[str]) -> Iterator[bytes]:
    """The parts of these names, of an archive that `names_in` has passed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in filter(names.search, archive.namelist()):
            with archive.open(name) as part:
                yield part.read(MEGABYTE)


def holds_archive(data: bytes) -> bool:
    """Whether an archive is hidden in other content: its last record is at the end."""
    return LOCAL in data and END in data[-(END_LENGTH + 65_535) :]


def _guard_claims(
    data: bytes, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]
) -> None:
    end = data.rfind(END)
    is_whole = data.startswith(LOCAL) and end + END_LENGTH + len(
        archive.comment
    ) == len(data)
    if not is_whole or not entries:
        raise FileRefused(
            _("This file is two files in one, or not whole. Save it again as one file.")
        )
    unpacked = sum(entry.file_size for entry in entries)
    swollen = len(entries) > ENTRIES_LIMIT or unpacked > UNPACKED_LIMIT
    ratio = unpacked / max(len(data), 1)
    if swollen or (unpacked > RATIO_FROM and ratio > RATIO_LIMIT) or _overlap(entries):
        raise FileRefused(
            _("This file would grow far too big when it is opened. It was not kept.")
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileRefused(
            _("This file is locked with a password. Save it without one, then send it.")
        )
    if len({entry.filename for entry in entries}) < len(entries) or any(
        not _is_inside(entry.filename) or entry.compress_type not in PACKED
        for entry in entries
    ):
        raise FileRefused(
            _("This file is built in an unusual way. Save it again, then send it.")
        )


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Entries that share bytes are how a small archive unpacks to terabytes."""
    ends = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < ends:
            return True
        ends = entry.header_offset + 30 + entry.compress_size
    return False


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    plain = not any(ord(c) < 32 for c in name)
    return (
        plain and not path.is_absolute() and ".." not in path.parts and ":" not in name
    )


def _guard_bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack into nothing; zipfile stops at the claimed size and checks the sum."""
    if entry.is_dir():
        return
    with archive.open(entry) as part:
        while part.read(CHUNK):
            pass
