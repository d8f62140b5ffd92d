"""Bring the shipped list of published policies into the database."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Controller
from audit.trail import Actor, act, record
from policies.days import start_of
from policies.models import Policy, PolicyVersion

SEEDS = Path(__file__).resolve().parent / "seeds" / "policies.toml"
DATES = ("released_on", "effective_on")


@transaction.atomic
def load_policies(*, by: Actor | None = None) -> int:
    """Add what is missing and leave what is there; returns how many were added.

    A policy comes with the promise preset of its update clause and with its version
    known by date; the text is imported by the company (`manage.py import_policy`).
    """
    controllers = {row.slug: row for row in Controller.objects.all()}
    known = set(Policy.objects.values_list("controller__slug", "slug"))
    new = [
        row
        for row in _shipped()
        if row["controller"] in controllers
        and (row["controller"], row["slug"]) not in known
    ]
    with act(by=by or Actor.job("load_policies")):
        for row in new:
            _add(row, controllers[row["controller"]])
    return len(new)


def _add(row: dict[str, Any], controller: Controller) -> None:
    preset = {
        name: value
        for name, value in row.items()
        if name not in {"controller", "language", *DATES}
    }
    policy = Policy(controller=controller, default_language=row["language"], **preset)
    policy.save()
    released, effective = (row.get(name) for name in DATES)
    version = PolicyVersion(
        policy=policy,
        number=1,
        language=row["language"],
        state=PolicyVersion.State.ANNOUNCED,
        is_imported=True,
        released_on=released,
        effective_on=effective,
        announced_at=start_of(released, controller) if released else None,
        effective_at=start_of(effective, controller) if effective else None,
    )
    version.save()
    record("policies.load", policy, controller_id=controller.pk)


@cache
def _shipped() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(SEEDS.read_text())["policies"]
    return rows
