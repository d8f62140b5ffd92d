"""`manage.py settle_matter CONTROLLER KIND REFERENCE`: what a hold waited for is over.

For the company's own books: when a debt is paid, the deletion that waited for it goes
on by itself. Safe to run twice.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Controller
from audit.trail import Actor
from rights.models import Matter
from rights.resuming import settle_matter


class Command(BaseCommand):
    help = "Say that a debt, dispute, order or authority's request is settled."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("controller", help="slug of the company")
        parser.add_argument("kind", choices=Matter.Kind.values)
        parser.add_argument("reference", help="as it stands at the hold")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(
        self,
        *args: Any,
        controller: str,
        kind: str,
        reference: str,
        as_json: bool,
        **options: Any,
    ) -> None:
        company = Controller.objects.filter(slug=controller).first()
        if company is None:
            raise CommandError(f"There is no company {controller!r}.", returncode=2)
        ended = settle_matter(
            company, kind=kind, reference=reference, by=Actor.job("settle_matter")
        )
        if as_json:
            self.stdout.write(json.dumps({"holds": ended}))
        else:
            self.stdout.write(f"Holds that end by themselves now: {ended}.")
