"""The topics of a clause in words; their names are those of the vocabulary."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TOPICS: dict[str, Promise] = {
    "service": _("What is collected, for what, and how it is used"),
    "legal_basis": _("Legal basis"),
    "recipients": _("Recipients"),
    "transfer": _("Where data is kept or sent"),
    "retention": _("How long data is kept"),
    "rights": _("Rights and how to use them"),
    "contact": _("Contact and complaints"),
    "minors": _("Children and young people"),
    "ownership": _("Who the controller is"),
    "assessment": _("Impact assessments"),
    "updates": _("Changes of the policy"),
    "security": _("Security"),
}
