"""The lines of the queue, drawn in one go.

The list is what the desk has open all day, and a template of some fifteen nodes for
each line costs more than all its queries. What a line holds, rights.queue_rows says.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dpo_portal.templatetags.chips import chip
from dpo_portal.templatetags.dates import ContextualDate, contextual, drawn_date
from dpo_portal.templatetags.fragments import owner

if TYPE_CHECKING:
    from rights.queue_rows import Row

register = template.Library()

LINE = (
    '<tr>{}<td class="c-due">{}</td>'
    '<td class="c-what"><a class="ttl" href="{}">{}</a> <span class="muted">{}</span>{}'
    "<small>{}</small></td>"
    '<td class="c-who">{}<small>{}</small></td>'
    '<td class="c-rule">{}<small>{}</small></td>'
    '<td class="c-stage">{}</td><td class="c-owner">{}</td></tr>\n'
)


PICK = (
    '<td><label class="hit"><input type="checkbox" class="sel" name="pick"'
    ' value="{}.{}" aria-label="{}"></label></td>'
)
TAG = ' <span class="tag">{}</span>'


@register.simple_tag
def queue_lines(
    rows: "Iterable[Row]", now: datetime, *, pick: bool = False
) -> SafeString:
    """A `<tr>` for each row, in the columns of requests/desk/queue.html.

    `pick` puts a box before each, by which it is selected.
    """
    language = get_language() or ""
    select = _("Select %(ref)s") if pick else ""
    return format_html_join(
        "",
        LINE,
        (
            (
                _box(row, select),
                drawn_date(_due(row, now), language),
                *(row.url, _word(row.right), row.ref, _tags(row.tags)),
                _sentence(row.next_step),
                *(row.person, _word(row.about_person)),
                *(_word(row.place), _word(row.rule)),
                _chip(row.stage, row.stage_label, language),
                _owner(row.owner, language),
            )
            for row in rows
        ),
    )


def _box(row: "Row", select: str) -> SafeString:
    if not select:
        return SafeString("")
    return format_html(PICK, row.pk, row.version, select % {"ref": row.ref})


# What lines have in common is escaped and drawn once. Whatever is kept here names the
# office's own words, places and people; a data subject's name is not among them.
@lru_cache(maxsize=2048)
def _word(text: str) -> SafeString:
    return conditional_escape(text)


@lru_cache(maxsize=2048)
def _sentence(text: str) -> SafeString:
    return conditional_escape(capfirst(text))


@lru_cache(maxsize=1024)
def _tags(names: str) -> SafeString:
    return format_html(TAG, names) if names else SafeString("")


@lru_cache(maxsize=256)
def _chip(stage: str, label: str, _language: str) -> SafeString:
    return chip("stage", stage, label)


@lru_cache(maxsize=1024)
def _owner(name: str, _language: str) -> SafeString:
    return owner(name)


def _due(row: "Row", now: datetime) -> ContextualDate:
    if row.undated and not row.is_paused:
        return ContextualDate("none", "", _("No set date"), row.undated, "")
    return contextual(
        row.due_at,
        now=now,
        zone=row.time_zone,
        by_hour=row.by_hour,
        soon_hours=row.soon_hours,
        paused=row.is_paused,
        closed=row.is_closed,
    )
