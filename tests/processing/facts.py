"""The facts of the five registers in one shape, from the reference and from us.

What a policy says is compared by ids, codes and paragraphs; the words are ours.
"""

import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from processing.seed import shipped_items, shipped_registers

SHARED = Path(__file__).resolve().parents[3] / "shared"
INVENTORY = SHARED / "reference" / "data-inventory.yaml"
SLUGS = {
    "AUX": "aux",
    "NBX": "nbexpress",
    "AXB": "auxconnbeauty",
    "ASB": "aseanbiz",
    "MAXIM": "maxim",
}
# How the reference begins to word a legal basis, and what we hold of it.
BASES = {
    "contract; consent where": (["contract", "consent"], "where_required"),
    "consent where": (["consent"], "where_required"),
    "contract": (["contract"], ""),
    "consent (refusal": (["consent"], "required"),
    "consent (required": (["consent"], "required"),
    "consent (optional": (["consent"], "optional"),
    "consent (2, 17.2), contract, law": (["consent", "contract", "legal_duty"], ""),
    "consent by device": (["consent"], "on_device"),
    "permission": (["consent"], "on_device"),
    "consent of the third": (["consent"], "third_party"),
    "consent": (["consent"], ""),
    "guardian consent": (["consent"], "guardian"),
    "legal duty": (["legal_duty"], ""),
    "not stated": (["not_stated"], ""),
}
# Companies without a section on recipients, and a row that only says so.
NO_RECIPIENTS = {"AXB"}

Fact = tuple[Any, ...]


@cache
def inventory() -> dict[str, Any]:
    """The reference; nothing where it is not beside the project."""
    if not INVENTORY.is_file():
        return {}
    found: dict[str, Any] = yaml.safe_load(INVENTORY.read_text(encoding="utf-8"))
    return found


def our_facts() -> list[Fact]:
    return sorted([*_our_items(), *_our_activities(), *_our_recipients()], key=repr)


def _our_items() -> Iterator[Fact]:
    for item in shipped_items().values():
        yield ("item", item.code, item.sensitivity)


def _our_activities() -> Iterator[Fact]:
    sensitive = {
        i.code for i in shipped_items().values() if i.sensitivity == "sensitive"
    }
    for register in shipped_registers():
        for one in register.activities:
            yield (
                "activity",
                register.controller,
                one.code,
                _places(one.countries, one.except_countries, one.items_except),
                sorted(one.subjects),
                list(one.items),
                sorted(set(one.items) & sensitive),
                list(one.bases),
                one.consent,
                one.clause,
                sorted(one.promises),
            )


def _our_recipients() -> Iterator[Fact]:
    for register in shipped_registers():
        promises = {one.promises[0] for one in register.recipients}
        for promise in promises:
            rows = [one for one in register.recipients if one.promises[0] == promise]
            countries = sorted(one.country for one in rows)
            yield ("recipients", register.controller, promise, countries)


def _places(countries: Any, except_countries: Any, items_except: Any) -> str:
    words = list(countries) or [f"not {code}" for code in except_countries]
    words += [f"{item} not {','.join(c)}" for item, c in items_except.items()]
    return " ".join(words)


def their_facts() -> list[Fact]:
    found = [*_their_items(), *_their_activities(), *_their_recipients()]
    return sorted(found, key=repr)


def _their_items() -> Iterator[Fact]:
    for code, item in inventory()["items"].items():
        yield ("item", code, item["sensitive"])


def _their_activities() -> Iterator[Fact]:
    for row in inventory()["processing"]:
        bases, consent = _bases(row["legal_basis"])
        subjects = [
            one.strip().replace(" ", "_").replace("-", "_").removesuffix("_provider")
            for one in row["subject_category"].split(";")
        ]
        yield (
            "activity",
            SLUGS[row["policy"]],
            row["id"],
            _their_places(row),
            sorted(subjects) if row["id"] != "NBX-R16" else ["minor"],
            row["items"],
            sorted(row["sensitive_items"]),
            bases,
            consent,
            row["paragraph"],
            sorted(row["promises"]),
        )


def _bases(words: str) -> Any:
    longest = max((start for start in BASES if words.startswith(start)), key=len)
    return BASES[longest]


def _their_places(row: dict[str, Any]) -> str:
    """Only Maxim has several countries; elsewhere the country is the company's own."""
    words = row["country"]
    if row["policy"] != "MAXIM" or words == "all":
        return ""
    if row["id"] == "MAXIM-R-VEH":
        return "not AR vehicle_plate not TH"
    if words.startswith("all but "):
        codes = words.removeprefix("all but ").split(", ")
        return " ".join(f"not {code}" for code in codes)
    return str(words)


def _their_recipients() -> Iterator[Fact]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in inventory()["recipients"]:
        if row["policy"] in NO_RECIPIENTS:
            continue
        country = row["country"] if row["country"] != "per country" else None
        key = (SLUGS[row["policy"]], row["promise"])
        found.setdefault(key, []).append(country or "")
    for (slug, promise), countries in found.items():
        yield ("recipients", slug, promise, sorted(countries))


def checksum(facts: list[Fact]) -> str:
    """SHA-256 over the facts as JSON, one on each line."""
    lines = "\n".join(json.dumps(fact) for fact in facts)
    return sha256(lines.encode()).hexdigest()
