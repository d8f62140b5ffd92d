"""Cut off entries that were kept long enough (LEDGER_KEPT_DAYS); safe to run twice."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.cutting import cut
from audit.errors import NotCut
from audit.trail import audit_context


class Command(BaseCommand):
    help = "Remove entries older than LEDGER_KEPT_DAYS, up to a published checkpoint."

    def handle(self, **options: Any) -> None:
        try:
            with audit_context("job", name="cut_trail"):
                made = cut(timezone.now())
        except NotCut as error:
            raise CommandError(str(error), returncode=2) from None
        if made is None:
            self.stdout.write("Nothing is old enough; nothing was cut off.")
        else:
            self.stdout.write(
                f"Cut off {made.entries} entries; the trail begins after seal "
                f"{made.seq}, chain {bytes(made.chain).hex()}."
            )
