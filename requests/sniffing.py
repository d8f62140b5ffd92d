"""What a file really is, read from its bytes alone. Nothing in it is run or drawn.

A kind is believed only if the whole file bears it out: what is two kinds at once (a
picture with an archive at its end) is refused, since the next program may read the
other one. Sources: ISO 32000-1 7.5, PNG 3rd edition 5, ITU T.81 annex B, ISO 14496-12,
APPNOTE 6.3.10, ECMA-376 part 2, OpenDocument 1.3 part 2.
"""

import re
import zlib

from django.utils.translation import gettext as _

from rights import archives
from rights.errors import FileRefused
from rights.file_kinds import KINDS, FileKind, ending, named

PNG = b"\x89PNG\r\n\x1a\n"
PIXELS_LIMIT = 200_000_000
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc"})
# A name in a PDF may write any letter as #xx. Streams are left out: packed bytes look
# like anything, and a viewer that runs nothing is the one thing that helps there.
PDF_PROGRAM = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia)\b")
PDF_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
MARKUP = re.compile(
    rb"\s*(?:<!doctype|<html|<script|<svg|<\?|<iframe|<body|<head|#!)", re.IGNORECASE
)
SCRIPT = re.compile(rb"<script|<\?php|<html|<svg|javascript:", re.IGNORECASE)
FORMULA = re.compile(
    r"(?:^|[,;\t\n\r])\s*[\"']?\s*(?:[=@]|[+-]\s*[A-Za-z@][^,;\t\r\n]*[|(!])"
)
MACROS = re.compile(
    r"vbaProject|macrosheets/|activeX/|embeddings/.*\.bin$|dialogsheets/", re.IGNORECASE
)
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
FETCHED = re.compile(rb"(?:attachedTemplate|oleObject|frame|subDocument|ddeLink)[\"']")
FAR_AWAY = re.compile(rb"Target=[\"'](?:https?:|ftp:|mhtml:|\\\\|//|file:/{4,})", re.I)
LINKED = re.compile(r"\.rels$|externalLinks/")
DDE = re.compile(rb"<(?:\w+:)?(?:ddeLink|oleLink)\b", re.IGNORECASE)
ODF_PROGRAM = re.compile(r"^(?:Basic|Scripts|Object)[ /]", re.IGNORECASE)
ODF_TYPE = b"application/vnd.oasis.opendocument.text"


def kind_of(name: str, data: bytes, *, by_staff: bool) -> FileKind:
    """The kind that both name and content bear out.

    Raises FileRefused with one sentence: what is wrong, and what to do instead.
    """
    if not data:
        raise FileRefused(_("This file is empty."))
    kind = named(ending(name))
    if kind is None or (kind.for_staff_only and not by_staff):
        raise FileRefused(_not_taken(by_staff))
    if not CHECKS[kind.code](data):
        raise FileRefused(
            _("This is not a %(kind)s file inside, whatever its name says.")
            % {"kind": kind.label}
        )
    return kind


def _not_taken(by_staff: bool) -> str:
    taken = (k for k in KINDS.values() if by_staff or not k.for_staff_only)
    labels = ", ".join(str(kind.label) for kind in taken if kind.suffixes)
    return _("We cannot take this kind of file. We take: %(kinds)s.") % {
        "kinds": labels
    }


def _is_pdf(data: bytes) -> bool:
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        return False
    _guard_single(data)
    plain = HEX_IN_NAME.sub(lambda m: bytes([int(m[1], 16)]), PDF_STREAM.sub(b"", data))
    if PDF_PROGRAM.search(plain):
        raise FileRefused(
            _("This PDF holds a program or another file. Print it to a new PDF first.")
        )
    return True


def _is_png(data: bytes) -> bool:
    """Every chunk with its checksum, from the header to the end; nothing after it."""
    if not data.startswith(PNG + b"\x00\x00\x00\rIHDR"):
        return False
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    _guard_pixels(width, height)
    at, kind = len(PNG), b""
    while kind != b"IEND":
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        ends = at + 12 + length
        if len(kind) < 4 or ends > len(data):
            return False
        if zlib.crc32(data[at + 4 : ends - 4]) != int.from_bytes(data[ends - 4 : ends]):
            return False
        at = ends
    if at != len(data):
        raise FileRefused(_two_in_one())
    _guard_single(data)
    return True


