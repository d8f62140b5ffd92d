"""The clauses of a stored version, by the name that commands and links use."""

import re
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Controller
from policies.clauses import Clause
from policies.errors import NoSuchVersion
from policies.models import Policy, PolicyVersion
from policies.querysets import NEWEST_FIRST
from policies.wording import clauses_in

REFERENCE = re.compile(r"([\w-]+)/([\w-]+)@(\d+)")


def is_reference(name: str) -> bool:
    """Whether it names a version, `maxim/privacy@1`, and not a file."""
    return REFERENCE.fullmatch(name) is not None


def in_force(controller_id: int, at: datetime, slug: str = "") -> PolicyVersion | None:
    """The version that holds for everyone who keeps no older one; None without any.

    Of the company's first privacy policy, or of the policy that `slug` names.
    """
    begun = _begun(controller_id, at, slug).select_related("policy__controller")
    found: PolicyVersion | None = begun.first()
    return found


def code_in_force(controller: Controller, at: datetime) -> str:
    """The code of that version of the first privacy policy; empty without any.

    For each request that is filed, so it reads the two words that the code is made of.
    """
    found = _begun(controller.pk, at).values_list("policy__slug", "number").first()
    return f"{controller.slug}/{found[0]}@{found[1]}" if found else ""


def slug_in_force(controller_id: int, at: datetime) -> QuerySet[PolicyVersion, Any]:
    """The word of its code that names the policy, as a part of a greater statement."""
    return _begun(controller_id, at).values("policy__slug")[:1]


def _begun(controller_id: int, at: datetime, slug: str = "") -> QuerySet[PolicyVersion]:
    """What has begun of each policy in turn, the newest first."""
    versions = PolicyVersion.objects.filter(policy__controller=controller_id)
    if slug:
        versions = versions.filter(policy__slug=slug)
    else:
        versions = versions.filter(policy__kind=Policy.Kind.PRIVACY)
    begun: QuerySet[PolicyVersion] = versions.effective(at)
    return begun.order_by("policy_id", *NEWEST_FIRST)


def version_named(reference: str) -> PolicyVersion:
    """The version that `controller/policy@number` names. Raises NoSuchVersion."""
    found = REFERENCE.fullmatch(reference)
    version = (
        found
        and PolicyVersion.objects.filter(
            policy__controller__slug=found[1], policy__slug=found[2], number=found[3]
        )
        .select_related("policy__controller")
        .first()
    )
    if not version:
        raise NoSuchVersion(
            _("There is no version %(reference)s here.") % {"reference": reference}
        )
    return version


def clauses_of(reference: str, language: str) -> list[Clause]:
    """The text of `controller/policy@version` in a language, with its inherited keys.

    Raises NoSuchVersion.
    """
    version = version_named(reference)
    text = version.translations.filter(language=language).first()
    if text is None:
        raise NoSuchVersion(
            _("%(reference)s has no text in %(language)s.")
            % {"reference": reference, "language": language}
        )
    return clauses_in(text)
