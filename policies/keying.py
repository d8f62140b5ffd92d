"""Under which keys the clauses of a new text go, so that each keeps its history."""

from collections.abc import Sequence
from dataclasses import replace

from policies.clauses import Clause as Words
from policies.comparing import inherit_keys
from policies.models import Clause, PolicyVersion, Translation
from policies.pairing import keys_of_original
from policies.wording import clauses_in


def keyed_for(
    version: PolicyVersion, clauses: Sequence[Words], language: str = ""
) -> list[Words]:
    """The clauses under the keys they have in this policy.

    A translation takes those of the original of its version. Another text takes those
    of the newest text before it, by its words in the same language, else by its
    numbers; a key that once meant another clause is not used again.
    """
    language = language or version.language
    texts = Translation.objects.filter(version__policy=version.policy_id)
    here = texts.filter(version=version.pk)  # none of one that is not stored
    original = here.filter(language=version.language).first()
    if original is not None and language != version.language:
        return keys_of_original(clauses_in(original), clauses)
    earlier = texts.exclude(version=version.pk).order_by("-version__number")
    if (own := here.filter(language=language).first()) is not None:
        before: Translation | None = own
    else:
        before = earlier.filter(language=language).first()
    if before is not None:
        known = clauses_in(before)
        return _never_again(version, known, inherit_keys(known, clauses))
    if (foreign := earlier.first()) is not None:
        return keys_of_original(clauses_in(foreign), clauses)
    return list(clauses)


def _never_again(
    version: PolicyVersion, known: list[Words], clauses: list[Words]
) -> list[Words]:
    living = {clause.key for clause in known}
    used = set(
        Clause.objects.filter(policy=version.policy_id).values_list("key", flat=True)
    )
    taken = used | {clause.key for clause in clauses}
    named = []
    for clause in clauses:
        key, number = clause.key, 2
        if key in used - living:
            while key in taken:
                key, number = f"{clause.key}~{number}", number + 1
            taken.add(key)
        named.append(replace(clause, key=key))
    return named
