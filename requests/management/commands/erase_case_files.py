"""`manage.py erase_case_files`: erase the files of closed cases whose period is over.

`--dry-run` counts and erases nothing. Safe to run twice.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Controller
from audit.trail import Actor
from rights import forgetting, keeping_files


class Command(BaseCommand):
    help = "Erase the files of closed cases whose period is over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("controllers", nargs="*", help="slugs; none: every company")
        parser.add_argument("--dry-run", action="store_true", help="count, erase none")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(
        self,
        *args: Any,
        controllers: list[str],
        dry_run: bool,
        as_json: bool,
        **options: Any,
    ) -> None:
        now = timezone.now()
        found = []
        for company in _companies(controllers):
            due = keeping_files.due([company.pk], now=now)
            over = due.count()
            kept = keeping_files.held([company.pk], now=now).count()
            erased = 0
            if not dry_run:
                by = Actor.job("erase_case_files")
                cases = list(due.select_related("controller"))
                erased = forgetting.erase_each(cases, by=by, at=now)
            found.append(
                {
                    "controller": company.slug,
                    "due": over,
                    "kept": kept,
                    "erased": erased,
                }
            )
        if as_json:
            self.stdout.write(json.dumps(found))
            return
        for row in found:
            self.stdout.write(
                "{controller}: {due} due, {kept} kept longer, {erased} erased.".format(
                    **row
                )
            )


def _companies(slugs: list[str]) -> list[Controller]:
    known = list(Controller.objects.order_by("slug"))
    if not slugs:
        return known
    unknown = set(slugs) - {one.slug for one in known}
    if unknown:
        raise CommandError(
            f"There is no company {', '.join(sorted(unknown))!r}.", returncode=2
        )
    return [one for one in known if one.slug in slugs]
