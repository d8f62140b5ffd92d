"""Where other texts pull another way than a promise: the law, or the policy itself."""

from dataclasses import dataclass
from urllib.parse import urlencode

from dpo_portal.promises_references import page_of
from dpo_portal.promises_scope import Company
from rights.choices import Right
from rulebook.book import Book
from rulebook.conflicts import Conflict, ConflictKind, conflicts_for
from rulebook.rows import Promise, Rule


@dataclass(frozen=True, slots=True)
class Pull:
    """What pulls another way, for which rights, and by which other rules."""

    kind: ConflictKind
    sentence: str
    rights: str
    rules: tuple[tuple[str, str], ...]  # code and address


def pulls(
    book: Book, company: Company, promise: Promise, codes: list[str]
) -> list[Pull]:
    """Each conflict of the rules `codes`, once, in the countries it holds in."""
    found: dict[tuple[str, ...], Pull] = {}
    for country in company.where(promise) if codes else ():
        here = [
            rule
            for rule in book.current(Rule)
            if rule.controller in ("", company.slug) and rule.country in ("", country)
        ]
        for conflict in conflicts_for(here):
            if not set(codes).isdisjoint(conflict.codes):
                key = (conflict.kind, *conflict.codes)
                found.setdefault(key, _pull(conflict, company, country, codes))
    return list(found.values())


def _pull(conflict: Conflict, company: Company, country: str, own: list[str]) -> Pull:
    query = urlencode({"controller": company.slug, "country": country})
    others = [code for code in conflict.codes if code not in own]
    pages = [(code, page_of("rulebook:rule", code)) for code in others]
    return Pull(
        kind=conflict.kind,
        sentence=conflict.sentence,
        rights=", ".join(str(Right(right).label) for right in conflict.rights),
        rules=tuple((code, f"{url}?{query}" if url else "") for code, url in pages),
    )
