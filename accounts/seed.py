"""The shipped controllers and establishments, read without a database."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).resolve().parent / "seeds" / "controllers.toml"


@dataclass(frozen=True, slots=True)
class ShippedContactPoint:
    kind: str
    value: str
    purpose: str = "general"
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShippedEstablishment:
    """A controller's entity in one country; blank where the policy is blank."""

    controller: str  # slug
    country: str  # ISO 3166-1 alpha-2
    name: str
    time_zone: str  # IANA name
    languages: tuple[str, ...]
    legal_name: str = ""
    registration: str = ""
    address: str = ""
    registered_address: str = ""
    place: str = ""
    subdivision: str = ""  # ISO 3166-2, "MY-06"
    contact_points: tuple[ShippedContactPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class ShippedController:
    slug: str
    policy_code: str
    name: str
    establishments: tuple[ShippedEstablishment, ...]


@cache
def shipped_controllers() -> tuple[ShippedController, ...]:
    """The five controllers of `seeds/controllers.toml`, in its order."""
    with SEEDS.open("rb") as file:
        data = tomllib.load(file)
    return tuple(_controller(row) for row in data["controllers"])


@cache
def shipped_establishments() -> tuple[ShippedEstablishment, ...]:
    """The 18 establishments of the five controllers."""
    return tuple(
        establishment
        for controller in shipped_controllers()
        for establishment in controller.establishments
    )


def shipped_establishment(controller: str, country: str) -> ShippedEstablishment | None:
    """The entity of controller slug `controller` in `country`, or None."""
    for establishment in shipped_establishments():
        if (establishment.controller, establishment.country) == (controller, country):
            return establishment
    return None


def _controller(row: dict[str, Any]) -> ShippedController:
    slug = row["slug"]
    return ShippedController(
        slug=slug,
        policy_code=row["policy_code"],
        name=row["name"],
        establishments=tuple(_establishment(slug, e) for e in row["establishments"]),
    )


def _establishment(controller: str, row: dict[str, Any]) -> ShippedEstablishment:
    points = tuple(ShippedContactPoint(**p) for p in row.get("contact_points", ()))
    fields = row | {"languages": tuple(row["languages"]), "contact_points": points}
    fields |= {
        name: row[name].strip()
        for name in ("address", "registered_address")
        if name in row
    }
    return ShippedEstablishment(controller=controller, **fields)
