"""The words of a version: stored as a manifest, read back as clauses, hashed.

    put(translation, clauses)            # what an import or the editor hands over
    clauses_in(translation)              # the same clauses, to compare or to show
    text_hash(title, clauses)            # what anyone can work out from a text

Keys are the caller's: `comparing.inherit_keys` or `pairing.keys_of_original` give them.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.db import models

from policies.clauses import Clause as Words
from policies.clauses import ClauseKind
from policies.models import (
    Clause,
    ClauseText,
    PolicyVersion,
    Translation,
    VersionClause,
)
from policies.models.clause import hash_of

BATCH = 500  # SQLite takes a limited number of values in one statement


def clauses_in(translation: Translation) -> list[Words]:
    """The clauses in their order, with keys and the topics they have now; a SELECT."""
    rows = translation.rows.select_related("clause", "text").order_by("position")
    return [_words(row) for row in rows]


def put(
    translation: Translation,
    clauses: Sequence[Words],
    *,
    confirmed: Collection[str] | None = None,
) -> bool:
    """Make these the words of the text; returns whether anything changed.

    The caller holds the version's row and acts (`steps.step`). Clauses that the policy
    did not have come into being; what is not tied to a version any more stays known.
    A clause of a translation that keeps its words also keeps the mark of the original
    it was made from, and so its "stale", unless its key is `confirmed` (None: all are).
    Raises PublishedWords for a text that is final.
    """
    sha256 = text_hash(translation.title, clauses)
    keys = _clauses_by_key(translation.version.policy_id, clauses)
    words = ClauseText.keep_all(
        {clause.text for clause in clauses}, language=translation.language
    )
    sources = _sources(translation, clauses, confirmed)
    rows = [
        VersionClause(
            translation=translation,
            position=position,
            clause=keys[clause.key],
            text=words[clause.text],
            source_sha256=sources.get(clause.key, ""),
            kind=clause.kind,
            number=clause.number,
            address=clause.address,
            headings=list(clause.headings),
            country=clause.country,
            bullet=clause.bullet,
        )
        for position, clause in enumerate(clauses)
    ]
    is_changed = translation.sha256 != sha256
    translation.sha256 = sha256
    if is_changed and translation.state == Translation.State.REVIEWED:
        translation.state = Translation.State.DRAFT
        translation.reviewed_by = None
    translation.save()
    plain: models.QuerySet[VersionClause] = VersionClause.objects.all()
    plain.filter(translation=translation).delete()
    for some in batched(rows, BATCH):
        plain.bulk_create(some)
    return is_changed


def text_hash(title: str, clauses: Iterable[Words]) -> str:
    """SHA-256 of title and clauses, as `proof.json` of the archive explains it.

    Each clause counts with key, number, kind, country, headings, bullet, and the hash
    of its words; topics and scopes do not.
    """
    rows = [
        [
            clause.key,
            clause.number,
            str(clause.kind),
            clause.country,
            list(clause.headings),
            clause.bullet,
            hash_of(clause.text),
        ]
        for clause in clauses
    ]
    return hash_of(canonical({"title": title, "clauses": rows}))


def canonical(value: Any) -> str:
    """JSON with sorted names, without spaces, letters as they are: one form only."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Gaps:
    """What a translation still owes, by the keys and in the order of the original."""

    missing: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)  # made from what it said before

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale)

    def __len__(self) -> int:
        return len(self.missing) + len(self.stale)


def gaps(version: PolicyVersion) -> dict[str, Gaps]:
    """The gaps of each text of a version, by its language; a SELECT.

    The original has none; without an original nobody has.
    """
    rows: dict[str, dict[str, tuple[str, str]]] = {}
    for language, key, made_from, sha256 in version.translations.order_by(
        "rows__position"
    ).values_list(
        "language", "rows__clause__key", "rows__source_sha256", "rows__text__sha256"
    ):
        here = rows.setdefault(language, {})
        if key is not None:  # of a text without words there is one row, of nothing
            here[key] = (made_from, sha256)
    original = rows.get(version.language, {})
    return {
        language: Gaps(
            missing=[key for key in original if key not in here],
            stale=[
                key
                for key, (_made_from, now) in original.items()
                if language != version.language and key in here and here[key][0] != now
            ],
        )
        for language, here in rows.items()
    }


def gaps_of(translation: Translation) -> Gaps:
    """What this text still owes; a SELECT."""
    return gaps(translation.version).get(translation.language, Gaps())


def _original_hashes(translation: Translation) -> dict[str, str]:
    """The hash of the original's words by key; empty for the original itself."""
    version = translation.version
    if translation.language == version.language:
        return {}
    rows = VersionClause.objects.filter(
        translation__version=version, translation__language=version.language
    )
    return dict(rows.order_by("position").values_list("clause__key", "text__sha256"))


def _words(row: VersionClause) -> Words:
    return Words(
        row.text.content,
        key=row.clause.key,
        number=row.number,
        address=row.address,
        kind=ClauseKind(row.kind),
        headings=tuple(row.headings),
        country=row.country,
        topic=row.clause.topic,
        bullet=row.bullet,
    )


def _clauses_by_key(policy_id: int, clauses: Sequence[Words]) -> dict[str, Clause]:
    known = {row.key: row for row in Clause.objects.filter(policy_id=policy_id)}
    new = [
        Clause(
            policy_id=policy_id,
            key=clause.key,
            topic=clause.topic,
            countries=[clause.country] if clause.country else [],
        )
        for clause in clauses
        if clause.key not in known
    ]
    known |= {row.key: row for row in Clause.objects.audited_bulk_create(new)}
    return known


def _sources(
    translation: Translation,
    clauses: Sequence[Words],
    confirmed: Collection[str] | None,
) -> dict[str, str]:
    original = _original_hashes(translation)
    if confirmed is None or not original:
        return original
    before = {
        key: (sha256, made_from)
        for key, sha256, made_from in translation.rows.values_list(
            "clause__key", "text__sha256", "source_sha256"
        )
    }
    sources = {}
    for clause in clauses:
        sha256, made_from = before.get(clause.key, ("", ""))
        kept = clause.key not in confirmed and sha256 == hash_of(clause.text)
        sources[clause.key] = made_from if kept else original.get(clause.key, "")
    return sources


def digest(*parts: str) -> str:
    """SHA-256 over parts that cannot run into one another."""
    return hashlib.sha256(canonical(list(parts)).encode()).hexdigest()
