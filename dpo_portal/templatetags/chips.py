"""Which icon and tone a status wears. Its words come from the model."""

from typing import NamedTuple

from django import template
from django.utils.safestring import SafeString

from dpo_portal.templatetags.fragments import draw

register = template.Library()


class Look(NamedTuple):
    tone: str  # overdue soon ok paused info neutral: a class of base.css
    icon: str  # a symbol of icons.svg


LOOKS: dict[str, dict[str, Look]] = {
    "stage": {
        "unconfirmed": Look("neutral", "circle-dashed"),
        "new": Look("info", "sparkle"),
        "identity_check": Look("neutral", "id-card"),
        "assessing": Look("neutral", "search-check"),
        "waiting": Look("paused", "pause"),
        "ready_to_decide": Look("info", "scale"),
        "ready_to_send": Look("ok", "package-check"),
        "carrying_out": Look("neutral", "list-checks"),
        "closed": Look("neutral", "check"),
    },
    "clock": {
        "running": Look("neutral", "clock"),
        "soon": Look("soon", "clock-alert"),
        "overdue": Look("overdue", "octagon-alert"),
        "paused": Look("paused", "pause"),
        "on_hold": Look("paused", "pause"),
        "met": Look("ok", "check"),
        "missed": Look("overdue", "octagon-alert"),
        "cancelled": Look("neutral", "x"),
    },
    "task": {
        "todo": Look("soon", "circle-dashed"),
        "done": Look("ok", "check"),
        "not_needed": Look("neutral", "minus"),
        "on_hold": Look("paused", "pause"),
        "scheduled": Look("neutral", "calendar-clock"),
        "told": Look("soon", "send"),
        "confirmed": Look("ok", "check"),
        "erased": Look("ok", "check"),
    },
    "decision": {
        "proposed": Look("soon", "users"),
        "approved": Look("ok", "package-check"),
        "returned": Look("neutral", "undo-2"),
        "sent": Look("ok", "send"),
        "granted": Look("ok", "check"),
        "partly_granted": Look("info", "scale"),
        "refused": Look("neutral", "ban"),
    },
    "finding": {
        "matches": Look("ok", "check"),
        "differs": Look("overdue", "x"),
        "not_checked": Look("neutral", "circle-dashed"),
    },
}
PLAIN = Look("neutral", "circle-dashed")


@register.simple_tag
def chip(kind: str, code: str, label: str) -> SafeString:
    """The chip of status `code` among `kind`: stage, clock, task, decision, finding."""
    look = LOOKS[kind].get(str(code), PLAIN)
    return draw(
        "components/chip.html", tone=look.tone, icon_name=look.icon, label=str(label)
    )


@register.simple_tag
def tone(kind: str, code: str) -> str:
    """Only the tone, for a border or a banner in the colour of the status."""
    return LOOKS[kind].get(str(code), PLAIN).tone
