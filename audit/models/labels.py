"""A model's label, kept as a number: "requests.rightsrequest" as 4 bytes.

An entry has it in its row and in two indexes, where the text was a tenth of all bytes.
"""

from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import models

NOTHING = 0  # the code of ""


@lru_cache(maxsize=1_000)  # addresses may say anything
def code_of(label: str) -> int:
    """The same on every installation: four bytes of a hash."""
    if not label:
        return NOTHING
    return int.from_bytes(sha256(label.encode()).digest()[:4], signed=True)


def label_of(code: int) -> str:
    """The label behind a code, also of a model that has left the portal since."""
    label = _installed().get(code)
    return _gone(code) if label is None else label


@cache
def _installed() -> dict[int, str]:
    labels = [model._meta.label_lower for model in apps.get_models()]
    return {NOTHING: "", **{code_of(label): label for label in labels}}


@cache
def _gone(code: int) -> str:
    from audit.models import RecordKind

    known = RecordKind.objects.filter(pk=code).values_list("label", flat=True)
    return known.first() or f"#{code}"


class LabelField(models.IntegerField):
    """Text in Python, a number in the database; compared by equality alone."""

    _pyi_private_set_type: str
    _pyi_private_get_type: str  # type: ignore[assignment]

    def get_prep_value(self, value: Any) -> Any:
        return code_of(value) if isinstance(value, str) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else label_of(value)

    def to_python(self, value: Any) -> Any:
        return label_of(value) if isinstance(value, int) else value
