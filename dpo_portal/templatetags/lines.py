"""The lines of the queue, drawn in one go.

The list is what the desk has open all day, and a template of some fifteen nodes for
each line costs more than all its queries. What a line holds, rights.queue_rows says.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dpo_portal.templatetags.chips import chip
from dpo_portal.templatetags.dates import ContextualDate, contextual
from dpo_portal.templatetags.fragments import draw, owner

if TYPE_CHECKING:
    from rights.queue_rows import Row

register = template.Library()

LINE = (
    '<tr><td class="c-due">{}</td>'
    '<td class="c-what"><a class="ttl" href="{}">{}</a> <span class="muted">{}</span>'
    "<small>{}</small></td>"
    '<td class="c-who">{}<small>{}</small></td>'
    '<td class="c-rule">{}<small>{}</small></td>'
    '<td class="c-stage">{}</td><td class="c-owner">{}</td></tr>\n'
)


@register.simple_tag
def queue_lines(rows: "Iterable[Row]", now: datetime) -> SafeString:
    """A `<tr>` for each row, in the columns of requests/desk/queue.html."""
    return format_html_join(
        "",
        LINE,
        (
            (
                draw("components/contextual_date.html", shown=_due(row, now)),
                *(row.url, row.right, row.ref, capfirst(row.next_step)),
                *(row.person, row.about_person, row.place, row.rule),
                chip("stage", row.stage, row.stage_label),
                owner(row.owner),
            )
            for row in rows
        ),
    )


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
