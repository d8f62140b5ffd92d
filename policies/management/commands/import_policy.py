from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Controller
from audit.trail import Actor
from policies.drafting import Facts, take_in
from policies.errors import PoliciesError
from policies.importing import read_file
from policies.models import Policy
from policies.setting_up import policy_named


class Command(BaseCommand):
    help = "Take in a text, HTML, Markdown or DOCX file as a version with clauses."

    def create_parser(
        self, prog_name: str, subcommand: str, **options: Any
    ) -> CommandParser:
        # Django has a --version of its own, which tells the framework's.
        options["conflict_handler"] = "resolve"
        return super().create_parser(prog_name, subcommand, **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("controller", help="slug of the company")
        parser.add_argument("file")
        parser.add_argument("--policy", default="privacy", help="slug of the document")
        parser.add_argument("--language", default="en")
        parser.add_argument("--effective", type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--release", type=date.fromisoformat, metavar="DATE")
        parser.add_argument(
            "--version", dest="label", default="", help="as printed, or its number"
        )
        parser.add_argument(
            "--imported",
            action="store_true",
            help="published before: sealed and announced at once",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        facts = Facts(
            language=options["language"],
            released_on=options["release"],
            effective_on=options["effective"],
            label=options["label"],
            is_imported=options["imported"],
        )
        program = Actor.job("import_policy")
        try:
            clauses = read_file(options["file"])
            policy = self._policy(options, by=program)
            version = take_in(policy, clauses, facts, by=program, at=timezone.now())
        except PoliciesError as error:
            raise CommandError(str(error), returncode=2) from None
        self.stdout.write(
            f"{version.code}: {len(clauses)} clauses in {facts.language}, "
            f"{version.get_state_display().lower()}."
        )

    def _policy(self, options: dict[str, Any], *, by: Actor) -> Policy:
        slug = options["controller"]
        controller = Controller.objects.filter(slug=slug).first()
        if controller is None:
            raise CommandError(f"There is no controller {slug} here.", returncode=2)
        return policy_named(
            controller, options["policy"], language=options["language"], by=by
        )
