"""Bulk data for measuring, on a database marked as demo only."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit.trail import audit_context
from dpo_portal.demo import bulk
from dpo_portal.models import is_demo


class Command(BaseCommand):
    help = "Add many invented requests to a demo database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=int, default=1_000)
        parser.add_argument(
            "--open", type=int, help="How many of them are open; else about half."
        )
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, requests: int, seed: int, **options: Any) -> None:
        if not is_demo():
            raise CommandError(
                "This database is not marked as demo, so nothing was added.",
                returncode=2,
            )
        if requests < 0:
            raise CommandError("--requests must not be negative.", returncode=2)
        with audit_context("job", name="generate"):
            made = bulk.generate(
                requests=requests,
                seed=seed,
                now=timezone.now(),
                still_open=options["open"],
            )
        self.stdout.write(f"{made} invented requests were added.")
