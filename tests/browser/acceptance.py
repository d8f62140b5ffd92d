"""What axe does not ask of a page (UX.md 9), read in the page itself."""

from pathlib import Path

from playwright.sync_api import Page

HERE = Path(__file__).parent
FAULTS = (HERE / "acceptance.js").read_text()
NARROW = (HERE / "narrow.js").read_text()
SMALLEST = {"width": 320, "height": 640}  # 1280 px wide at 400 %


def faults(page: Page) -> list[str]:
    """Headings, the way past the head, captions, labels, errors, targets, motion."""
    found: list[str] = page.evaluate(FAULTS)
    return found


def narrow_faults(page: Page) -> list[str]:
    """What does not fit 320 px with wider spacing of the text; the page keeps it so."""
    page.set_viewport_size(SMALLEST)  # type: ignore[arg-type]
    found: list[str] = page.evaluate(NARROW)
    return found
