"""Small pictures drawn as SVG attributes, since the CSP allows no inline style."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
WIDTH = 300.0
MARKED_FROM = 7  # with fewer days the filled ones say enough without a ring
MOST_SEGMENTS = 45  # more days than this are drawn as one bar


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


@register.simple_tag
def day_track(gone: int, total: int, *, label: str, running: bool = True) -> SafeString:
    """A segment a day: `gone` of `total` filled, the last ringed while running."""
    total = max(int(total), 1)
    gone = min(max(int(gone), 0), total)
    if total > MOST_SEGMENTS:
        return meter(gone, total, label=label)
    gap = 4.0 if total < 15 else 2.0
    width = (WIDTH - gap * (total - 1)) / total
    rects = [
        (
            "now" if running and number == gone - 1 else "p" if number < gone else "q",
            _number(number * (width + gap)),
            _number(width),
        )
        for number in range(total)
    ]
    segments = format_html_join(
        "", '<rect class="{}" x="{}" y="2" width="{}" height="8" rx="1"></rect>', rects
    )
    if running and gone and total >= MARKED_FROM:
        left = (gone - 1) * (width + gap)
        segments += format_html(
            '<rect class="ring" x="{}" y="0" width="{}" height="12" rx="2"></rect>',
            _number(left - 2),
            _number(width + 4),
        )
    return _picture("track", "0 0 300 12", label, segments)


@register.simple_tag
def meter(done: int, total: int, *, label: str) -> SafeString:
    """How much of a whole is settled; the same words stand beside it."""
    share = 100 * min(int(done), int(total)) / total if total else 0
    bars = format_html(
        '<rect width="100" height="8"></rect>'
        '<rect class="p" width="{}" height="8"></rect>',
        _number(share),
    )
    return _picture("meter", "0 0 100 8", label, bars)


@register.simple_tag
def parted_meter(
    parts: Iterable[tuple[str, int]], total: int, *, label: str
) -> SafeString:
    """A whole in parts, each (class, number); the same words stand beside it."""
    drawn, at = [], 0.0
    for css, number in parts:
        width = 100 * number / total if total else 0
        drawn.append((css, _number(at), _number(width)))
        at += width
    bars = format_html_join(
        "", '<rect class="{}" x="{}" width="{}" height="8"></rect>', drawn
    )
    whole = format_html('<rect width="100" height="8"></rect>{}', bars)
    return _picture("meter", "0 0 100 8", label, whole)


@register.simple_tag
def step_bars(step: int, total: int) -> SafeString:
    """Decoration under "Step 2 of 5": one bar a step."""
    width = (WIDTH - 4 * (total - 1)) / total
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" width="{}" height="5"></rect>',
        (
            (
                "on" if number < step else "off",
                _number(number * (width + 4)),
                _number(width),
            )
            for number in range(total)
        ),
    )
    return format_html(
        '<svg class="bars" viewBox="0 0 300 5" preserveAspectRatio="none" '
        'aria-hidden="true">{}</svg>',
        bars,
    )


def _picture(css: str, box: str, label: str, inside: SafeString) -> SafeString:
    return format_html(
        '<svg class="{}" viewBox="{}" preserveAspectRatio="none" role="img" '
        'aria-label="{}">{}</svg>',
        css,
        box,
        label,
        inside,
    )


@register.filter
def picture(svg: str) -> SafeString:
    """An SVG drawn by our own server (allauth's QR code), put into the page as it is.

    The CSP refuses it as a `data:` address. Never give this what a person wrote.
    """
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308
