"""Take erased bytes out of the database now, and look for them; safe to run twice."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit.trail import audit_context
from subjects.erasing_lane import follow_up
from subjects.models import Erasure


class Command(BaseCommand):
    help = "Rewrite the tables that held erased data, and look for what was erased."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, **options: Any) -> None:
        waiting = list(Erasure.objects.filter(cleaned_at=None).values_list("pk"))
        with audit_context("job", name="clean_up_erased"):
            code = follow_up(timezone.now(), clean_now=True)
        rows = Erasure.objects.filter(pk__in=[pk for (pk,) in waiting])
        if code:
            raise CommandError(f"Not cleaned up yet, something is in the way: {code}.")
        found = sum(len(row.found) for row in rows)
        if options["json"]:
            self.stdout.write(json.dumps({"cleaned": len(rows), "found": found}))
        else:
            self.stdout.write(f"Cleaned up {len(rows)}; words found in {found} places.")
