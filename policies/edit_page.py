"""What the editor shows: one section at a time, and its translation beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from policies.clauses import Clause as Words
from policies.editing import seen_of
from policies.forms.editing import CommentForm, TranslationForm
from policies.leads import leads
from policies.models import Clause, Comment, PolicyVersion, Translation
from policies.parity import Mismatch, mismatches
from policies.section_text import Section, as_html, sections, to_markdown
from policies.topic_words import TOPICS
from policies.topics import topic_of
from policies.wording import clauses_in, gaps_of


@dataclass
class ClauseLine:
    """A clause beside the editor: what it is about and whom it concerns."""

    words: Words
    clause: Clause | None
    guess: str  # its topic as told from the words, where nobody set one

    @property
    def topic_label(self) -> Any:
        code = self.clause.topic if self.clause and self.clause.topic else self.guess
        return TOPICS.get(code, "")

    @property
    def is_set(self) -> bool:
        return bool(self.clause and self.clause.topic)

    @property
    def scope_words(self) -> str:
        if self.clause is None:
            return ""
        return ", ".join([*self.clause.countries, *self.clause.audience])


class SectionPage:
    def __init__(
        self, version: PolicyVersion, clauses: Sequence[Words], key: str
    ) -> None:
        self.version, self.clauses = version, clauses
        self.sections = sections(clauses)
        chosen = next((one for one in self.sections if one.key == key), None)
        longer = (one for one in self.sections if len(one.clauses) > 1)
        self.section: Section = chosen or next(longer, self.sections[0])

    @property
    def number(self) -> int:
        return self.sections.index(self.section) + 1


class EditPage(SectionPage):
    theirs = ""  # what the section says now, where someone else changed it

    @property
    def words(self) -> int:
        return sum(section.words for section in self.sections)

    @cached_property
    def preview(self) -> str:
        return as_html(to_markdown(self.section.clauses))

    @cached_property
    def lines(self) -> list[ClauseLine]:
        keys = [one.key for one in self.section.clauses]
        known = {
            row.key: row
            for row in Clause.objects.filter(policy=self.version.policy, key__in=keys)
        }
        above = dict(zip(map(id, self.clauses), leads(self.clauses), strict=True))
        lines = []
        for words in self.section.clauses:
            topic = topic_of(words, above.get(id(words), ""))
            guess = topic.name if topic else ""
            lines.append(ClauseLine(words, known.get(words.key), guess))
        return lines

    @cached_property
    def comments(self) -> list[Comment]:
        keys = {"", *(one.key for one in self.section.clauses)}
        rows = Comment.objects.filter(version=self.version, settled_at=None)
        return [one for one in rows.select_related("author") if one.clause_key in keys]

    @property
    def comment_form(self) -> CommentForm:
        return CommentForm(
            initial={"clause_key": self.section.key, "section": self.section.key},
            auto_id="comment-%s",
        )

    def key_after(self, version: PolicyVersion) -> str:
        """The section's key once it was stored: its first clause may be a new one."""
        text = version.translations.get(language=version.language)
        found = sections(clauses_in(text))
        at = min(self.number - 1, len(found) - 1)
        return found[at].key


@dataclass
class Pair:
    """A clause and its translation, side by side."""

    words: Words
    field: Any
    same_field: Any
    is_stale: bool
    differing: list[Mismatch]
    theirs: str = ""

    @property
    def is_missing(self) -> bool:
        return not self.field.value()


class TranslatePage(SectionPage):
    def __init__(
        self,
        version: PolicyVersion,
        clauses: Sequence[Words],
        language: str,
        key: str,
    ) -> None:
        super().__init__(version, clauses, key)
        self.language = language
        self.text: Translation | None = version.translations.filter(
            language=language
        ).first()
        known = [] if self.text is None else clauses_in(self.text)
        self.known = {one.key: one for one in known}
        self.stale: set[str] = set()
        if self.text is not None:
            self.text.version = version
            self.stale = set(gaps_of(self.text).stale)
        self.pairs: list[Pair] = []

    @property
    def seen(self) -> str:
        keys = (one.key for one in self.section.clauses)
        return seen_of([self.known[key] for key in keys if key in self.known])

    @cached_property
    def left(self) -> dict[str, int]:
        """How many clauses of each section are missing or stale, by its key."""
        return {
            section.key: sum(
                one.key not in self.known or one.key in self.stale
                for one in section.clauses
            )
            for section in self.sections
        }

    @property
    def listed(self) -> list[tuple[Section, int]]:
        return [(section, self.left[section.key]) for section in self.sections]

    def form(self, data: Any) -> TranslationForm:
        return TranslationForm(
            data,
            original=self.section.clauses,
            known={key: one.text for key, one in self.known.items()},
            stale=self.stale,
            language=self.language,
            seen=self.seen,
        )

    def show(self, form: TranslationForm, *, is_stale: bool) -> None:
        """Put the fields beside their clauses, with what the checks say of them."""
        names = {key: name for name, key in form.keys.items()}
        for words in self.section.clauses:
            name = names[words.key]
            field = form[name]
            typed = " ".join(str(field.value() or "").split())
            same = f"{name}_same"
            known = self.known.get(words.key)
            self.pairs.append(
                Pair(
                    words,
                    field,
                    form[same] if same in form.fields else None,
                    words.key in self.stale,
                    mismatches(words.text, typed) if typed else [],
                    known.text if is_stale and known and known.text != typed else "",
                )
            )
