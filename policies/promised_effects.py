"""What a changed text may do to a rule of the rulebook, as it is offered to a person.

`Followed`: the words name another period. `Weakened`: they name none any more, or name
it less firmly, so that the rule may end. Both are ticked, or left, with the decision.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from rulebook.book import Rule
from rulebook.sentences import length_words, rights_words


@dataclass(frozen=True)
class Followed:
    """A rule whose period the new words change."""

    mark: str
    rule: Rule
    number: int
    unit: str
    longer_than: tuple[Rule, ...] = ()  # periods of the law that are shorter

    @property
    def is_likely(self) -> bool:
        """Ticked before anybody chose."""
        return True

    @property
    def consequence(self) -> str:
        return _(
            "For requests received from the effective date on, by people to whom the "
            "new text applies. Running cases keep theirs."
        )

    @property
    def before_words(self) -> str:
        return length_words(self.rule)

    @property
    def after_words(self) -> str:
        return length_words(self.as_rule)

    @property
    def as_rule(self) -> Rule:
        return replace(self.rule, number=self.number, unit=self.unit)

    @property
    def sentence(self) -> str:
        return _("%(rule)s: %(before)s → %(after)s") % {
            "rule": self.rule.code,
            "before": self.before_words,
            "after": self.after_words,
        }

    @property
    def warnings(self) -> list[str]:
        """Where the law asks for less time than the new words promise."""
        return [
            _("%(act)s, %(clause)s gives %(period)s (%(rights)s): the text is longer.")
            % {
                "act": law.document,
                "clause": law.clause,
                "period": length_words(law),
                "rights": rights_words(
                    [right for right in law.rights if right in self.rule.rights]
                ),
            }
            for law in self.longer_than
        ]

    def as_data(self) -> dict[str, Any]:
        """As `MaterialChange.follows` keeps it."""
        return {
            "code": self.rule.code,
            "version": self.rule.version,
            "number": self.number,
            "unit": self.unit,
        }


@dataclass(frozen=True)
class Weakened:
    """A promise that the new words no longer make, or make less firmly.

    `laws` count for the same rights whatever the company promises.
    """

    mark: str
    rule: Rule
    is_gone: bool
    laws: tuple[Rule, ...] = ()

    @property
    def is_likely(self) -> bool:
        return self.is_gone

    @property
    def warning(self) -> str:
        words = (
            _("The text no longer promises %(period)s (%(rule)s).")
            if self.is_gone
            else _("The text may promise %(period)s less firmly (%(rule)s).")
        )
        return words % {"period": length_words(self.rule), "rule": self.rule.code}

    @property
    def sentence(self) -> str:
        return _("%(rule)s: %(before)s → it ends") % {
            "rule": self.rule.code,
            "before": length_words(self.rule),
        }

    @property
    def runs_on(self) -> str:
        """What it means to leave the rule as it is."""
        return _("%(rule)s runs on: %(period)s, though the text says so no more.") % {
            "rule": self.rule.code,
            "period": length_words(self.rule),
        }

    @property
    def consequence(self) -> str:
        """What counts after it for requests under the new text."""
        if not self.laws:
            return _(
                "From the effective date on no period runs for it, for people to whom "
                "the new text applies. Running cases keep theirs."
            )
        named = [
            f"{length_words(law)} ({law.document}, {law.clause})" for law in self.laws
        ]
        return _(
            "From the effective date on the law alone counts, for people to whom the "
            "new text applies: %(laws)s. Running cases keep theirs."
        ) % {"laws": "; ".join(named)}

    def as_data(self) -> dict[str, Any]:
        """As `MaterialChange.follows` keeps it."""
        return {
            "code": self.rule.code,
            "version": self.rule.version,
            "retired": True,
        }


type Offer = Followed | Weakened


@dataclass(frozen=True)
class Promised:
    """What a draft does to the promises of the version it replaces."""

    followed: tuple[Followed, ...] = ()
    weakened: tuple[Weakened, ...] = ()

    def followed_by(self, mark: str) -> list[Followed]:
        return [one for one in self.followed if one.mark == mark]

    def weakened_by(self, mark: str) -> list[Weakened]:
        return [one for one in self.weakened if one.mark == mark]

    @property
    def offers(self) -> list[Offer]:
        return [*self.followed, *self.weakened]

    def offered_by(self, mark: str) -> list[Offer]:
        """All that the rulebook may do about one change."""
        return [one for one in self.offers if one.mark == mark]
