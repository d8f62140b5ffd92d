"""What this room holds of a person, for a copy of their data."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from subjects.access_parts import HeldHere
from subjects.consenting import standings
from subjects.models import DataHeld, DataSubject, Identifier
from subjects.naming import item_labels, item_words, set_title


def known_by(person: DataSubject) -> Iterator[HeldHere]:
    lines = [(_("Name"), person.name)] if person.name else []
    lines += [
        (str(identifier.get_kind_display()), identifier.value)
        for identifier in Identifier.objects.of(person).exclude(value="")
    ]
    yield HeldHere(_("Who you are to the privacy office"), tuple(lines))


def held_of(person: DataSubject) -> Iterator[HeldHere]:
    """Each set of data that is held: what, where from, why, for how long."""
    labels = item_labels(person.controller_id)
    rows = DataHeld.objects.of(person).held().select_related("activity", "system")
    for row in rows:
        words = {
            _("Kinds of data"): item_words(row, labels),
            _("What is held"): row.value,
            _("Where it comes from"): row.source,
            _("Legal basis"): str(row.get_basis_display()),
            _("Purposes"): ", ".join(row.purpose_words),
            _("Where it is kept"): str(row.system) if row.system else row.where,
            _("How long"): row.limit,
        }
        lines = tuple((what, said) for what, said in words.items() if said)
        yield HeldHere(set_title(row, labels), lines)


def agreed_to(person: DataSubject) -> Iterator[HeldHere]:
    """Where the person stands on each purpose they were asked about."""
    lines = [
        (
            str(one.purpose),
            _("%(state)s on %(day)s")
            % {
                "state": one.event.get_state_display(),
                "day": one.event.at.date().isoformat(),
            },
        )
        for one in standings(person)
        if one.event is not None
    ]
    yield HeldHere(_("What you agreed to"), tuple(lines))
