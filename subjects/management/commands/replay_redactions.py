"""After a restore: erase again what the backup still held; safe to run twice."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from audit.trail import audit_context
from subjects.replaying import replay


class Command(BaseCommand):
    help = "Erase again what a restored backup has brought back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, **options: Any) -> None:
        with audit_context("job", name="replay_redactions"):
            erasures, redactions = replay()
        if options["json"]:
            counts = {"erasures": erasures, "redactions": redactions}
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(
                f"Erased again: {erasures} erasures, {redactions} other redactions."
            )
