"""The invented systems of the demo companies; each says that it is an example."""

import tomllib
from pathlib import Path

from django.db import transaction

from accounts.models import Controller
from audit.trail import Actor, act
from processing.models import Activity, System

SYSTEMS = Path(__file__).resolve().parent / "systems.toml"


def keep_systems() -> int:
    """Add the example systems that are not here yet; returns how many were added."""
    companies = {controller.slug: controller for controller in Controller.objects.all()}
    here = set(System.objects.values_list("controller__slug", "code"))
    new = []
    for row in tomllib.loads(SYSTEMS.read_text(encoding="utf-8"))["systems"]:
        slugs = set(row.pop("controllers")) & companies.keys()
        is_for_all = row.pop("activities", "") == "all"
        for slug in sorted(slug for slug in slugs if (slug, row["code"]) not in here):
            codes = _codes(companies[slug]) if is_for_all else []
            system = System(controller=companies[slug], activities=codes, **row)
            system.is_example = True
            new.append(system)
    with transaction.atomic(), act(by=Actor.job("demo")):
        return len(System.objects.audited_bulk_create(new))


def _codes(controller: Controller) -> list[str]:
    return list(Activity.objects.of(controller).values_list("code", flat=True))
