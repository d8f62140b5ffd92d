"""The words of the reports, for templates."""

from datetime import date

from django import template

from accounts.places import country_name
from rights.reports import words
from rights.reports.kept import Month

register = template.Library()
for told in (
    words.share,
    words.span,
    words.allowed,
    words.right_words,
    words.kind_words,
    words.source_words,
    words.month_words,
):
    register.filter(told.__name__, told)


@register.filter
def country(code: str) -> str:
    return country_name(code)


@register.filter
def short_date(day: date) -> str:
    """A day without a clock time: “12 Mar 2026”."""
    return words.day(day)


@register.filter
def bars(months: list[Month]) -> list[tuple[str, list[tuple[str, int]]]]:
    """The months as the chart draws them: kept below, late above, open on top."""
    return [
        (
            words.month_name(month.first),
            [
                ("kept", month.tally.in_time),
                ("late", month.tally.late + month.tally.overdue),
                ("still", month.tally.open - month.tally.overdue),
            ],
        )
        for month in months
    ]
