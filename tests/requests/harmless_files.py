"""The smallest honest file of each kind, made by hand."""

import io
import zipfile
import zlib

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00"
    b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x7f\xff\xd9"
)
HEIC = (
    b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
    b"\x00\x00\x00\x10mdat\x01\x02\x03\x04\x05\x06\x07\x08"
)
TXT = b"Saya ingin salinan data saya.\n"
CSV = b"day,trips\n2026-05-04,3\n2026-05-05,-1\n"
TYPES = b'<?xml version="1.0"?><Types><Override PartName="/a" ContentType="b"/></Types>'


def chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data).to_bytes(4)
    return len(data).to_bytes(4) + kind + data + checksum


def png(width: int = 1, height: int = 1) -> bytes:
    header = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x00\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\x00\x00"))
        + chunk(b"IEND", b"")
    )


def packed(parts: dict[str, bytes | str], *, tight: bool = True) -> bytes:
    """An archive of these parts."""
    into = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if tight else zipfile.ZIP_STORED
    with zipfile.ZipFile(into, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return into.getvalue()


def docx(**more: bytes | str) -> bytes:
    parts = {"[Content_Types].xml": TYPES, "word/document.xml": "<w:document/>"}
    return packed(parts | {name.replace("|", "/"): data for name, data in more.items()})


def xlsx(**more: bytes | str) -> bytes:
    return packed({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<w/>"} | more)


def odt(**more: bytes | str) -> bytes:
    kind = "application/vnd.oasis.opendocument.text"
    return packed({"mimetype": kind, "content.xml": "<office/>"} | more)


ZIP = packed({"trips.csv": CSV})

HONEST = {
    "letter.pdf": PDF,
    "scan.png": png(),
    "photo.jpg": JPEG,
    "photo.jpeg": JPEG,
    "IMG_0042.HEIC": HEIC,
    "letter.docx": docx(),
    "trips.xlsx": xlsx(),
    "letter.odt": odt(),
    "notes.txt": TXT,
    "trips.csv": CSV,
}
