"""The filters of the queue: a GET form that is drawn once and kept.

A form of Django's builds its fields anew for each page, and its widgets draw a template
for each of a hundred options; here a filter is a value, so that the same filters are
the same HTML (dpo_portal.templatetags.fragments).
"""

from collections.abc import Iterable, Mapping
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.places import country_name
from rights.choices import Channel, Right
from rights.queue_scope import OPEN_STAGES, Scope

LEAST = {"controller": 1, "country": 1}  # as many leave no choice
MORE = {"due", "channel", "tag"}  # folded away unless one holds

type Choices = tuple[tuple[str, str], ...]


class Filter(NamedTuple):
    """One list of the bar; templates see it as they see a bound field."""

    name: str
    label: str
    choices: Choices
    value: str

    @property
    def id_for_label(self) -> str:
        return f"filter-{self.name}"

    def __str__(self) -> SafeString:
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (code, mark_safe(" selected") if code == self.value else "", label)
                for code, label in self.choices
            ),
        )
        select = '<select name="{}" id="{}">{}</select>'
        return format_html(select, self.name, self.id_for_label, options)


class QueueFilters(NamedTuple):
    """A value that is no choice is left out rather than refused: a link may be old."""

    visible_fields: tuple[Filter, ...]

    @classmethod
    def of(cls, query: Mapping[str, str], scope: Scope) -> "QueueFilters":
        words = _words(get_language() or "")
        countries = {
            place.country: country_name(place.country)
            for place in scope.places.values()
            if place.country
        }
        others = tuple(
            (str(pk), name) for pk, name in scope.owners.items() if pk != scope.user.pk
        )
        offered: dict[str, Choices] = {
            "controller": _sorted(scope.controllers.values()),
            "country": _sorted(countries.items()),
            "right": words.rights,
            "stage": words.stages,
            "owner": (*words.owners, *others),
            "due": words.due,
            "channel": words.channels,
            "tag": _tags(scope),
        }
        return cls(
            tuple(
                _filter(name, label, choices, query.get(name, ""), words)
                for (name, label), choices in zip(
                    words.labels, offered.values(), strict=True
                )
                # One company or country, no tag: nothing to choose.
                if len(choices) > LEAST.get(name, 0)
            )
        )

    @property
    def first_fields(self) -> tuple[Filter, ...]:
        return tuple(one for one in self.visible_fields if one.name not in MORE)

    @property
    def more_fields(self) -> tuple[Filter, ...]:
        return tuple(one for one in self.visible_fields if one.name in MORE)

    @property
    def is_more_open(self) -> bool:
        return any(one.value for one in self.more_fields)

    def chosen(self) -> dict[str, str]:
        """The filters that hold, by name."""
        return {one.name: one.value for one in self.visible_fields if one.value}

    def labels(self) -> dict[str, str]:
        """The filters that hold, in words: “Stage: New”."""
        return {
            one.name: _("%(filter)s: %(value)s")
            % {"filter": one.label, "value": dict(one.choices)[one.value]}
            for one in self.visible_fields
            if one.value
        }


class _Words(NamedTuple):
    """What depends on the language alone."""

    labels: Choices
    rights: Choices
    stages: Choices
    owners: Choices
    due: Choices
    channels: Choices
    anything: str
    anyone: str


@cache
def _words(_language: str) -> _Words:
    return _Words(
        labels=(
            ("controller", _("Controller")),
            ("country", _("Country")),
            ("right", _("Right")),
            ("stage", _("Stage")),
            ("owner", _("Owner")),
            ("due", _("Due")),
            ("channel", _("Channel")),
            ("tag", _("Tag")),
        ),
        rights=tuple((right.value, str(right.label)) for right in Right),
        stages=tuple((stage.value, str(stage.label)) for stage in OPEN_STAGES),
        owners=(("me", _("Me")), ("nobody", _("Nobody yet"))),
        due=(
            ("overdue", _("Overdue")),
            ("soon", _("Due soon")),  # in the hours that each company has set
            ("week", _("In 7 days")),
        ),
        channels=tuple((one.value, str(capfirst(one.label))) for one in Channel),
        anything=_("Any"),
        anyone=_("Anyone"),
    )


def _filter(
    name: str, label: str, choices: Choices, asked: str, words: _Words
) -> Filter:
    anything = words.anyone if name == "owner" else words.anything
    value = asked if any(code == asked for code, _label in choices) else ""
    return Filter(name, label, (("", anything), *choices), value)


def _tags(scope: Scope) -> Choices:
    """Each name once: the same tag of several companies is one to whoever looks."""
    names: dict[str, tuple[str, str]] = {}
    for pk, (name, _controller) in sorted(scope.tags.items()):
        names.setdefault(name.casefold(), (str(pk), name))
    return _sorted(names.values())


def _sorted(choices: Iterable[tuple[str, str]]) -> Choices:
    return tuple(sorted(choices, key=itemgetter(1)))
