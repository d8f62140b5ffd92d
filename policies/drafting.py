"""How a version comes to be: from a file, from an earlier version, in each language."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from policies import chain
from policies.clauses import Clause as Words
from policies.clauses import ClauseKind
from policies.days import start_of
from policies.errors import NotPossible
from policies.keying import keyed_for
from policies.models import Policy, PolicyVersion, Translation
from policies.steps import policy_step, staff, step
from policies.wording import clauses_in, put, text_hash

State = PolicyVersion.State
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Facts:
    """What a file does not say by itself. Days are the company's own."""

    language: str
    released_on: date | None = None
    effective_on: date | None = None
    label: str = ""
    # Published by the company before it came here: no review, its dates are past.
    is_imported: bool = False


def take_in(
    policy: Policy,
    clauses: Sequence[Words],
    facts: Facts,
    *,
    by: User | Actor,
    at: datetime,
) -> PolicyVersion:
    """Take in a file: as a language of the version it names, else as a new version.

    A label names a version by what is printed on it or by its number; without one, the
    open draft is meant. Raises what `add_language` and `import_version` raise.
    """
    target = _named(policy, facts)
    if target is None or not target.translations.exists():
        return import_version(policy, clauses, facts, by=by, at=at)
    text = target.translations.filter(language=facts.language).first()
    if text is not None and _says(text, clauses):
        return target
    if text is not None and target.is_imported != facts.is_imported:
        return import_version(policy, clauses, facts, by=by, at=at)
    return add_language(target, clauses, facts.language, by=by, at=at).version


def import_version(
    policy: Policy,
    clauses: Sequence[Words],
    facts: Facts,
    *,
    by: User | Actor,
    at: datetime,
) -> PolicyVersion:
    """Take in a text as a version of its own, or as that of one known by date alone.

    Clauses inherit the keys and topics of the text before it. The same text with the
    same facts, taken in again, is the version that is here. Raises PermissionDenied,
    and NotPossible for dates that cannot be or no words.
    """
    _check(clauses, facts)
    with policy_step(
        policy, "import", by=by, at=at, permission="policies.edit"
    ) as held:
        if (same := _same(held, clauses, facts)) is not None:
            return same
        version = _waiting(held, facts) or _new(held, facts, by=by, at=at)
        version.released_on = facts.released_on or version.released_on
        version.effective_on = facts.effective_on or version.effective_on
        version.label = facts.label or version.label
        version.language = facts.language
        version.save()
        _write(version, facts.language, keyed_for(version, clauses), by=by)
        if facts.is_imported:
            _settle(version, at=at)
    return version


def add_language(
    version: PolicyVersion,
    clauses: Sequence[Words],
    language: str,
    *,
    by: User | Actor,
    at: datetime,
) -> Translation:
    """Take in a text as the translation of a version, or as new words of its draft.

    Each clause goes under the key of the one it translates. After approval it becomes
    an addition of its own date. Raises PermissionDenied; NotPossible where this
    language is final.
    """
    _check(clauses, Facts(language))
    with step(
        version, "add_language", by=by, at=at, permission="policies.edit"
    ) as held:
        text = held.translations.filter(language=language).first()
        if text is not None and text.is_frozen:
            raise NotPossible(
                _("Version %(number)d has a final text in this language.")
                % {"number": held.number},
                "language",
            )
        text = _write(held, language, keyed_for(held, clauses, language), by=by)
        if held.is_imported and held.is_announced:
            chain.freeze(text, at=at)
    return text


def draft_from(
    version: PolicyVersion,
    *,
    by: User | Actor,
    at: datetime,
    corrects: bool = False,
) -> PolicyVersion:
    """A new draft with the words of a version, in all its languages.

    With `corrects` it says that it mends that version, which stays as it is. Raises
    PermissionDenied; NotPossible for a version without text, or while a draft is open.
    """
    policy = version.policy
    with policy_step(policy, "draft", by=by, at=at, permission="policies.edit") as held:
        if held.versions.filter(state__in=PolicyVersion.OPEN).exists():
            raise NotPossible(_("A draft of this policy is open: go on with that one."))
        texts = list(version.translations.all())
        if not texts:
            raise NotPossible(
                _("The text of version %(number)d is not here: import it first.")
                % {"number": version.number}
            )
        made = PolicyVersion(
            policy=held,
            number=_next_number(held),
            language=version.language,
            source=version,
            corrects=version if corrects else None,
            author=staff(by),
            created_at=at,
        )
        made.save()
        texts.sort(key=lambda text: not text.is_original)  # translations point at it
        for text in texts:
            copy = Translation(
                version=made,
                language=text.language,
                title=text.title,
                translator=text.translator,
            )
            copy.save()
            put(copy, clauses_in(text))
    return made


