"""The numbers of deadlines and statutes in one shape, from the reference and from us.

Each fact is a tuple of plain values, so that the first that differs can be named, and
all of them together have a checksum for where the reference is not at hand.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from rulebook.book import shipped
from rulebook.coverage import cell
from rulebook.laws import laws
from rulebook.rows import Minors, Promise, Rule
from rulebook.seeds import read_shipped
from rulebook.suggestions import all_suggestions
from rulebook.terms import RIGHTS

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
NO_REFERENCE = "../shared/reference is not beside the project."

SLUGS = {
    "AUX": "aux",
    "NBX": "nbexpress",
    "AXB": "auxconnbeauty",
    "ASB": "aseanbiz",
    "MAXIM": "maxim",
}
RIGHTS_OF = {
    "information_access": ["information", "access"],
    "contact_question": ["contact"],
    "restriction_blocking": ["restriction"],
    "marketing_opt_out": ["marketing_stop"],
}
CLOCK_OF = {"answer": "promise_response", "execute": "promise_fulfilment"}

Fact = tuple[Any, ...]


@cache
def reference(name: str) -> Any:
    return yaml.safe_load((REFERENCE / name).read_text(encoding="utf-8"))


def rights_of(request_type: str) -> list[str]:
    return RIGHTS_OF.get(request_type, [request_type])


def first_difference(ours: Iterable[Fact], theirs: Iterable[Fact]) -> str:
    """Nothing, or the first fact that only one side has, in words."""
    mine, facts = set(ours), set(theirs)
    for fact in sorted(mine ^ facts, key=repr):
        side = "only the project has" if fact in mine else "only the reference has"
        return f"{side} {fact}"
    return ""


def checksum(facts: Iterable[Fact]) -> str:
    """SHA-256 over the sorted facts as JSON, one on each line."""
    lines = sorted(json.dumps(fact) for fact in facts)
    return sha256("\n".join(lines).encode()).hexdigest()


# --- Statutes: (country, right or breach, part, number, unit, confidence)

PAUSE_PARTS = {"ask_within": "ask", "person_has": "wait"}
# What the reference says in words and not as a number with its unit: what we make of
# it, and where the words stand; a test reads them.
IN_WORDS = {
    ("BR", "breach", "supplement", 20, "working_days", "high"): (
        *("breach", "authority", "supplement"),
    ),
    ("CO", "breach", "report", 15, "working_days", "high"): (
        *("breach", "claims_report", "rule"),
    ),
    ("CO", "rectification", "flag", 2, "working_days", "high"): (
        *("rights", "rectification", "acknowledgement"),
    ),
    ("CO", "rectification", "forward", 2, "working_days", "high"): (
        *("rights", "rectification", "note"),
    ),
    ("CO", "complaint", "forward", 2, "working_days", "high"): (
        *("rights", "complaint", "note"),
    ),
}
# Colombia: what holds for a correction holds for every claim (art. 15).
CLAIMS = ("rectification", "erasure", "consent_withdrawal")


def statutes_of_reference() -> set[Fact]:
    found: set[Fact] = set(IN_WORDS)
    for country, law in reference("statutes.yaml")["jurisdictions"].items():
        for name, right in law["rights"].items():
            if right["granted"] in {"yes", "partial"}:
                found |= set(_right(country, right_name(name), right))
        for name, duty in law["breach"].items():
            if not isinstance(duty, dict) or "deadline" not in duty:
                continue
            deadline = duty["deadline"]
            if deadline["number"] is not None or _is_owed(deadline["means"]):
                found.add(_fact(country, "breach", name, deadline, duty["confidence"]))
        if "register_years" in law["breach"]:
            years = law["breach"]["register_years"]
            found.add((country, "breach", "register", years, "years", "high"))
        age = law["age"]
        of_age = (age["majority"], "years", age["confidence"])
        found.add((country, "age", "majority", *of_age))
    return found


def words_of_reference(fact: Fact) -> str:
    """The sentence of the register that `fact`, one of IN_WORDS, was read from."""
    said = reference("statutes.yaml")["jurisdictions"][fact[0]]
    for key in IN_WORDS[fact]:
        said = said[key]
    return str(said)


def right_name(name: str) -> str:
    # The certificate of Azerbaijan's systems is something a person is informed of.
    names = {"automated_decisions": "automated_decision"}
    return {**names, "certificate_information": "information"}.get(name, name)


def _is_owed(means: str) -> bool:
    return means not in {"no duty", "no duty in force", "no statutory period"}


def _fact(country: str, what: str, part: str, period: Any, confidence: str) -> Fact:
    number = period["number"]
    return (country, what, part, number, period["unit"] or "", confidence)


def _right(country: str, name: str, right: Any) -> Iterator[Fact]:
    confidence = right["confidence"]
    yield _fact(country, name, "deadline", right["deadline"], confidence)
    if (extension := right.get("extension", {})).get("number") is not None:
        yield _fact(country, name, "extension", extension, confidence)
    if isinstance(right.get("acknowledgement"), dict):
        yield _fact(country, name, "ack", right["acknowledgement"], confidence)
    pause = right.get("pause")
    for parts in pause.values() if isinstance(pause, dict) else ():
        if isinstance(parts, dict):
            for part, word in PAUSE_PARTS.items():
                for claim in CLAIMS if country == "CO" else (name,):
                    yield _fact(country, claim, word, parts[part], confidence)
    if country == "CO" and name in CLAIMS:  # as for a correction, in words there
        for part in ("flag", "forward"):
            yield (country, name, part, 2, "working_days", confidence)


def statutes_of_ours() -> set[Fact]:
    found: set[Fact] = set()
    for rule in shipped().current(Rule):
        if rule.source_kind == "statute":
            found |= set(_ours(rule))
    for law in laws().values():
        for fact in law.facts:
            *_, part = fact.code.lower().split("-")
            found.add(
                (law.country, "breach", part, fact.number, fact.unit, fact.confidence)
            )
    for row in shipped().current(Minors):
        if row.source_kind == "statute":
            of_age = (row.adult_age, "years", row.confidence)
            found.add((row.country, "age", "majority", *of_age))
    return found


def _ours(rule: Rule) -> Iterator[Fact]:
    number, unit, confidence = rule.number, rule.unit, rule.confidence
    country, _, rest = rule.code.partition("-")
    assert country == rule.country
    if not rule.rights:
        breach, _, part = rest.lower().partition("-")
        yield (country, breach, part, number, unit, confidence)
        return
    [right] = rule.rights
    name = right.upper().replace("_", "-")
    part = rest.removeprefix(name).removeprefix("-").lower() or "deadline"
    yield (country, right, part, number, unit, confidence)
    if rule.extension_number is not None:
        extension = (rule.extension_number, rule.extension_unit)
        yield (country, right, "extension", *extension, confidence)


# --- Deadlines: the rules, and the cells of the matrix

QUALIFIERS = {
    "at most": "at_most",
    "generally": "generally",
    "without undue delay, at most": "without_undue_delay",
    "timely, no number": "timely",
    "as soon as possible, as law requires": "as_soon_as_possible",
    "for": "",  # a time of keeping is no limit
}
# A rule on keeping data sets no clock: here it is the promise itself.
RETAINED = {"NBX-180": "NBX-6.19"}


def rules_of_reference() -> set[Fact]:
    return {
        (
            RETAINED.get(rule["id"], rule["id"]),
            SLUGS[rule["policy"]],
            rule["country"],
            CLOCK_OF.get(rule["stage"], "retention"),
            rule["value"],
            rule["unit"] if rule["value"] is not None else "",
            QUALIFIERS[rule["qualifier"]],
            rule["promise"],
        )
        for rule in reference("deadlines.yaml")["rules"]
    }


def rules_of_ours() -> set[Fact]:
    found = {
        (
            *(rule.code, rule.controller, rule.country, rule.clock),
            *(rule.number, rule.unit, rule.qualifier, rule.promise),
        )
        for rule in shipped().current(Rule)
        if rule.clock in CLOCK_OF.values()
    }
    for promise in shipped().current(Promise):
        if promise.promise in RETAINED.values():
            found.add(
                (
                    *(promise.promise, promise.controller, "MY", promise.kind),
                    *(promise.number, promise.unit, promise.qualifier),
                    promise.promise,
                )
            )
    return found


def cells_of_reference() -> set[Fact]:
    """(company, country, right, stage, status, rule, number, unit)."""
    return {
        (
            *(SLUGS[policy], country, right, stage, said["status"]),
            *(said.get("rule", ""), said.get("value")),
            said["unit"] if said.get("value") is not None else "",
        )
        for policy, countries in reference("deadlines.yaml")["matrix"].items()
        for country, requests in countries.items()
        for request_type, stages in requests.items()
        for right in rights_of(request_type)
        for stage, said in stages.items()
    }


def cells_of_ours() -> set[Fact]:
    """Every cell of the product, also those that the matrix leaves out."""
    found: set[Fact] = set()
    for slug, policy in read_shipped().controllers.items():
        places = product(policy["countries"], RIGHTS, ("answer", "execute"))
        for country, right, stage in places:
            one = cell(shipped(), slug, country, right, stage)
            said = (str(one.status), one.rule, one.number, one.unit)
            found.add((slug, country, str(right), stage, *said))
    return found


def colombia_of_reference() -> set[Fact]:
    """(promise, number, unit) of each step of Colombia's procedure, in 5.5 and 18."""
    procedure = reference("deadlines.yaml")["colombia_stop_the_clock"]
    first = "MAXIM-18-CO.1"
    return {
        (
            state.get("promise", first).replace("-18-", f"-{paragraph}-"),
            state["limit"],
            state["unit"],
        )
        for state in procedure["states"]
        for paragraph in procedure["paragraphs"]
    }


def colombia_of_ours() -> set[Fact]:
    found: set[Fact] = set()
    for right in ("erasure", "account_cancellation"):
        for rule in shipped().rules("maxim", "CO", right):
            found.add((rule.promise, rule.number, rule.unit))
            if rule.then_number is not None:  # once the person has replied
                reply = rule.promise.replace("CO.1", "CO.4")
                found.add((reply, rule.then_number, rule.then_unit))
    return found


# --- Ages of the policies, and what an office may choose


def ages_of_ours() -> set[Fact]:
    """(promise, age, from when one may register, below which data is sensitive)."""
    return {
        (row.promise, row.adult_age, row.may_register_from, row.sensitive_below)
        for row in shipped().current(Minors)
        if row.promise
    }


def defaults_of_ours() -> set[Fact]:
    """(company, country, clock, right, number, unit) of every default on offer."""
    return {
        (one.controller, one.country, one.clock, right, one.number, one.unit)
        for one in all_suggestions()
        for right in one.rights
    }


def deadlines_of_ours() -> set[Fact]:
    return (
        rules_of_ours()
        | cells_of_ours()
        | colombia_of_ours()
        | ages_of_ours()
        | defaults_of_ours()
    )
