"""Which rules of the rulebook a changed text is about: the period it promises now.

"Within 15 days" became "within 10 days" where the rule NBX-15-CONTACT cites the clause:
the rule follows when the version takes effect. Where a promise is gone or weaker, the
rule may end then. A period longer than the law gives is warned about. A person decides.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Controller, User
from policies.changes import Difference, mark_of
from policies.classifying import Classified
from policies.clauses import Clause, find
from policies.comparing import ChangeKind
from policies.errors import NotPossible
from policies.lessened import is_less_firm
from policies.models import MaterialChange, Policy, PolicyVersion
from policies.promised_effects import Followed, Promised, Weakened
from policies.quantities import Quantity, quantities
from rulebook import from_text
from rulebook.book import Book, Rule, newest
from rulebook.clock import Unit
from rulebook.errors import NotProposable
from rulebook.terms import SourceKind

ADDRESS = re.compile(r"^[^\s]*\d[^\s]*|^[IVX]+(?:\([^\s]*)?")
# How the law calls what the promise calls so.
BY_LAW = {
    "promise_response": "statute_response",
    "promise_fulfilment": "statute_fulfilment",
}
DAYS = {Unit.HOURS: 1 / 24, Unit.CALENDAR_DAYS: 1, Unit.WORKING_DAYS: 1.4}
DAYS |= {Unit.MONTHS: 30.4}


def promised(version: PolicyVersion, found: Difference | None) -> Promised:
    """Rules that the changes of `found` touch. Reads the rulebook of this company."""
    if found is None:
        return Promised()
    controller = version.policy.controller
    book = newest(controller.slug)
    rules = [
        rule
        for rule in book.current(Rule)
        if rule.controller == controller.slug
        and rule.source_kind == SourceKind.PROMISE
        and rule.number is not None
        and not rule.retired
    ]
    old = [clause for row in found.comparison.rows for clause in row.before]
    cited = {id(rule): _cited(old, rule) for rule in rules}
    followed: list[Followed] = []
    weakened: list[Weakened] = []
    for change in found.to_decide:
        keys = {id(clause) for clause in change.row.before}
        for rule in rules:
            if keys & cited[id(rule)]:
                one = _effect(change, rule, book)
                if isinstance(one, Followed):
                    followed.append(one)
                elif one is not None:
                    weakened.append(one)
    return Promised(tuple(followed), tuple(weakened))


def follow(
    version: PolicyVersion, *, announced_by: User | None, at: datetime
) -> list[Rule]:
    """Let the rules stand that confirmed changes of this version name.

    Called by the announcement, inside its transaction and act, once `effective_at` is
    known. Who decided on the change puts the rule forward, who approved the version
    agrees. Raises NotPossible where a rule has changed since the decision.
    """
    stood = []
    for change in _following(version):
        for given in change.follows:
            stood.append(_stand(version, change, given, announced_by, at))
    return stood


def take_back(version: PolicyVersion, *, at: datetime) -> list[Rule]:
    """The version is withdrawn: its rules are again what they were before."""
    controller = version.policy.controller
    return from_text.take_back(controller, policy_version=version.code, at=at)


def obstacles(policy: Policy, confirmed: Iterable[MaterialChange]) -> list[str]:
    """Why a rule that is to follow cannot stand as things are, a sentence each."""
    controller, found = policy.controller, []
    for change in confirmed:
        for given in change.follows:
            try:
                from_text.check(controller, *_wanted(controller, given))
            except NotProposable as error:
                found.append(f"{given['code']}: {error}")
    return found


def _following(version: PolicyVersion) -> Any:
    rows = MaterialChange.objects.filter(version=version, state="confirmed")
    return [row for row in rows.select_related("decided_by") if row.follows]


def _wanted(controller: Controller, given: dict[str, Any]) -> Any:
    base = newest(controller.slug).rule(given["code"], given["version"])
    if base is None:
        raise NotProposable(
            _("There is no rule %(code)s any more.") % {"code": given["code"]}
        )
    return base, {
        name: given[name] for name in given if name not in {"code", "version"}
    }


def _stand(
    version: PolicyVersion,
    change: MaterialChange,
    given: dict[str, Any],
    announced_by: User | None,
    at: datetime,
) -> Rule:
    controller = version.policy.controller
    people = [change.decided_by, version.approver, announced_by, version.author]
    both = list(dict.fromkeys(one for one in people if one is not None))[:2]
    if len(both) < 2:
        raise NotPossible(_("A second person has to stand for the new rule."))
    try:
        base, changes = _wanted(controller, given)
        return from_text.stand(
            controller,
            base=base,
            changes=changes,
            policy_version=version.code,
            effective_at=version.effective_at or at,
            reason=_("%(policy)s, version %(number)d: %(reason)s")
            % {
                "policy": version.policy.title,
                "number": version.number,
                "reason": change.reason,
            },
            proposed_by=both[0],
            agreed_by=both[1],
            at=at,
        )
    except NotProposable as error:
        raise NotPossible(f"{given['code']}: {error}") from None


def _cited(clauses: Sequence[Clause], rule: Rule) -> set[int]:
    """The clauses, by identity, that a rule cites: "21 Kazakhstan", "6.7 end"."""
    address = ADDRESS.match(rule.clause)
    if address is None:
        return set()
    here = find(clauses, address[0], rule.country)
    return {id(clause) for clause in here}


def _effect(change: Classified, rule: Rule, book: Book) -> Followed | Weakened | None:
    """What one change does to one rule that cites its clause; None for nothing."""
    row = change.row
    if not any(_is(one, rule) for one in _periods(row.before_text)):
        return None
    mark = mark_of(row)
    laws = tuple(_laws(rule, book))
    if row.kind is ChangeKind.DELETED:
        return Weakened(mark, rule, is_gone=True, laws=laws)
    for period in change.event.periods if change.event else ():
        if _is(period.before, rule) and (after := _unit(period.after)):
            number, unit = after
            longer = tuple(_shorter_laws(rule, number, unit, book))
            return Followed(mark, rule, number, unit, longer)
    if not any(_is(one, rule) for one in _periods(row.after_text)):
        return Weakened(mark, rule, is_gone=True, laws=laws)
    if change.rights_reduced or (change.event and is_less_firm(change.event)):
        return Weakened(mark, rule, is_gone=False, laws=laws)
    return None


def _periods(text: str) -> list[Quantity]:
    return quantities(" ".join(text.casefold().split()))


def _is(period: Quantity, rule: Rule) -> bool:
    return _unit(period) == (rule.number, rule.unit)


def _unit(period: Quantity) -> tuple[int, str] | None:
    """The period as the rulebook counts it; None for one that no clock counts."""
    if period.unit == "weeks":
        return period.number * 7, str(Unit.CALENDAR_DAYS)
    if period.unit in set(Unit):
        return period.number, period.unit
    return None


def _shorter_laws(rule: Rule, number: int, unit: str, book: Book) -> Iterator[Rule]:
    length = number * DAYS[Unit(unit)]
    for law in _laws(rule, book):
        if law.number is not None and law.number * DAYS[Unit(law.unit)] < length:
            yield law


def _laws(rule: Rule, book: Book) -> Iterator[Rule]:
    """Periods of the law for what the rule is about, each once."""
    by_law = BY_LAW.get(str(rule.clock), "")
    seen = set()
    for right in rule.rights:
        for law in book.rules("", rule.country, right):
            if law.clock != by_law or law.number is None or law.code in seen:
                continue
            seen.add(law.code)
            yield law
