"""The colours of both themes against each other (UX.md 9), by WCAG's formula."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
STATES = ["overdue", "soon", "ok", "paused", "info", "neutral", "material"]
GROUNDS = ["canvas", "surface", "surface-sunk"]
WORDS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "link") for ground in GROUNDS),
    *((f"st-{state}-ink", f"st-{state}-bg") for state in STATES),
    *((f"st-{state}-ink", "surface") for state in STATES),
    *((f"diff-{what}-ink", f"diff-{what}-bg") for what in ("add", "del")),
    *(("danger", ground) for ground in GROUNDS),
    *(("accent", ground) for ground in ("surface", "accent-soft")),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("ink-2", "erased-a"),
    ("ink-2", "erased-b"),
]
LINES = [
    *((line, ground) for line in ("border-strong", "focus") for ground in GROUNDS),
    *((f"st-{state}-line", "surface") for state in STATES),
    *(("accent-line", ground) for ground in GROUNDS),
    *((f"chart-{name}", "surface") for name in ("1", "3", "4", "bad")),
]


def themes() -> dict[str, dict[str, str]]:
    """Light as it stands; dark as the system asks for it and as a person chose it."""
    found: dict[str, dict[str, str]] = {}
    for sheet in ("base", "desk"):
        text = (CSS / f"{sheet}.css").read_text()
        blocks = re.findall(r"(:root[^\s{]*) {(.*?)}", text, re.S)
        for selector, body in blocks[:3]:
            colours = re.findall(r"--([\w-]+): (#[0-9a-f]{6})", body)
            found.setdefault(selector, {}).update(colours)
    assert len(found) == 3
    return found


def light_of(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    dark, light = sorted((light_of(one), light_of(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", themes())
def test_words_and_lines_stand_out_in_every_theme(theme: str) -> None:
    colours = themes()[theme]
    weak = [
        f"{front} on {ground}: {found:.2f} of {bar}"
        for pairs, bar in ((WORDS, 4.5), (LINES, 3))
        for front, ground in pairs
        if (found := ratio(colours[front], colours[ground])) < bar
    ]
    assert weak == []


def test_dark_is_the_same_whether_the_system_or_the_person_asks() -> None:
    _light, by_system, by_choice = themes().values()

    assert by_system == by_choice
