"""Versions and languages in words."""

from django.db.models import QuerySet
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from policies.models import PolicyVersion


def titles_of(code: str) -> QuerySet[PolicyVersion, str]:
    """The title of the policy that `maxim/privacy@1` is a version of, if it is one."""
    place, _at, number = code.partition("@")
    controller, _slash, slug = place.partition("/")
    found = (
        PolicyVersion.objects.filter(
            policy__controller__slug=controller, policy__slug=slug, number=number
        )
        if number.isdecimal()
        else PolicyVersion.objects.none()
    )
    return found.values_list("policy__title", flat=True)


def words_of(code: str, title: str | None) -> str:
    """`maxim/privacy@1` as its title and "version 1"; the code where none has it."""
    if not title:
        return code
    number = code.partition("@")[2]
    return _("%(title)s, version %(number)s") % {"title": title, "number": number}


def language_name(code: str) -> str:
    """ "ms" as "Malay", in the reader's language; the code where it has no name."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
