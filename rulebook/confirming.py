"""A period of the law that is not certain, and the company that confirms it.

The rows on statutes were gathered without counsel and say how sure they are. One of
medium or low confidence counts like any other, and is shown as "to be confirmed" until
somebody of the company says that it holds; what it rests on is written beside it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Controller, User
from audit.trail import act, record
from rulebook.book import live
from rulebook.errors import NotConfirmable
from rulebook.models import StatuteConfirmation
from rulebook.rows import Rule
from rulebook.terms import SourceKind

__all__ = [
    "confirm",
    "confirmations",
    "is_uncertain",
    "needs_confirmation",
    "to_confirm",
]

Mark = tuple[str, int]  # code and version of a rule


def confirm(
    controller: Controller,
    code: str,
    *,
    version: int,
    by: User,
    note: str = "",
    at: datetime | None = None,
) -> StatuteConfirmation:
    """Say for `controller` that this rule of the law holds, in this version.

    It changes no date: the clocks counted by it all along. Raises PermissionDenied, or
    NotConfirmable for what is no uncertain rule of a country where the company works,
    has a newer version, or is confirmed already.
    """
    at = at or timezone.now()
    if not by.has_perm("rulebook.confirm", controller):
        raise PermissionDenied
    _guard(controller, code, version)
    with transaction.atomic(), act(by=by, controller_id=controller.pk, at=at):
        try:
            with transaction.atomic():
                confirmation = StatuteConfirmation.objects.create(
                    controller=controller,
                    code=code,
                    version=version,
                    confirmed_by=by,
                    confirmed_at=at,
                    note=note.strip(),
                )
        except IntegrityError:
            raise NotConfirmable(
                _("%(code)s is confirmed already.") % {"code": code}
            ) from None
        record("rulebook.confirm", confirmation)
    return confirmation


def needs_confirmation(rule: Rule, controller: Controller) -> bool:
    """Whether this rule is shown as "to be confirmed"; a query only if it is unsure."""
    return bool(to_confirm([rule], controller))


def to_confirm(rules: Iterable[Rule], controller: Controller) -> set[Mark]:
    """Code and version of those rules that still wait for a confirmation: one query."""
    unsure = {(rule.code, rule.version) for rule in rules if is_uncertain(rule)}
    if not unsure:
        return set()
    return unsure - set(confirmations(controller, {code for code, _v in unsure}))


def confirmations(
    controller: Controller, codes: Collection[str]
) -> dict[Mark, StatuteConfirmation]:
    """What the company confirmed of these rules, with who did and when: one query."""
    found = StatuteConfirmation.objects.filter(controller=controller, code__in=codes)
    return {
        (confirmation.code, confirmation.version): confirmation
        for confirmation in found.select_related("confirmed_by")
    }


def is_uncertain(rule: Rule) -> bool:
    """Whether the row itself says that a lawyer should look at it."""
    return rule.source_kind == SourceKind.STATUTE and rule.confidence != "high"


def _guard(controller: Controller, code: str, version: int) -> None:
    rule = live(controller.slug).rule(code)
    if rule is None or not is_uncertain(rule):
        raise NotConfirmable(
            _("%(code)s is no rule of the law that waits to be confirmed.")
            % {"code": code}
        )
    if rule.version != version:
        raise NotConfirmable(
            _("The rule changed in the meantime: read version %(version)s first.")
            % {"version": rule.version}
        )
    if not controller.establishments.filter(country=rule.country).exists():
        raise NotConfirmable(
            _("%(company)s has no establishment in this country.")
            % {"company": controller.name}
        )
