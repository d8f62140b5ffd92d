"""A policy comes to be: with its first text, or because someone enters it."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Controller, User
from audit.trail import Actor, act, record
from policies.errors import NotPossible
from policies.models import Policy


def policy_named(
    controller: Controller, slug: str, *, language: str, by: User | Actor
) -> Policy:
    """The company's policy of this name, set up if it is not here yet.

    Raises NotPossible for a name that can be no part of an address.
    """
    try:
        validate_slug(slug)
    except ValidationError:
        raise NotPossible(
            _("The name of a policy has letters, digits and dashes only."), "slug"
        ) from None
    with transaction.atomic(), act(by=by, controller_id=controller.pk):
        found: Policy | None = (
            Policy.objects.select_related("controller")
            .filter(controller=controller, slug=slug)
            .first()
        )
        if found is None:
            found = Policy(
                controller=controller,
                slug=slug,
                title=_("Privacy policy"),
                default_language=language,
                required_languages=[language],
            )
            found.save()
            record("policies.set_up", found)
    return found
