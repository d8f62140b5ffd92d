"""The filters of the promise ledger, drawn like those of the queue."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.places import country_name
from dpo_portal.promises_ledger import Ledger
from dpo_portal.promises_words import CAPABILITIES, KINDS
from rights.forms.queue import Choices, Filter


class LedgerFilters(NamedTuple):
    """A value that is no choice is left out rather than refused: a link may be old.

    Another company's slug is such a value: it is answered as one that nobody has.
    """

    visible_fields: tuple[Filter, ...]

    @classmethod
    def of(cls, query: QueryDict, ledger: Ledger) -> "LedgerFilters":
        here = ledger.companies.values()
        countries = {
            code: country_name(code) for company in here for code in company.countries
        }
        offered: dict[str, tuple[str, Choices]] = {
            "controller": (_("Controller"), tuple((x.slug, x.name) for x in here)),
            "country": (_("Country"), _sorted(countries)),
            "kind": (_("Kind"), _sorted(KINDS)),
            "capability": (_("Needs"), _sorted(CAPABILITIES)),
        }
        return cls(
            tuple(
                _filter(name, label, choices, query)
                for name, (label, choices) in offered.items()
                if len(choices) > 1  # or else there is nothing to choose
            )
        )

    def chosen(self) -> dict[str, str]:
        """The filters that hold, by name."""
        return {one.name: one.value for one in self.visible_fields if one.value}

    def labels(self) -> dict[str, str]:
        """The filters that hold, in words: “Kind: Deadline”."""
        return {
            one.name: _("%(filter)s: %(value)s")
            % {"filter": one.label, "value": dict(one.choices)[one.value]}
            for one in self.visible_fields
            if one.value
        }


def _filter(name: str, label: str, choices: Choices, query: QueryDict) -> Filter:
    asked = query.get(name, "")
    known = asked if asked in dict(choices) else ""
    return Filter(name, label, (("", _("Any")), *choices), known)


def _sorted(words: Mapping[str, Any]) -> Choices:
    found = [(str(code), str(label)) for code, label in words.items()]
    return tuple(sorted(found, key=itemgetter(1)))
