"""Which icon and tone a status wears. Its words come from the model."""

from typing import NamedTuple

from django import template
from django.utils.safestring import SafeString

from dpo_portal.templatetags.fragments import draw

register = template.Library()


class Look(NamedTuple):
    tone: str  # overdue soon ok paused info neutral material: a class of base.css
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
        "found": Look("info", "search-check"),
        "declined": Look("soon", "ban"),
        "not_told": Look("neutral", "minus"),
        "no_answer": Look("neutral", "hourglass"),
        "kept": Look("neutral", "book-open"),
        "left": Look("neutral", "circle-dashed"),
        "dropped": Look("neutral", "ban"),
    },
    "notice": {
        "draft": Look("neutral", "circle-dashed"),
        "proposed": Look("info", "scale"),
        "sending": Look("info", "send"),
        "paused": Look("paused", "pause"),
        "completed": Look("ok", "check"),
        "cancelled": Look("neutral", "x"),
    },
    "backups": {
        "scheduled": Look("neutral", "calendar-clock"),
        "due": Look("soon", "clock-alert"),
        "late": Look("overdue", "octagon-alert"),
        "unknown": Look("soon", "circle-question-mark"),
        "gone": Look("ok", "check"),
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
    "version": {
        "draft": Look("neutral", "pencil"),
        "in_review": Look("soon", "users"),
        "approved": Look("info", "check"),
        "announced": Look("info", "megaphone"),
        "upcoming": Look("info", "calendar-clock"),
        "in_force": Look("ok", "check"),
        "superseded": Look("neutral", "history"),
        "withdrawn": Look("neutral", "ban"),
    },
    "assessment": {
        "draft": Look("neutral", "pencil"),
        "concluded": Look("soon", "users"),
        "confirmed": Look("ok", "check"),
        "high": Look("overdue", "octagon-alert"),
    },
    "promise": {
        "open": Look("soon", "circle-dashed"),
        "no_record": Look("neutral", "circle-dashed"),
        "review_due": Look("soon", "clock-alert"),
        "on_record": Look("neutral", "file-check"),
        "enforced": Look("ok", "shield-check"),
        "stated": Look("neutral", "book-open"),
    },
    "rule": {
        "promise": Look("neutral", "file-text"),
        "statute": Look("neutral", "scale"),
        "operator": Look("info", "building-2"),
        "unconfirmed": Look("soon", "circle-question-mark"),
        "gap": Look("neutral", "circle-dashed"),
        "ended": Look("neutral", "ban"),
        "leading": Look("info", "flag"),
        "proposed": Look("soon", "users"),
        "agreed": Look("ok", "check"),
        "rejected": Look("neutral", "x"),
        "withdrawn": Look("neutral", "undo-2"),
    },
    "change": {
        "material": Look("material", "megaphone"),
        "open": Look("soon", "circle-question-mark"),
        "editorial": Look("neutral", "pencil"),
    },
    "data": {
        "held": Look("neutral", "database"),
        "restricted": Look("paused", "pause"),
        "kept": Look("info", "lock"),
        "ending": Look("soon", "hourglass"),
        "overdue": Look("overdue", "octagon-alert"),
        "standing": Look("paused", "pause"),
        "over": Look("neutral", "check"),
    },
    "consent": {
        "given": Look("ok", "check"),
        "refused": Look("neutral", "ban"),
        "withdrawn": Look("neutral", "ban"),
        "objected": Look("neutral", "ban"),
        "not_needed": Look("info", "scale"),
        "": Look("neutral", "minus"),
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
    """The chip of status `code` among `kind`, one of LOOKS: stage, clock, rule …"""
    look = LOOKS[kind].get(str(code), PLAIN)
    return draw(
        "components/chip.html", tone=look.tone, icon_name=look.icon, label=str(label)
    )


@register.simple_tag
def tone(kind: str, code: str) -> str:
    """Only the tone, for a border or a banner in the colour of the status."""
    return LOOKS[kind].get(str(code), PLAIN).tone
