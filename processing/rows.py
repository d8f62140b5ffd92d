"""The rows of a data file as plain values; loading.py makes records of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Labels = Mapping[str, str]  # language -> words; English is always there


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedItem:
    code: str
    label: Labels
    sensitivity: str
    because: str
    source: str  # of the judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedActivity:
    code: str
    clause: str
    subjects: tuple[str, ...]
    label: Labels
    items: tuple[str, ...]
    purposes: tuple[str, ...]
    bases: tuple[str, ...]
    consent: str = ""
    countries: tuple[str, ...] = ()
    except_countries: tuple[str, ...] = ()
    items_except: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    promises: tuple[str, ...]
    source: Labels = field(default_factory=dict)
    retention: Labels
    retention_promise: str = ""
    note: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedRecipient:
    code: str
    name: str
    kind: str
    contact: str = ""
    country: str = ""
    countries: tuple[str, ...] = ()
    role: str = ""
    passed_on: str = ""
    told: str
    told_after: tuple[str, ...] = ()
    told_promise: str = ""
    safeguard: str = ""
    promises: tuple[str, ...]
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedRegister:
    """The register of one company, as its policy has it."""

    controller: str  # slug
    document: str
    items: tuple[ShippedItem, ...]  # those that its activities name
    activities: tuple[ShippedActivity, ...]
    recipients: tuple[ShippedRecipient, ...]
