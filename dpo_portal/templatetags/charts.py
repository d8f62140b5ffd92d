"""Charts as SVG. The same figures always stand in a table beside each.

State is never told by colour alone: what was late, or waits, is hatched.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

WIDTH, HEIGHT = 620, 190
LEFT, TOP, BASE = 34, 20, 144  # of the plot, in the units of the picture
SIDE = 44  # right of a line, for its last figure
LINE_WIDTH = 430  # of a line's picture, which stands in a narrower place
MOST_LABELS = 14  # more bars than this are named one in two, three …
FLOORS = (0.8, 0.5)  # where the scale of shares may begin, else at nothing


class Bar(NamedTuple):
    """One bar: `parts` are (class, number) from the bottom up."""

    label: str
    parts: Sequence[tuple[str, int]]
    below: str = ""  # a second line of the label
    is_shaded: bool = False

    @property
    def total(self) -> int:
        return sum(number for _css, number in self.parts)


@register.simple_tag
def stacked_bars(
    drawn: Iterable[tuple[str, Sequence[tuple[str, int]]]], *, label: str
) -> SafeString:
    """Bars of whole numbers above their labels; `label` tells the picture in words."""
    bars = [Bar(*one) for one in drawn]
    top = _round_up(max((bar.total for bar in bars), default=0))
    step = (WIDTH - LEFT) / max(len(bars), 1)
    named = -(-len(bars) // MOST_LABELS)
    behind, inside = SafeString(""), _grid(top)
    for number, bar in enumerate(bars):
        middle = LEFT + step * (number + 0.5)
        if bar.is_shaded:
            behind += _shade(middle, step)
        inside += _bar(bar, middle, min(step * 0.66, 34), top)
        if number % named == 0:
            second = number // named % 2  # left out where there is little room
            css = "tick alt" if second else "tick"
            inside += _text(middle, BASE + 20, bar.label, css)
            if bar.below:
                inside += _text(middle, BASE + 36, bar.below, f"{css} under")
    return _picture(label, HATCH + behind + inside)


class Point(NamedTuple):
    """One month of a line; `share` is 0 to 1, None where nothing was due."""

    label: str
    share: float | None


@register.simple_tag
def share_line(
    drawn: Iterable[tuple[str, float | None]],
    *,
    target: float,
    target_words: str,
    label: str,
) -> SafeString:
    """Shares of a whole by month as a line; months without one leave a gap."""
    points = [Point(*one) for one in drawn]
    shares = [point.share for point in points if point.share is not None]
    floor = _floor([*shares, target])
    step = (LINE_WIDTH - LEFT - SIDE) / max(len(points) - 1, 1)
    places = [
        (LEFT + 12 + step * number, _share_height(point.share, floor))
        for number, point in enumerate(points)
        if point.share is not None
    ]
    inside = _share_grid(floor)
    y = _share_height(target, floor)
    inside += format_html(
        '<line class="target" x1="{}" x2="{}" y1="{}" y2="{}"></line>',
        *(LEFT, LINE_WIDTH - SIDE, y, y),
    )
    inside += _text(LEFT + 4, y + 13, target_words, "start")
    for run in _runs(points, step, floor):
        inside += format_html('<polyline class="line" points="{}"></polyline>', run)
    for number, point in enumerate(points):
        css = "tick alt" if number % 2 else "tick"
        inside += _text(LEFT + 12 + step * number, BASE + 20, point.label, css)
    if places:
        x, y = places[-1]
        inside += format_html(
            '<circle class="kept" cx="{}" cy="{}" r="4.5"></circle>', round(x, 1), y
        )
        inside += _text(x + 9, y + 4, f"{int(shares[-1] * 100)}%", "figure start")
    return _picture(label, inside, LINE_WIDTH)


def _runs(points: Sequence[Point], step: float, floor: float) -> list[str]:
    """The unbroken stretches of the line, as SVG writes them."""
    runs = []
    placed = enumerate(points)
    for is_there, some in groupby(placed, key=lambda one: one[1].share is not None):
        if is_there:
            runs.append(
                " ".join(
                    f"{LEFT + 12 + step * number:.1f},{_share_height(share, floor)}"
                    for number, (_label, share) in some
                )
            )
    return runs


def _floor(shares: Sequence[float]) -> float:
    """The bottom of the scale: as high as it can be with every share above it."""
    return next((floor for floor in FLOORS if floor <= min(shares)), 0.0)


def _share_height(share: float | None, floor: float) -> float:
    part = ((share or 0.0) - floor) / (1 - floor)
    return round(BASE - (BASE - TOP) * part, 1)


def _share_grid(floor: float) -> SafeString:
    lines = [
        (share, _share_height(share, floor)) for share in (floor, (1 + floor) / 2, 1)
    ]
    return format_html_join(
        "",
        '<line class="grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"></line>'
        '<text class="tick end" x="{3}" y="{4}">{5}%</text>',
        (
            (LEFT, LINE_WIDTH - SIDE, y, LEFT - 8, y + 4, f"{share * 100:g}")
            for share, y in lines
        ),
    )


def _picture(label: str, inside: SafeString, width: int = WIDTH) -> SafeString:
    css = "chart" if width == WIDTH else "chart half"
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        *(css, width, HEIGHT, label, inside),
    )


def _shade(middle: float, step: float) -> SafeString:
    return format_html(
        '<rect class="off" x="{}" y="{}" width="{}" height="{}"></rect>',
        *(round(middle - step / 2, 1), TOP - 6, round(step, 1), BASE - TOP + 6),
    )


HATCH = format_html(
    "<defs>{}</defs>",
    format_html_join(
        "",
        '<pattern id="{0}" width="6" height="6" patternTransform="rotate(45)" '
        'patternUnits="userSpaceOnUse"><rect class="{1}" width="6" height="6"></rect>'
        '<rect class="{2}" width="3" height="6"></rect></pattern>',
        (("hatch", "h0", "h1"), ("waits", "h2", "h3")),
    ),
)


def _round_up(highest: int) -> int:
    """The top of the scale: 2, 4, 6, 8, 10, 20, 40, 60 …, with a whole half."""
    scale = 1
    while True:
        for part in (2, 4, 6, 8, 10):
            if part * scale >= highest:
                return part * scale
        scale *= 10


def _grid(top: int) -> SafeString:
    lines = [
        (_height(value, top), value) for value in (0, top // 2, top) if top > 1 or value
    ]
    return format_html_join(
        "",
        '<line class="grid" x1="34" x2="620" y1="{0}" y2="{0}"></line>'
        '<text class="tick end" x="26" y="{1}">{2}</text>',
        ((y, y + 4, value) for y, value in lines),
    )


def _height(value: float, top: int) -> float:
    return round(BASE - (BASE - TOP) * value / top, 1)


def _bar(bar: Bar, middle: float, width: float, top: int) -> SafeString:
    left, below = round(middle - width / 2, 1), 0
    drawn = SafeString("")
    for css, number in bar.parts:
        if not number:
            continue
        y = _height(below + number, top)
        drawn += format_html(
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}"></rect>',
            *(css, left, y, round(width, 1), round(_height(below, top) - y, 1)),
        )
        below += number
    if bar.total:
        drawn += _text(middle, _height(bar.total, top) - 6, str(bar.total), "figure")
    return drawn


def _text(x: float, y: float, words: str, css: str) -> SafeString:
    return format_html(
        '<text class="{}" x="{}" y="{}">{}</text>', css, round(x, 1), round(y, 1), words
    )
