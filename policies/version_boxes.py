"""The two boxes at the head of a comparison: which version, from when, how complete."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.models import PolicyVersion
from policies.naming import language_name
from policies.wording import Gaps, gaps


@dataclass(frozen=True)
class VersionBox:
    """`languages` are its texts; of a draft also what is left to do in each."""

    version: PolicyVersion
    state: str
    languages: str


def box_of(version: PolicyVersion, *, at: datetime) -> VersionBox:
    """How a version stands at `at`."""
    standing = version.standing(at) if version.is_announced else None
    state = str(standing.label if standing else version.get_state_display())
    languages = version.translations.values_list("language", flat=True)
    if version.is_open:
        owed = gaps(version)
        left = " · ".join(_left(code, owed[code]) for code in languages)
        return VersionBox(version, state, left)
    return VersionBox(version, state, ", ".join(map(language_name, languages)))


def _left(language: str, owed: Gaps) -> str:
    name, count = {"language": language_name(language)}, len(owed)
    if not count:
        return _("%(language)s ready") % name
    words = ngettext(
        "%(language)s: %(count)d clause open",
        "%(language)s: %(count)d clauses open",
        count,
    )
    return words % {**name, "count": count}
