"""docs/hardest-paths.md names tests that there are."""

import re


def test_every_hardest_path_of_the_list_is_a_test(root):
    listed = re.findall(
        r"`(tests/[\w/]+\.py)::(\w+)`",
        (root / "docs" / "hardest-paths.md").read_text(encoding="utf-8"),
    )

    missing = [
        f"{file}::{name}"
        for file, name in listed
        if not (root / file).exists() or f"def {name}(" not in (root / file).read_text()
    ]
    assert len(listed) >= 30
    assert missing == []
