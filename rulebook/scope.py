"""Which company and which country a page of the rulebook is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

from django.http import Http404

from accounts.models import Controller, Establishment, User
from accounts.places import country_name
from rulebook.book import Book, live
from rulebook.rows import Entitlement, Rule
from rulebook.sentences import rule_sentence
from rulebook.terms import RIGHTS, SourceKind


@dataclass(frozen=True, slots=True)
class Scope:
    """One establishment among those whose rulebook this person may read."""

    user: User
    establishments: list[Establishment]
    establishment: Establishment

    @classmethod
    def of(cls, user: User, data: Mapping[str, str]) -> "Scope":
        """As the address says; what it leaves open is the first by name.

        404 for a company that is not theirs, so that nobody learns that it exists.
        """
        mine = establishments_of(user)
        slug, country = data.get("controller", ""), data.get("country", "")
        of_company = [one for one in mine if slug in ("", one.controller.slug)]
        if not of_company:
            raise Http404
        if not slug:  # the first company, unless the country says another
            in_country = [one for one in of_company if one.country == country]
            slug = (in_country or of_company)[0].controller.slug
        here = [one for one in of_company if one.controller.slug == slug]
        chosen = [one for one in here if one.country == country] or here
        return cls(user, mine, chosen[0])

    @classmethod
    def of_rule(cls, user: User, code: str, data: Mapping[str, str]) -> "Scope":
        """Where a rule holds for this person: its own company, or for a rule of the law
        the company that the address names. 404 where it holds for none of theirs.
        """
        rule = live().rule(code)
        if rule is None:
            raise Http404
        slug = rule.controller or data.get("controller", "")
        found = [
            one
            for one in establishments_of(user)
            if slug in ("", one.controller.slug) and rule.country in ("", one.country)
        ]
        if not found:
            raise Http404
        return cls(user, found, found[0])

    @property
    def controller(self) -> Controller:
        return self.establishment.controller

    @property
    def country(self) -> str:
        country: str = self.establishment.country
        return country

    @property
    def country_words(self) -> str:
        return country_name(self.country)

    @property
    def zone(self) -> str:
        return str(self.establishment.time_zone)

    @property
    def place(self) -> str:
        return self.establishment.place or self.country_words

    @property
    def query(self) -> str:
        return f"controller={self.controller.slug}&country={self.country}"

    def may(self, permission: str) -> bool:
        return self.user.has_perm(permission, self.controller)

    def book(self) -> Book:
        return live(self.controller.slug)

    def rules(self, book: Book) -> list[Rule]:
        """What holds here: the policy's, the law's and the office's, none ended."""
        return [
            rule
            for rule in book.current(Rule)
            if rule.controller in ("", self.controller.slug)
            and rule.country in ("", self.country)
            and not rule.retired
        ]

    def granted(self, book: Book) -> list[str]:
        """The rights that the policy itself grants here."""
        held = {
            one.right
            for one in book.current(Entitlement)
            if one.controller == self.controller.slug
            and one.country in ("", self.country)
            and one.source_kind == SourceKind.PROMISE
        }
        return [right for right in RIGHTS if right in held]

    def sentence(self, rule: Rule, granted: list[str]) -> str:
        return rule_sentence(
            rule,
            company=self.controller.name,
            country=self.country_words,
            granted=granted,
        )


def establishments_of(user: User) -> list[Establishment]:
    """Where this person may read the rulebook, by company and name of the country."""
    mine = Controller.objects.where_may(user, "rulebook.view")
    found = list(
        Establishment.objects.filter(controller__in=mine).select_related("controller")
    )
    found.sort(key=lambda one: (one.controller.name, country_name(one.country)))
    return found


def companies(scope: Scope) -> list[Controller]:
    """The companies to choose from, each once."""
    found = {one.controller.pk: one.controller for one in scope.establishments}
    return sorted(found.values(), key=attrgetter("name"))
