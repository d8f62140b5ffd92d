import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policies.change_list import as_data, as_text
from policies.classifying import classify
from policies.clauses import Clause
from policies.comparing import compare
from policies.errors import PoliciesError
from policies.importing import read_file
from policies.versions import clauses_of, is_reference


class Command(BaseCommand):
    help = "What changed between two texts of a policy, and whom it concerns."
    requires_system_checks = ()  # two files need no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = "a text, HTML, Markdown or DOCX file, or controller/policy@version"
        parser.add_argument("old", help=what)
        parser.add_argument("new", help=what)
        parser.add_argument("--language", default="en", help="of stored versions")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        names = (options["old"], options["new"])
        try:
            old, new = (_clauses(name, options["language"]) for name in names)
        except PoliciesError as error:
            raise CommandError(str(error), returncode=2) from None
        comparison = compare(old, new, keyed=all(map(is_reference, names)))
        classification = classify(comparison)
        if options["json"]:
            data = as_data(comparison, classification)
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
            return
        self.stdout.write(as_text(comparison) or "The words are the same.")
        self.stdout.write(
            f"\n{_summary(comparison.stats(), classification.categories)}"
        )


def _clauses(name: str, language: str) -> list[Clause]:
    return clauses_of(name, language) if is_reference(name) else read_file(name)


def _summary(stats: dict[str, int], categories: list[str]) -> str:
    counted = (
        f"{stats[kind]} {kind.replace('_', ' and ')}"
        for kind in ("modified", "inserted", "deleted", "moved", "moved_modified")
        if stats[kind]
    )
    quiet = stats["renumbered"] + stats["formatting"]
    lines = [", ".join(counted) or "No change of words", f"{quiet} in number or layout"]
    return "; ".join([*lines, f"suggested: {', '.join(categories) or 'nothing'}"]) + "."
