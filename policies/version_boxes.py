"""The two boxes at the head of a comparison: which version, from when, how complete."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.models import PolicyVersion, Translation
from policies.naming import language_name
from policies.wording import missing_keys, stale_keys


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
    texts = list(version.translations.all())
    if version.is_open:
        return VersionBox(version, state, " · ".join(_left(version, t) for t in texts))
    names = ", ".join(language_name(text.language) for text in texts)
    return VersionBox(version, state, names)


def _left(version: PolicyVersion, text: Translation) -> str:
    name = {"language": language_name(text.language)}
    if text.language == version.language:
        return _("%(language)s ready") % name
    text.version = version
    count = len({*missing_keys(text), *stale_keys(text)})
    if not count:
        return _("%(language)s ready") % name
    words = ngettext(
        "%(language)s: %(count)d clause open",
        "%(language)s: %(count)d clauses open",
        count,
    )
    return words % {**name, "count": count}
