"""What a file becomes, and the sentence for one that cannot be read."""

import zipfile
from io import BytesIO

import pytest

from policies.clauses import ClauseKind
from policies.errors import UnreadableText
from policies.importing import read_bytes, read_file

HTML = """<!doctype html><html><head><title>No</title><style>p{}</style></head><body>
<h1>Privacy notice</h1><p>We keep <b>little</b>.<br>Really.</p>
<h2>1. Your rights</h2><ol><li>See your data</li><li>Delete it
<ol type="a"><li>all of it</li><li>a part</li></ol></li></ol>
<table><tr><th>Data</th><th>Kept</th></tr>
<tr><td>Orders</td><td>7 years</td></tr></table>
<script>alert(1)</script><p>Malaysia:</p><p>Write in Malay.</p></body></html>"""
MARKDOWN = """# Notis privasi

## 1. Hak anda

1. Melihat data anda.
2. Memadam data anda.

| Data | Tempoh |
|---|---|
| Pesanan | 7 tahun |
"""


def texts(clauses):
    return [clause.text for clause in clauses]


def docx(body):
    """The least that Word would open."""
    stored = BytesIO()
    names = "http://schemas.openxmlformats.org"
    word = f"{names}/wordprocessingml/2006/main"
    office = f"{names}/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{names}/package/2006/content-types"><Override '
            'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{names}/package/2006/relationships"><Relationship '
            f'Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
        )
    return stored.getvalue()


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_html_becomes_headings_items_and_rows():
    clauses = read_bytes(HTML.encode(), "notice.html")

    assert texts(clauses) == [
        "Privacy notice", "We keep little.", "Really.", "Your rights", "See your data",
        "Delete it", "all of it", "a part", "Data | Kept", "Orders | 7 years",
        "Write in Malay.",
    ]  # fmt: skip
    assert [clause.address for clause in clauses[4:8]] == [
        "1.1",
        "1.2",
        "1.2(a)",
        "1.2(b)",
    ]
    assert clauses[9].kind is ClauseKind.ROW
    assert clauses[10].country == "MY"
    assert clauses[4].headings == ("Privacy notice", "Your rights")


def test_markdown_becomes_headings_items_and_rows():
    clauses = read_bytes(MARKDOWN.encode(), "notis.md")

    assert texts(clauses) == [
        "Notis privasi", "Hak anda", "Melihat data anda.", "Memadam data anda.",
        "Data | Tempoh", "Pesanan | 7 tahun",
    ]  # fmt: skip
    assert clauses[3].address == "1.2"


@pytest.mark.parametrize(
    ("html", "read"),
    [
        (
            'See <a href="https://a.test/x">our page</a>.',
            "See our page (https://a.test/x).",
        ),
        ('<a href="mailto:us@a.test">Write</a>', "Write (us@a.test)"),
        ('<a href="https://a.test/x">https://a.test/x</a>', "https://a.test/x"),
        ('<a href="mailto:us@a.test">us@a.test</a>', "us@a.test"),
        ('Go <a href="#top">up</a> or <a href="/terms">on</a>', "Go up or on"),
        ('<a href="javascript:x()">Click</a>', "Click"),
        ('<a href="https://a.test/x">no end', "no end (https://a.test/x)"),
    ],
)
def test_where_a_link_leads_is_kept_behind_its_words(html, read):
    assert texts(read_bytes(f"<p>{html}</p>".encode(), "notice.html")) == [read]


def test_a_word_document_becomes_paragraphs():
    body = paragraph("1. Your rights") + paragraph("You may see your data.")
    clauses = read_bytes(docx(body), "notice.docx")

    assert [(clause.address, clause.text) for clause in clauses] == [
        ("1", "Your rights"),
        ("1", "You may see your data."),
    ]


def test_chinese_numbers_and_brackets_are_numbers():
    text = "第一条 总则\n一、我们收集的信息\n（一）姓名；\n（二）电话。\n1、订单"
    clauses = read_bytes(text.encode(), "隐私.txt")

    assert [clause.number for clause in clauses] == [
        "第一条", "一、", "（一）", "（二）", "1、",
    ]  # fmt: skip


def bomb():
    stored = BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 61_000_000)
    return stored.getvalue()


def entities():
    stored = BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr(
            "word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
        )
    return stored.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.txt", b" \n ", "a.txt is empty."),
        ("a.txt", b"\n---\n", "a.txt holds no words."),
        ("a.pdf", b"%PDF-1.7", "a.pdf is no text, HTML, Markdown or DOCX file."),
        ("a.txt", "Café\nnaïve".encode("latin-1"), "not written in UTF-8 (line 1)"),
        ("a.txt", "隐私政策".encode("gb18030"), "not written in UTF-8 (line 1)"),
        ("a.txt", b"PK\x03\x04\0\0", "it holds binary data"),
        ("a.txt", b"a" * 5_000_000, "a.txt has 5000000 characters"),
        ("a.txt", b"a " * 600_000, "a.txt has a line of 1200000 characters."),
        ("a.txt", b"a\n" * 20_001, "more than 20000 paragraphs"),
        ("a.docx", b"no archive", "a.docx is not a Word document that can be read."),
        ("a.docx", entities(), "a.docx is not a Word document that can be read."),
        ("a.docx", docx("<w:p><w:r>"), "a.docx is not a Word document"),
        ("a.docx", bomb(), "a.docx unpacks to more than a policy can hold."),
    ],
    ids=[
        *("blank", "only-rules", "pdf", "latin-1", "gb18030", "binary", "too-long"),
        *("long-line", "many-lines", "no-archive", "entities", "broken-xml", "bomb"),
    ],  # an archive's bytes name the second it was made in
)
def test_what_cannot_be_read_is_told_in_a_sentence(name, data, sentence):
    with pytest.raises(UnreadableText) as refused:
        read_bytes(data, name)

    assert sentence in str(refused.value)


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path):
    with pytest.raises(UnreadableText, match="cannot be read: No such file"):
        read_file(tmp_path / "gone.txt")


def test_a_windows_text_with_its_mark_is_read():
    for encoding in ("utf-8-sig", "utf-16"):
        clauses = read_bytes("1. Hak\r\n2. Aduan".encode(encoding), "a.txt")
        assert texts(clauses) == ["Hak", "Aduan"]


def test_chinese_articles_count_on_through_the_chapters_and_stand_below_them():
    lines = ["第一章 总则", "第一条 甲。", "第二章 权利", "第二条 乙。", "第三条 丙。"]
    clauses = read_bytes("\n\n".join(lines).encode(), "policy.txt")

    found = [(one.address, one.headings) for one in clauses if one.text in "乙。丙。"]
    assert found == [("二.二", ("权利",)), ("二.三", ("权利",))]


def test_a_small_roman_one_below_a_capital_letter_is_not_the_next_letter():
    lines = ["H. Rights", "i. To see.", "ii. To ask.", "I. Children", "A parent asks."]
    text = "\n\n".join([*(f"{letter}. Part" for letter in "ABCDEFG"), *lines])
    clauses = {one.text: one for one in read_bytes(text.encode(), "policy.txt")}

    assert clauses["To ask."].headings == ("Rights",)
    assert clauses["A parent asks."].headings == ("Children",)
