"""Brings the shipped purposes of consents into this installation."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Controller
from audit.trail import Actor, act, record
from subjects.models import ConsentPurpose

PURPOSES = Path(__file__).parent / "seeds" / "purposes.toml"


@transaction.atomic
def load_purposes(*, by: Actor | None = None) -> int:
    """Add what is shipped and not here yet; returns how many.

    Safe to run twice and after every upgrade: a row that is here stays as it is.
    Companies that this installation does not run are passed over.
    """
    here = {controller.slug: controller for controller in Controller.objects.all()}
    known = set(ConsentPurpose.objects.values_list("controller__slug", "code"))
    new = [
        _purpose(row, here[row["controller"]])
        for row in shipped()
        if row["controller"] in here and (row["controller"], row["code"]) not in known
    ]
    with act(by=by or Actor.job("load_purposes")):
        ConsentPurpose.objects.audited_bulk_create(new)
        for pk in sorted({row.controller_id for row in new}):
            company = next(one for one in here.values() if one.pk == pk)
            record("subjects.load_purposes", company, controller_id=pk)
    return len(new)


def shipped() -> list[dict[str, Any]]:
    with PURPOSES.open("rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)["purposes"]
    return rows


def _purpose(row: dict[str, Any], controller: Controller) -> ConsentPurpose:
    return ConsentPurpose(
        controller=controller,
        code=row["code"],
        label=row["label"],
        effect=row["effect"],
        items=row["items"],
        activities=row["activities"],
        is_marketing=row.get("marketing", False),
        condition=row.get("condition", ""),
        clause=row["clause"],
        promises=row["promises"],
    )
