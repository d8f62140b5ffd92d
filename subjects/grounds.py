"""Why data may be restricted, kept, or used without consent: the words and clauses."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rulebook.rows import label_in

GROUNDS = Path(__file__).parent / "seeds" / "grounds.toml"


@dataclass(frozen=True)
class Ground:
    """One reason; `clause` is the company's own, blank where its policy names none."""

    code: str
    labels: tuple[tuple[str, str], ...]
    clause: str

    def __str__(self) -> str:
        return label_in(dict(self.labels), get_language() or "en")


class Duty(models.TextChoices):
    """Why data is kept although somebody wants it gone."""

    LEGAL_DUTY = "legal_duty", _("A law says how long it is kept")
    CLAIM = "claim", _("A legal claim")
    AUTHORITY = "authority", _("An authority or court has it in hand")
    DISPUTE = "dispute", _("A dispute that is not settled")
    DEBT = "debt", _("A debt that is not paid")


def of_restriction(slug: str) -> list[Ground]:
    """The grounds on which this company restricts, its policy's own first."""
    return _rows("grounds", slug)


def exceptions(slug: str) -> list[Ground]:
    """Why this company needs no consent for something, by its policy or by law."""
    return _rows("exceptions", slug)


def words(code: str) -> str:
    """A ground or exception in the reader's language; its code if it is unknown."""
    for table in ("grounds", "exceptions"):
        for row in _shipped()[table]:
            if row["code"] == code:
                return label_in(row["label"], get_language() or "en")
    return str(dict(Duty.choices).get(code, code))


def _rows(table: str, slug: str) -> list[Ground]:
    return [
        Ground(row["code"], tuple(row["label"].items()), row["policies"][slug])
        for row in _shipped()[table]
        if slug in row["policies"]
    ]


@cache
def _shipped() -> dict[str, list[dict[str, Any]]]:
    with GROUNDS.open("rb") as file:
        return tomllib.load(file)
