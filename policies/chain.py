"""The versions of a policy as a chain of hashes, and whether it still hangs together.

Each approved version names the hash of the one approved before it, so that none can be
changed, removed or slipped in unseen. Dates are not part of it: the trail keeps those.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from policies.models import Policy, PolicyVersion, Translation
from policies.models.clause import hash_of
from policies.wording import canonical, clauses_in, text_hash


def seal(version: PolicyVersion, texts: Iterable[Translation], *, at: datetime) -> None:
    """Make these texts final and give the version its hash and its place in the chain.

    The caller holds the policy's row, checks that it may be, and saves the version.
    """
    for text in texts:
        freeze(text, at=at)
    version.previous_sha256 = head(version.policy)
    version.sha256 = version_hash(version)


def freeze(text: Translation, *, at: datetime) -> None:
    """Make a text final; one that comes after the approval is an addition."""
    text.is_addendum = bool(text.version.sha256)
    text.state = Translation.State.FROZEN
    text.frozen_at = at
    text.save()


def head(policy: Policy) -> str:
    """The hash of the version approved last; empty before the first."""
    links = _links(policy)
    followed = {previous for _sha256, previous in links}
    ends = [sha256 for sha256, _previous in links if sha256 not in followed]
    return ends[0] if ends else ""


def version_hash(version: PolicyVersion) -> str:
    """SHA-256 of what the version says, in all languages approved with it."""
    return hash_of(canonical(sealed_facts(version)))


def sealed_facts(version: PolicyVersion) -> dict[str, object]:
    """What the hash covers, as `proof.json` of the archive shows it."""
    texts = version.translations.filter(
        state=Translation.State.FROZEN, is_addendum=False
    )
    return {
        "policy": version.policy.code,
        "number": version.number,
        "label": version.label,
        "language": version.language,
        "texts": dict(texts.order_by("language").values_list("language", "sha256")),
        "previous": version.previous_sha256,
    }


def check(policy: Policy) -> list[str]:
    """What is wrong with the published versions, a sentence each; empty if nothing.

    Reads every word that was published. Whoever changed words past the triggers, a
    hash, or the order is found here.
    """
    versions = policy.versions.exclude(sha256="").select_related("policy__controller")
    by_previous = {version.previous_sha256: version for version in versions}
    found = [said for version in versions for said in _wrong_with(version)]
    reached, at = 0, ""
    while (following := by_previous.pop(at, None)) is not None:
        reached, at = reached + 1, following.sha256
    for cut_off in by_previous.values():
        found.append(
            _("Version %(number)d does not follow on any other version.")
            % {"number": cut_off.number}
        )
    return found


def _wrong_with(version: PolicyVersion) -> Iterator[str]:
    for text in version.translations.filter(state=Translation.State.FROZEN):
        clauses = clauses_in(text)
        if text_hash(text.title, clauses) != text.sha256 or any(
            hash_of(content) != sha256
            for content, sha256 in text.rows.values_list(
                "text__content", "text__sha256"
            )
        ):
            yield (
                _("The words of version %(number)d (%(language)s) are not as approved.")
                % {"number": version.number, "language": text.language}
            )
    if version_hash(version) != version.sha256:
        yield (
            _("Version %(number)d is not as it was approved.")
            % {"number": version.number}
        )


def _links(policy: Policy) -> list[tuple[str, str]]:
    sealed = policy.versions.exclude(sha256="")
    return list(sealed.values_list("sha256", "previous_sha256"))
