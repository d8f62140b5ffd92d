"""Bring the shipped list of published policies into the database."""

import tomllib
from pathlib import Path

from django.db import transaction

from accounts.models import Controller
from policies.models import Policy, PolicyVersion

SEEDS = Path(__file__).resolve().parent / "seeds" / "policies.toml"


@transaction.atomic
def load_policies() -> int:
    """Add what is missing and leave what is there; returns how many were added."""
    added = 0
    for row in tomllib.loads(SEEDS.read_text())["policies"]:
        policy, _ = Policy.objects.get_or_create(
            controller=Controller.objects.get(slug=row["controller"]),
            slug=row["slug"],
            defaults={"title": row["title"]},
        )
        _version, is_new = PolicyVersion.objects.get_or_create(
            policy=policy,
            number=1,
            defaults={
                "language": row["language"],
                "released_on": row.get("released_on"),
                "effective_on": row.get("effective_on"),
            },
        )
        added += is_new
    return added
