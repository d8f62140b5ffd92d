"""Lines of a letter in a script without spaces."""

from correspondence.wording import WIDTH, columns, wrapped

SENTENCE = "我们于二〇二六年五月四日（吉隆坡时间）收到您的请求，编号为 R-2026-0042。"


def test_chinese_lines_break_between_characters_and_before_no_closing_mark():
    lines = wrapped(SENTENCE * 5).splitlines()

    assert "".join(lines).replace(" ", "") == (SENTENCE * 5).replace(" ", "")
    assert len(lines) > 3
    assert all(columns(line) <= WIDTH + 2 for line in lines)
    assert not [line for line in lines if line[0] in "，。）"]
    assert all("R-2026-0042" in line or "R-2026" not in line for line in lines)


def test_a_chinese_list_keeps_its_indent_and_a_link_stays_whole():
    link = "https://privacy.example/r/R-2026-0042/?lang=zh-hans&and=a-very-long-address-indeed"

    item, second, *_rest = wrapped(f"- {SENTENCE * 2}").splitlines()
    linked = wrapped(f"请打开：{link}")

    assert item.startswith("- 我们")
    assert second.startswith("  ")
    assert link in linked
