"""What a data set is called and holds, in the reader's words."""

from collections.abc import Iterable
from typing import Any

from processing.models import DataItem
from subjects.models import DataHeld


def item_labels(controller_id: int) -> dict[str, str]:
    """Every item of a company's register by its code, in the active language."""
    return {row.code: str(row) for row in DataItem.objects.of(controller_id)}


def item_words(row: DataHeld, labels: dict[str, str]) -> str:
    """ "full name, phone number, e-mail"."""
    return ", ".join(labels.get(code, code) for code in row.items)


def set_title(row: DataHeld, labels: dict[str, str] | None = None) -> str:
    """The title given to it; else its activity's; else its first kinds of data."""
    if row.title:
        return row.title
    if row.activity is not None:
        return str(row.activity)
    known = item_labels(row.controller_id) if labels is None else labels
    return _some([known.get(code, code) for code in row.items])


def _some(words: Iterable[Any]) -> str:
    named = [str(word) for word in words]
    return ", ".join(named[:3]) + (" …" if len(named) > 3 else "")
