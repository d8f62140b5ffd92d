"""`manage.py recount_calendars`: open dates by the installed holiday calendar."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Establishment
from audit.trail import Actor
from rights import calendars
from rights.calendars import Effect
from rulebook.calendars import package_version


class Command(BaseCommand):
    help = (
        "Count open dates anew that another version of the holidays package counted, "
        "as after an upgrade. Dates of closed requests stay, and no promise moves past "
        "a date that was told. Safe to run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show the old and the new dates and change nothing",
        )

    def handle(self, *, dry_run: bool = False, **_: Any) -> None:
        moved = 0
        for establishment in Establishment.objects.order_by("pk"):
            effects = (
                calendars.foresee_package(establishment)
                if dry_run
                else calendars.recount_package(
                    establishment, by=Actor.job("recount_calendars")
                )
            )
            for effect in effects:
                self.stdout.write(_line(establishment, effect))
                moved += effect.moves
        will = "would move" if dry_run else "moved"
        self.stdout.write(f"holidays {package_version()}: {moved} dates {will}.")


def _line(establishment: Establishment, effect: Effect) -> str:
    """One date: reference, clock, old and new in UTC."""
    old, new = (at.isoformat() if at else "no date" for at in (effect.old, effect.new))
    kept = " (kept: the person was told)" if effect.is_kept else ""
    ref = effect.rights_request.ref
    return f"{establishment}: {ref} {effect.clock.kind} {old} -> {new}{kept}"
