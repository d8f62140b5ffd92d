"""Brings the shipped registers into this installation."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction

from accounts.models import Controller
from audit.trail import Actor, act, record
from processing.models import Activity, DataItem, Recipient
from processing.rows import (
    ShippedActivity,
    ShippedItem,
    ShippedRecipient,
    ShippedRegister,
)
from processing.seed import shipped_registers

type Shipped = ShippedItem | ShippedActivity | ShippedRecipient
type Model = type[DataItem] | type[Activity] | type[Recipient]


@transaction.atomic
def load_shipped(*, by: Actor | None = None) -> int:
    """Add what is shipped and not here yet; return how many rows were added.

    Safe to run twice and after every upgrade: a row that is here is left as the office
    has edited it. Companies that this installation does not run are passed over.
    """
    here = {controller.slug: controller for controller in Controller.objects.all()}
    registers = [one for one in shipped_registers() if one.controller in here]
    with act(by=by or Actor.job("load_processing")):
        added: dict[int, int] = {}
        for model, rows in (
            (DataItem, _items(registers, here)),
            (Activity, _activities(registers, here)),
            (Recipient, _recipients(registers, here)),
        ):
            for made in _add(model, rows):
                added[made.controller_id] = added.get(made.controller_id, 0) + 1
        for controller in here.values():
            if controller.pk in added:
                record("processing.load", controller, controller_id=controller.pk)
    return sum(added.values())


def _add(model: Model, rows: Iterable[Any]) -> list[Any]:
    known = set(model.objects.values_list("controller_id", "code"))
    new = [row for row in rows if (row.controller_id, row.code) not in known]
    return model.objects.audited_bulk_create(new)


def _items(
    registers: Iterable[ShippedRegister], here: dict[str, Controller]
) -> Iterable[DataItem]:
    for register in registers:
        for item in register.items:
            yield DataItem(controller=here[register.controller], **_values(item))


def _activities(
    registers: Iterable[ShippedRegister], here: dict[str, Controller]
) -> Iterable[Activity]:
    for register in registers:
        for activity in register.activities:
            yield Activity(
                controller=here[register.controller],
                document=register.document,
                **_values(activity),
            )


def _recipients(
    registers: Iterable[ShippedRegister], here: dict[str, Controller]
) -> Iterable[Recipient]:
    for register in registers:
        for recipient in register.recipients:
            yield Recipient(controller=here[register.controller], **_values(recipient))


def _values(row: Shipped) -> dict[str, Any]:
    """The row as a model takes it: what JSON would give back."""
    return {name: _plain(value) for name, value in asdict(row).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
