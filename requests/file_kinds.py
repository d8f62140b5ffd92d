"""Which kinds of file a case takes, how big, and how we name them."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024
FILE_LIMIT = 10 * MEGABYTE
CASE_LIMIT = 100 * MEGABYTE  # all files of a case together
FILES_LIMIT = 100  # of a case
FILES_AT_ONCE = 5
TOGETHER_LIMIT = 3 * FILE_LIMIT  # of one post, since it waits in memory
NAME_LENGTH = 120
RESERVED = frozenset({"con", "prn", "aux", "nul"}) | {
    f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10)
}
FORBIDDEN = frozenset('<>:"/\\|?*')


@dataclass(frozen=True)
class FileKind:
    """One kind: `type` is what we serve it as, whatever its sender called it."""

    code: str
    label: str | Promise
    type: str
    suffixes: tuple[str, ...]
    for_staff_only: bool = False


WORD = "application/vnd.openxmlformats-officedocument"
KINDS = {
    kind.code: kind
    for kind in (
        FileKind("pdf", "PDF", "application/pdf", (".pdf",)),
        FileKind("png", "PNG", "image/png", (".png",)),
        FileKind("jpeg", "JPEG", "image/jpeg", (".jpg", ".jpeg")),
        FileKind("heic", "HEIC", "image/heic", (".heic", ".heif")),
        FileKind(
            "docx", "Word (DOCX)", f"{WORD}.wordprocessingml.document", (".docx",)
        ),
        FileKind("xlsx", "Excel (XLSX)", f"{WORD}.spreadsheetml.sheet", (".xlsx",)),
        FileKind(
            "odt",
            "OpenDocument (ODT)",
            "application/vnd.oasis.opendocument.text",
            (".odt",),
        ),
        FileKind("txt", _("Text"), "text/plain; charset=utf-8", (".txt",)),
        FileKind("csv", "CSV", "text/csv; charset=utf-8", (".csv",)),
        # An archive hides what it holds, so only colleagues may put one on a case.
        FileKind("zip", "ZIP", "application/zip", (".zip",), for_staff_only=True),
        # Made by the portal itself, taken from nobody.
        FileKind("html", "HTML", "text/html; charset=utf-8", ()),
        FileKind("json", "JSON", "application/json", ()),
    )
}


def named(suffix: str) -> FileKind | None:
    """The kind that a name of this ending promises."""
    return next((kind for kind in KINDS.values() if suffix in kind.suffixes), None)


def endings(*, by_staff: bool) -> tuple[str, ...]:
    """The endings that are taken, for a file field's `accept`."""
    taken = (k for k in KINDS.values() if by_staff or not k.for_staff_only)
    return tuple(suffix for kind in taken for suffix in kind.suffixes)


def ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def clean_name(name: str) -> str:
    """A name that is one word to every system: no path, nothing unseen, not too long.

    Marks that turn text round are dropped, so "gpj.exe" cannot be shown as "exe.jpg".
    """
    name = name.replace("\\", "/").rpartition("/")[2]
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    kept = "".join(
        "_" if c in FORBIDDEN else c
        for c in name
        if unicodedata.category(c)[0] != "C" or c.isspace()
    )
    kept = " ".join(kept.split()).strip(". ")
    stem, suffix = PurePosixPath(kept).stem, ending(kept)[:12]
    if not stem or stem.split(".")[0].lower() in RESERVED:
        stem = f"_{stem}"
    return f"{stem[: NAME_LENGTH - len(suffix)].rstrip()}{suffix}"
