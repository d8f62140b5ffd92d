"""What may stand in each column of a table of people, with an example to copy."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Controller
from processing.models import DataItem, System
from processing.terms import LegalBasis, SubjectCategory
from subjects.importing import COLUMNS


@dataclass(frozen=True)
class Column:
    """`words` are all that may stand in it, where it is a list, with their meaning."""

    name: str
    what: str
    example: str = ""
    words: tuple[tuple[str, str], ...] = ()


def columns_of(company: Controller) -> list[Column]:
    """Every column, in the order of the template, with the words of this register."""
    items = tuple((row.code, str(row)) for row in DataItem.objects.of(company))
    systems = tuple((row.code, str(row)) for row in System.objects.of(company))
    a_day = _("a date such as 2026-05-31")
    known = {
        "name": Column("name", _("The name. Needed."), "Nur Contoh"),
        "kinds": _listed(
            "kinds", _("What the person is to the controller."), SubjectCategory.choices
        ),
        "country": Column("country", _("Two letters, as in ISO 3166."), "MY"),
        "language": _listed(
            "language",
            _("Of our letters; English where it is empty."),
            settings.LANGUAGES,
        ),
        "since": Column("since", _("Known since: %(day)s.") % {"day": a_day}),
        "email": Column("email", _("E-mail address."), "nur@example.org"),
        "phone": Column("phone", _("Phone number, with the code of the country.")),
        "account": Column("account", _("Number or name of the account.")),
        "document": Column("document", _("Number of an identity document.")),
        "plate": Column("plate", _("Number plate.")),
        "items": _listed("items", _("Which data is held, by the register."), items),
        "value": Column("value", _("The data itself, in words."), "Nur Contoh"),
        "basis": _listed(
            "basis", _("Legal basis. Needed with items."), LegalBasis.choices
        ),
        "source": Column("source", _("Where the data comes from.")),
        "system": _listed("system", _("Where it lies, by the register."), systems),
        "limit": Column("limit", _("How long it is kept, in words.")),
        "ends_on": Column("ends_on", _("Its last day: %(day)s.") % {"day": a_day}),
    }
    return [known[name] for name in COLUMNS]


def _listed(name: str, what: str, words: Iterable[tuple[str, object]]) -> Column:
    listed = tuple((code, str(label)) for code, label in words)
    return Column(name, what, listed[0][0] if listed else "", listed)
