"""The exact words that a person sees beside a choice, and their rows in the ledger."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from processing.models import DataItem
from subjects.models import ConsentPurpose, ConsentText


def wording(purpose: ConsentPurpose, language: str) -> tuple[str, str]:
    """What the purpose is and which data it needs; what saying no changes."""
    with override(language):
        items = ", ".join(item_words(purpose))
        about = str(purpose)
        if items:
            about += "\n" + _("Data: %(items)s.") % {"items": items}
        return about, purpose.effect_words


def item_words(purpose: ConsentPurpose) -> list[str]:
    """The items in the active language, in the order of the register."""
    rows = DataItem.objects.of(purpose.controller_id).filter(code__in=purpose.items)
    return [str(row) for row in rows]


def shown(
    purpose: ConsentPurpose, *, language: str, version: str, at: datetime
) -> tuple[ConsentText, ConsentText | None]:
    """The rows of these words, made the first time somebody sees them.

    `version` is that of the policy, by value: `maxim/privacy@1`.
    """
    about, effect = wording(purpose, language)
    how: dict[str, Any] = {
        "language": language,
        "version": version,
        "at": at,
    }
    text = ConsentText.keep(purpose, body=about, **how)
    told = ConsentText.keep(purpose, body=effect, **how) if effect else None
    return text, told
