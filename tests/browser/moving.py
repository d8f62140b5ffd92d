"""From one page to the next."""

from playwright.sync_api import Locator


def leave(link_or_button: Locator) -> None:
    """Click what leads to another page, and wait until that page has loaded.

    A click alone returns while the browser still waits for the answer: what looks next
    would see the page before, or the moment in which there is none.
    """
    with link_or_button.page.expect_navigation():
        link_or_button.click()
