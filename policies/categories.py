"""The kinds of change people have to be told about, in words.

The six that N.B. Express, AuxconnBeauty and AseanBiz promise to announce (NBX-9.3,
AXB-6.4, ASB-7.4), and four that the law names.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Promise] = {
    "C1": _("Purposes, kinds of data, ways of use"),
    "C2": _("Owner, organisation, controller"),
    "C3": _("Main recipients"),
    "C4": _("Rights and how to use them"),
    "C5": _("Contact and complaint channels"),
    "C6": _("High risk found by an impact assessment"),
    "OTHER_RETENTION": _("How long data is kept"),
    "OTHER_TRANSFER": _("Where data is kept or sent"),
    "OTHER_LEGAL_BASIS": _("Legal basis"),
    "OTHER_MINORS": _("Children and young people"),
    "REVIEW": _("No rule knows it"),
}
