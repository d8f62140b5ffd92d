"""Fill an empty database with example data; refuses where real work may be."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.loading import load_controllers
from accounts.models import User
from audit.trail import audit_context
from dpo_portal.demo import (
    assessments,
    drafts,
    lives,
    notice,
    office,
    records,
    systems,
)
from dpo_portal.demo import people as invented
from dpo_portal.models import DemoMark, is_demo
from policies.loading import load_policies
from policies.samples import load_samples
from processing.loading import load_shipped as load_registers
from rulebook.loading import load_shipped
from subjects.loading import load_purposes


class Command(BaseCommand):
    help = "Load the five companies, an invented office and invented cases (demo only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--part",
            choices=("all", "office", "cases"),
            default="all",
            help="the companies and the office are enough to file a first request",
        )

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "DPO_ENV is not demo, so no example data was loaded.", returncode=2
            )
        if not is_demo() and User.objects.exists():
            raise CommandError(
                "This database holds people who are not example data; "
                "nothing was loaded.",
                returncode=2,
            )
        DemoMark.objects.get_or_create(pk=1)
        with audit_context("job", name="demo"):
            load_controllers()
            load_shipped()
            load_policies()
            load_samples(at=timezone.now(), but=[notice.VERSION])
            load_registers()
            load_purposes()
            people = office.hire()
            systems.keep_systems()
            assessments.keep_assessments(people)
            if part != "cases":
                self._introduce()
            if part != "office":
                records.keep(people, now=timezone.now())
                invented.know(people, now=timezone.now())
                notice.tell(people, now=timezone.now())
                drafts.keep_draft(people, now=timezone.now())
                lived = lives.live_through(people, now=timezone.now())
                self.stdout.write(f"Example cases: {lived} were added.")

    def _introduce(self) -> None:
        self.stdout.write("People of the example office, and their password:")
        for one in office.OFFICE:
            self.stdout.write(
                f"  {one.email:18} {office.PASSWORD}   {one.role.label}: {one.does}"
            )
