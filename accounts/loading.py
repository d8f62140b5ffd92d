"""Loads the shipped controllers and establishments into the database."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import ContactPoint, Controller, Establishment
from accounts.seed import (
    ShippedEstablishment,
    shipped_controllers,
    shipped_establishments,
)
from audit.trail import Actor, act, record


@transaction.atomic
def load_controllers(*, by: Actor | None = None) -> int:
    """Add what is shipped and not there yet; return how many rows were added.

    Safe to run twice and after every upgrade: an existing controller or establishment
    is left as the office has edited it, its contact points included.
    """
    with act(by=by or Actor.job("load_controllers")):
        here = {controller.slug: controller for controller in Controller.objects.all()}
        missing = [one for one in shipped_controllers() if one.slug not in here]
        for shipped in missing:
            here[shipped.slug] = Controller.objects.create(
                slug=shipped.slug, policy_code=shipped.policy_code, name=shipped.name
            )
        places = set(Establishment.objects.values_list("controller__slug", "country"))
        new = [
            one
            for one in shipped_establishments()
            if (one.controller, one.country) not in places
        ]
        _add_establishments(here, new)
        for shipped in missing:
            controller = here[shipped.slug]
            record("accounts.load_controller", controller, controller_id=controller.pk)
    return len(missing) + len(new)


def _add_establishments(
    controllers: dict[str, Controller], new: Iterable[ShippedEstablishment]
) -> None:
    rows = Establishment.objects.bulk_create(
        Establishment(
            controller=controllers[shipped.controller],
            country=shipped.country,
            name=shipped.name,
            legal_name=shipped.legal_name,
            registration=shipped.registration,
            address=shipped.address,
            registered_address=shipped.registered_address,
            place=shipped.place,
            time_zone=shipped.time_zone,
            subdivision=shipped.subdivision,
            languages=list(shipped.languages),
        )
        for shipped in new
    )
    ContactPoint.objects.bulk_create(
        ContactPoint(
            establishment=row,
            kind=point.kind,
            purpose=point.purpose,
            value=point.value,
            note=point.note,
        )
        for row, shipped in zip(rows, new, strict=True)
        for point in shipped.contact_points
    )