def _is_jpeg(data: bytes) -> bool:
    """Segments up to the picture itself; phones may put more data after its end."""
    if not data.startswith(b"\xff\xd8\xff") or b"\xff\xd9" not in data:
        return False
    at = 2
    while data[at : at + 1] == b"\xff":
        marker, length = data[at + 1 : at + 2], int.from_bytes(data[at + 2 : at + 4])
        if marker == b"\xff":  # fill bytes
            at += 1
            continue
        if length < 2:
            return False
        if marker in {b"\xc0", b"\xc1", b"\xc2"}:
            height = int.from_bytes(data[at + 5 : at + 7])
            _guard_pixels(int.from_bytes(data[at + 7 : at + 9]), height)
        at += 2 + length
        if marker == b"\xda":
            _guard_single(data)
            return True
    return False


def _is_heic(data: bytes) -> bool:
    """Boxes from end to end, the first of which names a picture of this kind."""
    size = int.from_bytes(data[:4])
    brands = {data[8:12]} | {data[i : i + 4] for i in range(16, min(size, 256), 4)}
    if data[4:8] != b"ftyp" or not 16 <= size <= 256 or not brands & HEIC_BRANDS:
        return False
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4])
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16])
        if size == 0:  # to the end of the file
            size = len(data) - at
        if size < 8 or at + size > len(data):
            return False
        at += size
    _guard_single(data)
    return True


def _is_docx(data: bytes) -> bool:
    return _is_office(data, "word/document.xml")


def _is_xlsx(data: bytes) -> bool:
    return _is_office(data, "xl/workbook.xml")


def _is_office(data: bytes, main: str) -> bool:
    if not data.startswith(archives.LOCAL):
        return False
    names = archives.names_in(data)
    if "[Content_Types].xml" not in names or main not in names:
        return False
    types = archives.read_in(data, "[Content_Types].xml")
    has_macros = any(MACROS.search(name) for name in names) or b"macro" in types.lower()
    if has_macros or any(
        _reaches_out(part) for part in archives.read_parts(data, LINKED)
    ):
        raise FileRefused(_holds_program())
    return True


def _reaches_out(part: bytes) -> bool:
    """A part that has another program fetch or run something when it is opened."""
    if DDE.search(part):
        return True
    return any(
        FETCHED.search(tag) and FAR_AWAY.search(tag) for tag in RELATION.findall(part)
    )


def _is_odt(data: bytes) -> bool:
    if not data.startswith(archives.LOCAL):
        return False
    names = archives.names_in(data)
    if names[0] != "mimetype" or archives.read_in(data, "mimetype") != ODF_TYPE:
        return False
    if any(ODF_PROGRAM.match(name) for name in names):
        raise FileRefused(_holds_program())
    return "content.xml" in names


def _is_zip(data: bytes) -> bool:
    if not data.startswith(archives.LOCAL):
        return False
    for name in archives.names_in(data):
        suffix = ending(name.rstrip(". "))
        if suffix in archives.NESTED:
            raise FileRefused(
                _("There is an archive inside this archive. Pack its files directly.")
            )
        if suffix in archives.PROGRAMS:
            raise FileRefused(_holds_program())
    return True


def _is_text(data: bytes) -> bool:
    if MARKUP.match(data[:1024].removeprefix(b"\xef\xbb\xbf")):
        return False
    return _text(data) is not None


def _is_csv(data: bytes) -> bool:
    text = _text(data)
    if text is None or not _is_text(data):
        return False
    if FORMULA.search(text):
        raise FileRefused(
            _("This table holds formulas. Save it with their results only.")
        )
    return True


def _text(data: bytes) -> str | None:
    """The words, if they are nothing but words in an encoding people use."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        unseen = sum(ord(c) < 32 and c not in "\t\n\r\f" for c in text)
        return None if unseen else text
    return None


def _guard_pixels(width: int, height: int) -> None:
    if width * height > PIXELS_LIMIT:
        raise FileRefused(
            _("This picture has too many pixels. Make it smaller, then send it.")
        )


def _guard_single(data: bytes) -> None:
    """Refuse what another program would read as another kind of file."""
    other_pdf = b"%PDF-" in data[1:1024]
    tail = data[-(archives.END_LENGTH + 65_535) :]
    if archives.holds_archive(data) or other_pdf or SCRIPT.search(data[:1024]):
        raise FileRefused(_two_in_one())
    if SCRIPT.search(tail[tail.rfind(b"\xff\xd9") :]):
        raise FileRefused(_two_in_one())


def _two_in_one() -> str:
    return _("This file is two kinds of file at once. Save it again as one of them.")


def _holds_program() -> str:
    return _("This file holds a program or a link that runs. Save it without that.")


CHECKS = {
    "pdf": _is_pdf,
    "png": _is_png,
    "jpeg": _is_jpeg,
    "heic": _is_heic,
    "docx": _is_docx,
    "xlsx": _is_xlsx,
    "odt": _is_odt,
    "txt": _is_text,
    "csv": _is_csv,
    "zip": _is_zip,
}
