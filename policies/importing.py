"""Read a file as clauses: text, HTML, Markdown and DOCX.

Nothing is guessed and nothing half read: what is not clearly one of the four raises
UnreadableText with a sentence for the person who chose the file.
"""

from io import BytesIO
from pathlib import Path, PurePath
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from policies.blocks import Block, blocks_of_text
from policies.clauses import Clause
from policies.errors import UnreadableText
from policies.markup import blocks_of_html
from policies.parsing import parse_blocks

LARGEST_FILE = 10_000_000  # bytes
LARGEST_TEXT = 2_000_000  # characters: the longest policy of the five has 54,000
LARGEST_LINE = 1_000_000  # one line; nobody breaks a policy so late
MOST_CLAUSES = 20_000  # the longest policy of the five has 612
LARGEST_UNPACKED = 60_000_000
MOST_PARTS = 2_000
KINDS = {
    ".txt": "text",
    ".text": "text",
    ".htm": "html",
    ".html": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".docx": "docx",
}


def read_file(path: str | Path) -> list[Clause]:
    """The clauses of a file on disk. Raises UnreadableText."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableText(
            _("The file %(path)s cannot be read: %(reason)s.")
            % {"path": path, "reason": error.strerror}
        ) from None
    return read_bytes(data, PurePath(path).name)


def read_bytes(data: bytes, name: str) -> list[Clause]:
    """The clauses of an uploaded file; its kind is told by the ending of its name."""
    kind = KINDS.get(PurePath(name).suffix.casefold())
    if kind is None:
        raise UnreadableText(
            _("%(name)s is no text, HTML, Markdown or DOCX file.") % {"name": name}
        )
    if not data.strip():
        raise UnreadableText(_("%(name)s is empty.") % {"name": name})
    if len(data) > LARGEST_FILE:
        raise UnreadableText(
            _("%(name)s is larger than %(limit)d MB.")
            % {"name": name, "limit": LARGEST_FILE // 1_000_000}
        )
    blocks = _docx(data, name) if kind == "docx" else _blocks(data, name, kind)
    clauses = parse_blocks(blocks) if len(blocks) <= MOST_CLAUSES else []
    if max(len(blocks), len(clauses)) > MOST_CLAUSES:
        raise UnreadableText(
            _("%(name)s has more than %(limit)d paragraphs and sentences.")
            % {"name": name, "limit": MOST_CLAUSES}
        )
    if not clauses:
        raise UnreadableText(_("%(name)s holds no words.") % {"name": name})
    return clauses


def _blocks(data: bytes, name: str, kind: str) -> list[Block]:
    text = _decoded(data, name)
    _check_length(text, name)
    if kind == "text":
        return blocks_of_text(text)
    if kind == "markdown":
        from markdown_it import MarkdownIt  # only where Markdown is read

        text = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    return blocks_of_html(text)


def _decoded(data: bytes, name: str) -> str:
    """UTF-8, or UTF-16 that says so. Others are refused: a wrong guess turns letters
    into other letters, and nobody sees it before it is published."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableText(
            _("%(name)s is not written in UTF-8 (line %(line)d). Save it as UTF-8.")
            % {"name": name, "line": line}
        ) from None
    if "\0" in text:
        raise UnreadableText(
            _("%(name)s is not a text: it holds binary data.") % {"name": name}
        )
    return text


def _check_length(text: str, name: str) -> None:
    if len(text) > LARGEST_TEXT:
        raise UnreadableText(
            _("%(name)s has %(count)d characters; %(limit)d can be read.")
            % {"name": name, "count": len(text), "limit": LARGEST_TEXT}
        )
    longest = max(map(len, text.splitlines()), default=0)
    if longest > LARGEST_LINE:
        raise UnreadableText(
            _("%(name)s has a line of %(count)d characters. Break it into paragraphs.")
            % {"name": name, "count": longest}
        )


def _docx(data: bytes, name: str) -> list[Block]:
    """Word's headings, lists and tables; pictures, notes and fonts are left out."""
    _check_archive(data, name)
    import mammoth  # only where a DOCX is read

    pictures = mammoth.images.img_element(lambda _image: {})
    try:
        html = mammoth.convert_to_html(BytesIO(data), convert_image=pictures).value
    except Exception as error:  # whatever a broken document makes the reader raise
        raise _no_word_file(name) from error
    _check_length(html, name)
    return blocks_of_html(html)


def _check_archive(data: bytes, name: str) -> None:
    """A DOCX is a ZIP of XML: refuse a bomb before anything is unpacked."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
                raise UnreadableText(
                    _("%(name)s unpacks to more than a policy can hold.")
                    % {"name": name}
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as content:
                        start = content.read(4_096)
                    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                        raise _no_word_file(name)
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        raise _no_word_file(name) from None


def _no_word_file(name: str) -> UnreadableText:
    return UnreadableText(
        _("%(name)s is not a Word document that can be read.") % {"name": name}
    )
