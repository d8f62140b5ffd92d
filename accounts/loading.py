"""Loads the shipped controllers and establishments into the database."""

from django.db import transaction

from accounts.models import ContactPoint, Controller, Establishment
from accounts.seed import (
    ShippedEstablishment,
    shipped_controllers,
)
from audit.trail import Actor, act, record


@transaction.atomic
def load_controllers(*, by: Actor | None = None) -> int:
    """Add what is shipped and not there yet; return how many rows were added.

    Safe to run twice and after every upgrade: an existing controller or establishment
    is left as the office has edited it, its contact points included.
    """
    added = 0
    with act(by=by or Actor.job("load_controllers")):
        for shipped in shipped_controllers():
            controller, is_new = Controller.objects.get_or_create(
                slug=shipped.slug,
                defaults={"policy_code": shipped.policy_code, "name": shipped.name},
            )
            added += is_new
            for establishment in shipped.establishments:
                added += _load_establishment(controller, establishment)
            if is_new:
                record(
                    "accounts.load_controller", controller, controller_id=controller.pk
                )
    return added


def _load_establishment(controller: Controller, shipped: ShippedEstablishment) -> bool:
    establishment, is_new = Establishment.objects.get_or_create(
        controller=controller,
        country=shipped.country,
        defaults={
            "name": shipped.name,
            "legal_name": shipped.legal_name,
            "registration": shipped.registration,
            "address": shipped.address,
            "registered_address": shipped.registered_address,
            "place": shipped.place,
            "time_zone": shipped.time_zone,
            "subdivision": shipped.subdivision,
            "languages": list(shipped.languages),
        },
    )
    if is_new:
        ContactPoint.objects.bulk_create(
            ContactPoint(
                establishment=establishment,
                kind=point.kind,
                purpose=point.purpose,
                value=point.value,
                note=point.note,
            )
            for point in shipped.contact_points
        )
    return is_new
