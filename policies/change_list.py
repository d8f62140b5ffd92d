"""A comparison as data and as plain text: for scripts, letters and the archive."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from policies.classifying import Classification, Classified
from policies.clauses import Clause
from policies.comparing import ChangeKind, Comparison, Row

WITH_NUMBER = frozenset({ChangeKind.RENUMBERED, ChangeKind.FORMATTING})


def as_data(comparison: Comparison, classification: Classification) -> dict[str, Any]:
    """What `manage.py compare --json` prints; the keys are a promise to scripts."""
    return {
        "changes": [_change(change) for change in classification.changes],
        "material": classification.is_material,
        "categories": classification.categories,
        "stats": comparison.stats(),
    }


def _change(change: Classified) -> dict[str, Any]:
    row = change.row
    return {
        "kind": str(row.kind),
        "section": row.section,
        "before": _side(row, row.before),
        "after": _side(row, row.after),
        "suggestions": [
            {"category": one.category, "rule": one.rule, "snippet": one.snippet}
            for one in change.suggestions
        ],
        "rights_reduced": change.rights_reduced,
    }


def _side(row: Row, clauses: tuple[Clause, ...]) -> str:
    text = " ".join(clause.text for clause in clauses)
    if row.kind in WITH_NUMBER and clauses and clauses[0].number:
        return f"{clauses[0].number} {text}"
    return text


def as_text(comparison: Comparison) -> str:
    """The changed words for a letter: [-what was-] {+what is+}, without any colour."""
    return "\n\n".join(_paragraphs(comparison))


def _paragraphs(comparison: Comparison) -> Iterator[str]:
    for number, row in enumerate(comparison.changed_words, 1):
        yield f"{number}. {_said(row)}\n{marked(row)}"


def _said(row: Row) -> str:
    kinds = {
        ChangeKind.INSERTED: _("New: %(section)s"),
        ChangeKind.DELETED: _("No longer there: %(section)s"),
        ChangeKind.MODIFIED: _("Changed: %(section)s"),
        ChangeKind.MOVED_MODIFIED: _("Moved and changed: %(section)s"),
    }
    return kinds[row.kind] % {"section": row.section}


def marked(row: Row) -> str:
    """One paragraph with its changed words in brackets."""
    parts = []
    for one in row.segments:
        if one.is_same:
            parts.append(one.after)
            continue
        marks = [f"[-{one.before}-]"] if one.before else []
        marks += [f"{{+{one.after}+}}"] if one.after else []
        ending = " " if not one.after and one.before else ""
        parts.append(" ".join(marks) + ending)
    return " ".join("".join(parts).split())