def title_of(clauses: Sequence[Words], otherwise: str) -> str:
    """The heading a text begins with, else the policy's own title."""
    first = clauses[0]
    if first.kind is ClauseKind.HEADING and len(first.text) <= LONGEST_TITLE:
        return first.text
    return otherwise


def _check(clauses: Sequence[Words], facts: Facts) -> None:
    if not clauses:
        raise NotPossible(_("There are no words in it."), "file")
    released, effective = facts.released_on, facts.effective_on
    if released and effective and effective < released:
        raise NotPossible(
            _("A version cannot take effect before it is released."), "effective_on"
        )


def _same(
    policy: Policy, clauses: Sequence[Words], facts: Facts
) -> PolicyVersion | None:
    """The version that has these very words already, under these dates and label."""
    texts = Translation.objects.filter(version__policy=policy, language=facts.language)
    for text in texts.exclude(version__state=State.WITHDRAWN).select_related("version"):
        version = text.version
        if version.is_imported != facts.is_imported:
            continue
        if facts.label and facts.label != version.label:
            continue
        if facts.effective_on and facts.effective_on != version.effective_on:
            continue
        if _says(text, clauses):
            return version
    return None


def _says(text: Translation, clauses: Sequence[Words]) -> bool:
    """Whether these are the words of the text, whatever the keys are."""
    keyed = zip(clauses_in(text), clauses, strict=False)
    mine = [replace(new, key=old.key) for old, new in keyed]
    return len(mine) == len(clauses) and text_hash(text.title, mine) == text.sha256


def _named(policy: Policy, facts: Facts) -> PolicyVersion | None:
    versions = policy.versions.exclude(state=State.WITHDRAWN).order_by("-number")
    if facts.label:
        number = facts.label.removeprefix("v")
        named = Q(label=facts.label)
        if number.isdecimal():
            named |= Q(number=int(number), label="")
        found: PolicyVersion | None = versions.filter(named).first()
        return found
    if facts.is_imported:
        return None
    opened: PolicyVersion | None = versions.filter(state__in=PolicyVersion.OPEN).first()
    return opened


def _waiting(policy: Policy, facts: Facts) -> PolicyVersion | None:
    """A version of the shipped list that is known by its dates alone."""
    if not facts.is_imported:
        return None
    waiting = policy.versions.filter(is_imported=True, sha256="", translations=None)
    if facts.effective_on:
        waiting = waiting.filter(effective_on__in=[facts.effective_on]) | (
            waiting.filter(effective_on=None)
        )
    found: PolicyVersion | None = waiting.order_by("number").first()
    return found


def _new(
    policy: Policy, facts: Facts, *, by: User | Actor, at: datetime
) -> PolicyVersion:
    if (
        not facts.is_imported
        and policy.versions.filter(state__in=PolicyVersion.OPEN).exists()
    ):
        raise NotPossible(
            _("A draft of this policy is open: go on with that one, or withdraw it.")
        )
    return PolicyVersion(
        policy=policy,
        number=_next_number(policy),
        language=facts.language,
        is_imported=facts.is_imported,
        author=staff(by),
        created_at=at,
    )


def _next_number(policy: Policy) -> int:
    last = policy.versions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _write(
    version: PolicyVersion,
    language: str,
    clauses: Sequence[Words],
    *,
    by: User | Actor,
) -> Translation:
    text = version.translations.filter(language=language).first()
    if text is None:
        text = Translation(version=version, language=language, translator=staff(by))
    text.title = title_of(clauses, version.policy.title)
    text.save()
    put(text, clauses)
    return text


def _settle(version: PolicyVersion, *, at: datetime) -> None:
    """What was published before it came here is sealed and announced at once."""
    company = version.policy.controller
    chain.seal(version, version.translations.all(), at=at)
    version.state = State.ANNOUNCED
    version.approved_at = at
    if version.released_on:
        version.announced_at = start_of(version.released_on, company)
    if version.effective_on:
        version.effective_at = start_of(version.effective_on, company)
    version.save()
