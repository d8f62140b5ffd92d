"""A person decides what people have to be told about a draft, change by change.

    decide(version, mark, categories=["C4"], reason="...", ...)   # material
    decide(version, mark, categories=[], reason="...")             # the meaning stays
    decide_assessment(version, code, is_material=True, reason="...")
    sign_off(version, reason="...")                                # nothing is material

The suggestion, its rule and its snippet stay beside the decision. Source: POLICIES §1
(rules 1, 2 and 5) and §3.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from policies.categories import LABELS
from policies.changes import Difference, difference, mark_of
from policies.classifying import REVIEW, Classified
from policies.consent_gates import consent_owed
from policies.errors import NotPossible
from policies.models import Decision, Gate, MaterialChange, Policy, PolicyVersion
from policies.promised import promised
from policies.steps import said, staff, step
from processing.asking import high_risks
from processing.models import ImpactAssessment

State = MaterialChange.State
ASSESSED = "C6"


def decide(
    version: PolicyVersion,
    mark: str,
    *,
    categories: Sequence[str],
    reason: str,
    by: User | Actor,
    at: datetime,
    rights_reduced: bool = False,
    new_use: bool = False,
    summary: Mapping[str, str] | None = None,
    follows: Collection[str] = (),
) -> list[MaterialChange]:
    """Say whether people are told of one change of words, in which categories, and why.

    `follows` are codes of rules that these words change or end: they follow when the
    version takes effect. Deciding again replaces the decision. Raises PermissionDenied;
    NotPossible with the field where a value is wrong, or the words have changed since.
    """
    reason = said(reason, _("Say why, in one sentence."))
    _check(categories)
    with step(version, "decide", by=by, at=at, permission="policies.edit") as held:
        _guard_open(held)
        found = difference(held)
        change = _named(found, mark)
        rows = _rows(held, found, change, mark, categories)
        rules = _rules(held, found, mark, follows) if categories else []
        for row in rows:
            is_told = row.category in categories
            row.state = State.CONFIRMED if is_told else State.DISMISSED
            row.decision = _decision(row, is_told=is_told)
            row.reason = reason
            row.decided_by, row.decided_at = staff(by), at
            row.rights_reduced = rights_reduced and is_told
            row.new_use = new_use and is_told
            row.gate = _gate(held.policy, row)
            row.summary = _trimmed(summary) if is_told else {}
            row.follows, rules = (rules, []) if is_told else ([], rules)
            row.save()
        if categories:
            _is_material(held)
    return rows


def decide_assessment(
    version: PolicyVersion,
    code: str,
    *,
    is_material: bool,
    reason: str,
    by: User | Actor,
    at: datetime,
    summary: Mapping[str, str] | None = None,
) -> MaterialChange:
    """Say whether people are told of a high risk that an assessment found.

    `code` is its code in the register; no word of the text has to change for it.
    """
    reason = said(reason, _("Say why, in one sentence."))
    with step(version, "decide", by=by, at=at, permission="policies.edit") as held:
        _guard_open(held)
        found = high_risks(held.policy.controller).filter(code=code).first()
        if found is None:
            raise NotPossible(_("No confirmed assessment of this name shows a risk."))
        row = MaterialChange.objects.filter(
            version=held, mark="", impact_assessment=code
        ).first() or MaterialChange(
            version=held,
            from_version=held.source,
            impact_assessment=code,
            category=ASSESSED,
            suggested=ASSESSED,
            rule="assessment.register",
            section=found.title[:200],
        )
        row.state = State.CONFIRMED if is_material else State.DISMISSED
        row.decision = Decision.RAISED if is_material else Decision.REJECTED
        row.reason = reason
        row.decided_by, row.decided_at = staff(by), at
        row.gate = _gate(held.policy, row)
        row.summary = _trimmed(summary) if is_material else {}
        row.save()
        if is_material:
            _is_material(held)
    return row


def sign_off(
    version: PolicyVersion, *, reason: str, by: User | Actor, at: datetime
) -> None:
    """Say of a version whose changes were all dismissed that nobody is told, and why.

    Raises NotPossible while a change is open or one is material.
    """
    reason = said(reason, _("Say why nobody has to be told."))
    with step(version, "sign_off", by=by, at=at, permission="policies.edit") as held:
        _guard_open(held)
        rows = MaterialChange.objects.filter(version=held)
        if rows.confirmed().exists():
            raise NotPossible(_("A change of this version is material, so it is told."))
        found = difference(held)
        if _open_marks(found, list(rows)) or assessments_to_decide(held):
            raise NotPossible(_("A change of this version is not decided yet."))
        held.not_material_reason = reason
        held.save()


def assessments_to_decide(version: PolicyVersion) -> list[ImpactAssessment]:
    """Assessments that show a high risk, and that no version has decided on yet."""
    decided = MaterialChange.objects.filter(
        version__policy=version.policy_id, version__number__lte=version.number
    ).exclude(state=State.SUGGESTED)
    known = set(
        decided.exclude(impact_assessment="").values_list(
            "impact_assessment", flat=True
        )
    )
    found = high_risks(version.policy.controller)
    return [one for one in found if one.code not in known]


def _check(categories: Sequence[str]) -> None:
    known = set(LABELS) - {REVIEW}
    if unknown := [one for one in categories if one not in known]:
        raise NotPossible(
            _("Choose a category: %(name)s is none.") % {"name": unknown[0]}, "category"
        )
    if len(set(categories)) != len(categories):
        raise NotPossible(_("Name each category once."), "also")


def _guard_open(version: PolicyVersion) -> None:
    if not version.is_open:
        raise NotPossible(
            _("Version %(number)d is approved, so its decisions stay.")
            % {"number": version.number}
        )


def _named(found: Difference | None, mark: str) -> Classified:
    for change in found.classification.changes if found else ():
        if mark_of(change.row) == mark:
            return change
    raise NotPossible(
        _("These words have changed since: look at the change as it is now.")
    )


def _rows(
    version: PolicyVersion,
    found: Difference | None,
    change: Classified,
    mark: str,
    categories: Sequence[str],
) -> list[MaterialChange]:
    """The rows of a change: one for each suggestion, and for what a person adds.

    A row keeps the category its rule suggested where that is chosen; the others take
    what is left. Rows that a person had added before are used again.
    """
    kept = MaterialChange.objects.filter(version=version, mark=mark).order_by("pk")
    rows = list(kept)
    known = {row.suggested for row in rows}
    for suggestion in change.suggestions:
        if suggestion.category not in known:
            rows.append(
                _new(version, found, change, mark, suggestion.category, suggestion)
            )
    left = [one for one in categories if one not in {row.suggested for row in rows}]
    if (len(left) or not rows) and "" not in known:
        rows.append(_new(version, found, change, mark, "", None))
    free = [row for row in rows if row.suggested not in categories]
    for row in rows:
        row.category = row.suggested or REVIEW
    for row, category in zip(free, left, strict=False):
        row.category = category
    if len(left) > len(free):
        raise NotPossible(
            _("Name at most one category more than is suggested."), "also"
        )
    return [row for row in rows if row.suggested or row.pk or row.category != REVIEW]


def _new(
    version: PolicyVersion,
    found: Difference | None,
    change: Classified,
    mark: str,
    suggested: str,
    suggestion: Any,
) -> MaterialChange:
    row = change.row
    return MaterialChange(
        version=version,
        from_version=found.base if found else None,
        mark=mark,
        clause_keys=list(dict.fromkeys(c.key for c in (*row.after, *row.before))),
        section=row.section[:200],
        suggested=suggested,
        category=suggested or REVIEW,
        rule=suggestion.rule if suggestion else "",
        snippet=suggestion.snippet if suggestion else "",
    )


def _decision(row: MaterialChange, *, is_told: bool) -> str:
    if not is_told:
        return Decision.REJECTED
    if not row.suggested:
        return Decision.RAISED
    return Decision.ACCEPTED if row.suggested == row.category else Decision.EDITED


def _gate(policy: Policy, row: MaterialChange) -> str:
    """What a confirmed change needs (POLICIES §1, 5)."""
    if row.state != State.CONFIRMED:
        return Gate.NONE
    return Gate.EXPLICIT_CONSENT if consent_owed(policy, row) else Gate.NOTICE


def _rules(
    version: PolicyVersion,
    found: Difference | None,
    mark: str,
    follows: Collection[str],
) -> list[dict[str, Any]]:
    known = {one.rule.code: one for one in promised(version, found).offered_by(mark)}
    if unknown := [code for code in follows if code not in known]:
        raise NotPossible(
            _("These words do not change the rule %(code)s.") % {"code": unknown[0]},
            "follows",
        )
    return [known[code].as_data() for code in follows]


def _trimmed(summary: Mapping[str, str] | None) -> dict[str, str]:
    given = {language: words.strip() for language, words in (summary or {}).items()}
    return {language: words for language, words in given.items() if words}


def _is_material(version: PolicyVersion) -> None:
    """What was signed off as "not material" before is no longer so."""
    if version.not_material_reason:
        version.not_material_reason = ""
        version.save()


def _open_marks(found: Difference | None, rows: list[MaterialChange]) -> list[str]:
    half = {row.mark for row in rows if not row.is_decided}
    decided = {row.mark for row in rows if row.is_decided} - half
    marks = [mark_of(change.row) for change in found.to_decide] if found else []
    return [mark for mark in marks if mark not in decided]
