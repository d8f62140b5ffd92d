"""What changed in a version against the one before, and what a rule makes of it.

The suggestions are kept as `MaterialChange` rows, so that a person can decide on each.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.models import User
from audit.trail import Actor
from policies.classifying import Classification, Classified, classify
from policies.comparing import Comparison, Row, compare
from policies.models import MaterialChange, PolicyVersion
from policies.steps import step
from policies.wording import clauses_in, digest

LONGEST_SECTION = 200  # characters, as the column holds


@dataclass(frozen=True)
class Difference:
    """A version beside the one it replaces, in the language of its original."""

    base: PolicyVersion
    comparison: Comparison
    classification: Classification

    @property
    def to_decide(self) -> list[Classified]:
        """Changes that are not cosmetic: each needs a decision in a category."""
        return [one for one in self.classification.changes if one.suggestions]

    @cached_property
    def marks(self) -> set[str]:
        """Of every change, cosmetic ones too."""
        return {mark_of(one.row) for one in self.classification.changes}


def base_of(version: PolicyVersion) -> PolicyVersion | None:
    """The version it is compared with: the source, else the last one before it.

    Only one whose text is here in the same language; None for the first. A source that
    was taken back is passed over: what it changed is new to people again.
    """
    earlier = PolicyVersion.objects.filter(
        policy=version.policy_id, translations__language=version.language
    ).exclude(pk=version.pk)
    source = earlier.filter(pk=version.source_id).first()
    if source is not None and not _was_taken_back(source, version):
        return source
    return (
        earlier.filter(number__lt=version.number)
        .exclude(state=PolicyVersion.State.WITHDRAWN)
        .order_by("-number")
        .first()
    )


def _was_taken_back(source: PolicyVersion, version: PolicyVersion) -> bool:
    """Whether it was withdrawn before this version was announced on top of it."""
    if source.withdrawn_at is None:
        return False
    announced_at = version.announced_at
    return announced_at is None or source.withdrawn_at <= announced_at


def difference(version: PolicyVersion) -> Difference | None:
    """Compare and classify; None for a version with nothing to compare it with."""
    base = base_of(version)
    texts = version.translations.filter(language=version.language)
    text = texts.select_related("version").first()
    if base is None or text is None:
        return None
    before = base.translations.get(language=version.language)
    comparison = compare(clauses_in(before), clauses_in(text), keyed=True)
    return Difference(base, comparison, classify(comparison))


def mark_of(row: Row) -> str:
    """What a change of words is called, as long as these words stay.

    SHA-256 of the kind, the keys and the words before and after.
    """
    keys = [clause.key for clause in (*row.before, *row.after)]
    return digest(str(row.kind), *keys, row.before_text, row.after_text)


def suggest(
    version: PolicyVersion, *, by: User | Actor, at: datetime
) -> Difference | None:
    """Keep a row for each suggestion of the draft as it stands; returns the difference.

    A decision stays where its words stay. What the draft no longer says is taken out,
    also decided; its history remains. Safe to call again. Raises PermissionDenied.
    """
    with step(version, "suggest", by=by, at=at, permission="policies.edit") as held:
        found = difference(held)
        rows = MaterialChange.objects.filter(version=held)
        wanted = {} if found is None else _wanted(held, found)
        known = set()
        here = set() if found is None else found.marks
        for row in rows.exclude(mark=""):
            known.add((row.mark, row.suggested))
            # What a person found material stays, also where no rule suggests it.
            if row.mark not in here or (row.suggested and _is_left(row, wanted)):
                row.delete()
        MaterialChange.objects.audited_bulk_create(
            [change for name, change in wanted.items() if name not in known]
        )
    return found


def _is_left(
    row: MaterialChange, wanted: dict[tuple[str, str], MaterialChange]
) -> bool:
    return row.mark not in {mark for mark, _category in wanted}


def _wanted(
    version: PolicyVersion, found: Difference
) -> dict[tuple[str, str], MaterialChange]:
    return {
        (mark, suggestion.category): MaterialChange(
            version=version,
            from_version=found.base,
            mark=mark,
            clause_keys=_keys(change.row),
            section=change.row.section[:LONGEST_SECTION],
            suggested=suggestion.category,
            category=suggestion.category,
            rule=suggestion.rule,
            snippet=suggestion.snippet,
            rights_reduced=change.rights_reduced,
            new_use=suggestion.category == "C1" and change.adds_use,
        )
        for change in found.to_decide
        for mark in [mark_of(change.row)]
        for suggestion in change.suggestions
    }


def _keys(row: Row) -> list[str]:
    """Of the clause as it stands now and as it stood, each once."""
    return list(dict.fromkeys(one.key for one in (*row.after, *row.before)))


def undecided(version: PolicyVersion, found: Difference | None = None) -> list[str]:
    """The sections with a change that nobody has decided on, in the order of the text.

    Worked out from the words themselves: a change whose row is missing is undecided.
    `found` is the difference, where somebody has compared already.
    """
    found = found or difference(version)
    rows = MaterialChange.objects.filter(version=version)
    open_sections = [row.section for row in rows if not row.is_decided]
    if found is None:
        return open_sections
    decided = {row.mark for row in rows if row.is_decided}
    half = {row.mark for row in rows if not row.is_decided}
    sections = [
        change.row.section
        for change in found.to_decide
        if mark_of(change.row) not in decided - half
    ]
    without_words = [row.section for row in rows if not row.is_decided and not row.mark]
    return list(dict.fromkeys([*sections, *without_words]))
