import pytest

from dpo_portal.templatetags.browsers import browser_name

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "shown"),
    [
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/120.0", "Chrome on Linux"),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/120.0 Safari/537 Edg/120.0",
            "Edge on Windows",
        ),
        (
            f"Mozilla/5.0 (iPhone; CPU like Mac OS X) {WEBKIT} Version/17 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X; rv:1) Firefox/1", "Firefox on macOS"),
        ("curl/8.1", "curl/8.1"),
        ("", ""),
    ],
)
def test_a_browser_is_called_by_its_common_name(user_agent, shown):
    assert browser_name(user_agent) == shown
