"""Contact details as dots until someone asks, and says why (UX.md 1.6)."""

from django import template

register = template.Library()
DOTS = "••••"


@register.filter
def mask_email(value: str) -> str:
    """`contoh@example.my` reads `co••••@example.my`; shorter names lose more."""
    name, at, host = value.partition("@")
    if not at:
        return mask(value)
    kept = name[:2] if len(name) > 3 else name[:1]
    return f"{kept}{DOTS}@{host}"


@register.filter
def mask_phone(value: str) -> str:
    """Country code and last four digits stay: `+60 •• ••• 0142`."""
    digits = [character for character in value if character.isdigit()]
    if len(digits) < 8:
        return DOTS
    prefix = f"+{''.join(digits[:2])} " if value.strip().startswith("+") else ""
    return f"{prefix}•• ••• {''.join(digits[-4:])}"


@register.filter
def mask(value: str) -> str:
    """Any other identifier: the last two characters stay if it is long enough."""
    return f"{DOTS}{value[-2:]}" if len(value) > 5 else DOTS


@register.filter
def initials(value: str) -> str:
    """`Aina Demo` reads AD; a name without spaces gives one character."""
    words = [word for word in value.split() if word[0].isalnum()]
    if not words:
        return "?"
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()


@register.filter
def avatar_tone(value: str) -> str:
    """One of four quiet colours, the same for a name on every page."""
    return "abcd"[sum(value.encode()) % 4]
