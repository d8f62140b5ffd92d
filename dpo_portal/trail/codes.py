"""Codes that a record holds, in words: the same ones on every page of the trail.

A field with choices of its own needs nothing here. These are lists of codes, codes of
the data files, and texts kept in several languages.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.places import country_name, place_name, zone_name
from correspondence.models import Delivery
from dpo_portal.record_words import FIELDS, field_words
from policies.categories import LABELS as CATEGORIES
from policies.channels import Way
from policies.naming import language_name
from processing.models import DataItem
from processing.terms import LegalBasis, Purpose, SubjectCategory, ToldAfter
from rights.choices import Right, SourceKind
from rights.fact_words import LABELS as FACTS
from rights.timeline_looks import LETTERS
from rulebook.lengths import period_words
from rulebook.models import RefusalGround
from rulebook.rows import label_in
from rulebook.words import EVENTS
from subjects import grounds
from subjects.models.legal_hold import Field as HeldField

type Words = Mapping[Any, str | Promise]
PERIOD = {"number", "unit"}  # together they are one thing

OTHER_LETTERS: Words = {  # what is not written to a person about a case
    "policy_change": gettext_lazy("Notice of a policy change"),
    "trail_checkpoint": gettext_lazy("Checkpoint of the change history"),
    "trail_alarm": gettext_lazy("Alarm about the change history"),
    "reminder": gettext_lazy("Reminder to a colleague"),
    "digest": gettext_lazy("Morning mail to a colleague"),
    "invitation": gettext_lazy("Invitation of a colleague"),
    "password_reset": gettext_lazy("Way to a new password"),
}
PARTS: Words = {  # of stored values, where no field has the name
    "archive": gettext_lazy("archive of versions"),
    "languages": gettext_lazy("languages"),
}
FURTHER_WAYS: Words = {
    "public": gettext_lazy("on the public page"),
    "app": gettext_lazy("in the app"),
}


def _choices(*sets: Any) -> dict[Any, Any]:
    return {code: label for one in sets for code, label in one.choices}


CODES: dict[str, Words] = {  # name of a field -> its codes
    "kinds": _choices(SubjectCategory),
    "subjects": _choices(SubjectCategory),
    "purposes": _choices(Purpose),
    "bases": _choices(LegalBasis),
    "told_after": _choices(ToldAfter),
    "rights": _choices(Right),
    "channels": _choices(Way),
    "planned_channels": _choices(Way),
    "shows": _choices(Way),
    "ways": {**FURTHER_WAYS, **_choices(Delivery.Channel)},
    "categories": CATEGORIES,
    "consent_for_new_use": CATEGORIES,
    "suggested": CATEGORIES,
    "fact": FACTS,
    "fields": _choices(HeldField),
    "ground_source": _choices(SourceKind),
    "granted_by": _choices(SourceKind),
    "because": EVENTS,
}
COUNTRIES = ("country", "countries")
LANGUAGES = ("language", "languages")


def code_words(field: Any, raw: Any) -> str | None:
    """One code of this field in words; None where it is no code, or one unknown."""
    name, model = field.name, field.model._meta.label_lower
    if not isinstance(raw, str):
        return None
    if model == "correspondence.letter" and name == "kind":
        known = LETTERS.get(raw) or OTHER_LETTERS.get(raw)
        return str(known) if known else None
    if name.rpartition("_")[2] in COUNTRIES:
        return country_name(raw)
    if name.rpartition("_")[2] in LANGUAGES:
        return str(language_name(raw))
    if name == "subdivision":
        return place_name(raw.partition("-")[0], raw)
    if name == "time_zone":
        return zone_name(raw)
    if name == "policy_version":
        return _version(raw)
    words = CODES.get(name, {}).get(raw)
    return None if words is None else str(words)


def _version(code: str) -> str | None:
    """ "maxim/privacy@2" as "maxim/privacy, version 2"."""
    document, at, number = code.partition("@")
    if not at:
        return None
    return _("%(document)s, version %(number)s") % {
        "document": document,
        "number": number,
    }


class DataWords:
    """Codes of the data files that the database names: items and grounds of refusal.

    Each kind is read once, and only where a page shows such a field.
    """

    READ: dict[str, Callable[[], Any]] = {  # noqa: RUF012 - never changed
        "items": lambda: DataItem.objects.values_list("code", "label"),
        "ground": lambda: RefusalGround.objects.values_list("code", "label"),
    }
    FIELDS: dict[str, str] = {"items": "items", "ground": "ground"}  # noqa: RUF012

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Any]] = {}

    def words(self, field: Any, raw: Any) -> str | None:
        kind = self.FIELDS.get(field.name)
        if kind is None or not isinstance(raw, str):
            return None
        if kind == "ground" and (words := grounds.words(raw)) != raw:
            return words
        return self.label(kind, raw)

    def label(self, kind: str, code: str) -> str | None:
        if kind not in self.known:
            self.known[kind] = dict(self.READ[kind]())
        labels = self.known[kind].get(code)
        return label_in(labels, get_language() or "en") if labels else None


def are_texts(raw: Any) -> bool:
    """Whether this is one text in several languages: {"en": ..., "ms": ...}."""
    codes = {code for code, _name in settings.LANGUAGES}
    return (
        isinstance(raw, dict)
        and bool(raw)
        and raw.keys() <= codes
        and all(isinstance(text, str) for text in raw.values())
    )


def in_languages(texts: Mapping[str, str]) -> str:
    """ "English: Account; Malay: Akaun"."""
    return "; ".join(f"{language_name(code)}: {text}" for code, text in texts.items())


def key_words(key: str, model: Any = None) -> str:
    """What a part of a stored value is called: as the field of that name, if any."""
    if key in PARTS:
        return str(PARTS[key])
    own = key.replace("_", " ")
    if own in FIELDS:
        return str(FIELDS[own])
    names = {} if model is None else {f.name: f for f in model._meta.concrete_fields}
    return field_words(names[key]).lower() if key in names else own


def with_period(raw: Mapping[str, Any]) -> dict[str, Any]:
    """ "number" and "unit" as one "period": "20 days"."""
    if not raw.keys() >= PERIOD:
        return dict(raw)
    rest = {key: value for key, value in raw.items() if key not in PERIOD}
    return {**rest, _("period"): period_words(raw["number"], raw["unit"])}
