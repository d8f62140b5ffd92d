"""The words of a draft, changed by hand: a section, its translation, its scope.

    edit_section(text, key, markdown, seen=..., ...)      # the original
    translate(text, {key: words}, seen=..., ...)          # beside it, clause by clause
    set_scope(clause, topic=..., countries=..., ...)      # once, for later versions too

`seen` is the hash of what the page showed (`seen_of`): two tabs, or the back button,
never overwrite what someone stored meanwhile.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.trail import Actor
from policies.clauses import Clause as Words
from policies.errors import NotPossible, WordsChanged
from policies.keying import keyed_for
from policies.models import Clause, Comment, PolicyVersion, Translation
from policies.section_text import Section, from_markdown, sections
from policies.steps import said, staff, step
from policies.vocabulary import topics
from policies.wording import clauses_in, digest, put
from processing.terms import SubjectCategory

State = PolicyVersion.State


def seen_of(clauses: Sequence[Words]) -> str:
    """The hash of what a form showed."""
    shown = [(c.key, c.number, str(c.kind), c.country, c.text) for c in clauses]
    return digest(*(part for row in shown for part in row))


def section_named(clauses: Sequence[Words], key: str) -> Section:
    """The section that begins with this clause. Raises NotPossible where none does."""
    for section in sections(clauses):
        if section.key == key:
            return section
    raise NotPossible(_("This section is no longer in the text."))


def edit_section(
    version: PolicyVersion,
    key: str,
    markdown: str,
    *,
    seen: str,
    by: User | Actor,
    at: datetime,
) -> bool:
    """Store a section of the original as it was typed; returns whether it changed.

    Clauses that stay keep their keys, and with them topic and scope; translations of
    those that changed become stale. Raises PermissionDenied; NotPossible for a version
    that is not a draft or a section without words; WordsChanged.
    """
    with step(version, "edit", by=by, at=at, permission="policies.edit") as held:
        text = _draft_text(held, held.language)
        clauses = clauses_in(text)
        section = section_named(clauses, key)
        _guard_seen(section.clauses, seen)
        edited = from_markdown(markdown, section.clauses)
        end = section.start + len(section.clauses)
        whole = [*clauses[: section.start], *edited, *clauses[end:]]
        return put(text, keyed_for(held, _keyed_once(whole)))


def translate(
    version: PolicyVersion,
    language: str,
    words: Mapping[str, str],
    *,
    seen: str,
    by: User | Actor,
    at: datetime,
    confirmed: Collection[str] = (),
    title: str = "",
) -> bool:
    """Store translated clauses by the keys of the original; returns whether it changed.

    Empty words mean that the clause is not translated yet. A stale clause stays stale
    until its words change or its key is `confirmed`: "it still says the same". A
    language that was not whole at the approval may follow (`finish_language`). Raises
    as `edit_section`.
    """
    with step(version, "translate", by=by, at=at, permission="policies.edit") as held:
        original = clauses_in(_original(held))
        if language == held.language:
            raise NotPossible(_("This is the language of the original."), "language")
        text = held.translations.filter(language=language).first()
        if text is None:
            text = Translation(
                version=held,
                language=language,
                title=title or held.policy.title,
                translator=staff(by),
            )
            text.save()
        text.version = held
        if text.is_frozen:
            raise NotPossible(_("This text is final, so it stays as it is."))
        before = {clause.key: clause for clause in clauses_in(text)}
        shown = [before[key] for key in words if key in before]
        _guard_seen(shown, seen)
        if title.strip():
            text.title = title.strip()[:200]
        changed = {
            key
            for key, said_now in words.items()
            if _one_line(said_now) != (before[key].text if key in before else "")
        }
        merged = _merged(original, before, words)
        if changed or confirmed:
            text.translator = staff(by)  # who may not be the one who approves it
        return put(text, merged, confirmed=changed | set(confirmed))


def _merged(
    original: Sequence[Words],
    before: Mapping[str, Words],
    words: Mapping[str, str],
) -> list[Words]:
    """The translation in the order of the original, under its keys."""
    said_now = {key: _one_line(given) for key, given in words.items()}
    titles = {}
    found = []
    for clause in original:
        known = before.get(clause.key)
        text = said_now.get(clause.key, known.text if known else "")
        titles[clause.text] = text or clause.text
        if not text:
            continue
        headings = tuple(titles.get(one, one) for one in clause.headings)
        found.append(
            replace(
                known or clause,
                text=text,
                headings=headings,
                kind=clause.kind,
                country=clause.country,
            )
        )
    return found


def set_scope(
    version: PolicyVersion,
    key: str,
    *,
    topic: str,
    countries: Sequence[str],
    audience: Sequence[str],
    by: User | Actor,
    at: datetime,
) -> Clause:
    """Say what a clause is about and whom it concerns, for later versions too.

    Raises PermissionDenied; NotPossible for a topic, country or role that is none.
    """
    with step(version, "scope", by=by, at=at, permission="policies.edit") as held:
        clause = Clause.objects.filter(policy=held.policy, key=key).first()
        if clause is None:
            raise NotPossible(_("The policy has no clause %(key)s.") % {"key": key})
        if topic and topic not in {one.name for one in topics()}:
            raise NotPossible(_("Choose a topic from the list."), "topic")
        here = set(
            held.policy.controller.establishments.values_list("country", flat=True)
        )
        if set(countries) - here:
            raise NotPossible(_("The controller is not in that country."), "countries")
        if set(audience) - set(SubjectCategory.values):
            raise NotPossible(_("Choose people from the list."), "audience")
        clause.topic = topic
        clause.countries = sorted(countries)
        clause.audience = sorted(audience)
        clause.save()
    return clause


def comment(
    version: PolicyVersion,
    words: str,
    *,
    by: User,
    at: datetime,
    clause_key: str = "",
) -> Comment:
    """Write a remark beside a clause of a version, or beside the whole text."""
    words = said(words, _("Write what you want to say."), "words")
    with step(version, "comment", by=by, at=at, permission="policies.view") as held:
        made = Comment(
            version=held, clause_key=clause_key, words=words, author=by, at=at
        )
        made.save()
    return made


def settle(remark: Comment, *, by: User, at: datetime) -> None:
    """Say that a remark is done with; settled again it stays as it was."""
    version = remark.version
    with step(version, "settle_comment", by=by, at=at, permission="policies.edit"):
        held = Comment.objects.select_for_update(of=("self",)).get(pk=remark.pk)
        if held.settled_at is None:
            held.settled_by, held.settled_at = by, at
            held.save()


def _draft_text(version: PolicyVersion, language: str) -> Any:
    if version.state != State.DRAFT:
        raise NotPossible(
            _("Version %(number)d is not a draft: send it back first.")
            % {"number": version.number}
        )
    return _text(version, language)


def _original(version: PolicyVersion) -> Any:
    """The words to translate: of a draft, or the final ones once it is approved."""
    if version.state in {State.APPROVED, State.ANNOUNCED}:
        return _text(version, version.language)
    return _draft_text(version, version.language)


def _text(version: PolicyVersion, language: str) -> Any:
    text = version.translations.filter(language=language).first()
    if text is None:
        raise NotPossible(_("There is no text in the language of the original."))
    text.version = version
    return text


def _guard_seen(clauses: Sequence[Words], seen: str) -> None:
    if seen_of(clauses) != seen:
        raise WordsChanged(
            _(
                "Someone changed this section while you were working on it. Nothing "
                "of yours was stored: compare it with what is there now, then save "
                "again."
            )
        )


def _keyed_once(clauses: Sequence[Words]) -> list[Words]:
    """No key twice: a new clause may have got one that stands elsewhere."""
    taken: set[str] = set()
    kept = []
    for clause in clauses:
        key, number = clause.key, 2
        while key in taken:
            key, number = f"{clause.key}~{number}", number + 1
        taken.add(key)
        kept.append(replace(clause, key=key))
    return kept


def _one_line(words: str) -> str:
    return " ".join(words.split())
