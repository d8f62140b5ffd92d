"""`manage.py verify`: is the trail as it was sealed? Exit 1 if anything is not."""

import json as json_text
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import offline, verifying
from audit.errors import BadCheckpoint
from audit.findings import Report

WORDS = {
    "seals": "seals walked",
    "changes": "changes",
    "accesses": "accesses",
    "checkpoints": "signed checkpoints",
    "history_rows": "history rows compared",
    "erased_rows": "of them with erased values",
}


class Command(BaseCommand):
    help = (
        "Verify the trail, or an exported one. Exit status 0: as it was sealed; 1: "
        "something is not; 2: what was given cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "export", nargs="?", type=Path, help="an exported trail (.zip or .jsonl)"
        )
        parser.add_argument(
            "--checkpoint",
            type=Path,
            help="checkpoints you kept elsewhere: lines of JSON",
        )
        parser.add_argument(
            "--new",
            action="store_true",
            help="only what came since the last clean run, and what was erased",
        )
        parser.add_argument(
            "--chain-only", action="store_true", help="leave history rows alone"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(
        self,
        *,
        export: Path | None,
        checkpoint: Path | None,
        new: bool,
        chain_only: bool,
        json: bool,
        **options: Any,
    ) -> None:
        try:
            if export is not None:
                report = self._exported(export, checkpoint)
            else:
                report = verifying.verify(
                    checkpoint=checkpoint, only_new=new, values=not chain_only
                )
        except BadCheckpoint as error:
            raise CommandError(str(error), returncode=2) from None
        self._print(report, as_json=json)
        if not report.is_clean:
            raise SystemExit(1)

    def _exported(self, export: Path, checkpoint: Path | None) -> Report:
        """The same file that lies in each export, with the same findings."""
        try:
            made = offline.verify(export, checkpoint)
        except (OSError, ValueError, KeyError, TypeError):
            raise CommandError(
                f"{export} or its checkpoint cannot be read as an exported trail.",
                returncode=2,
            ) from None
        report = Report()
        for sentence in made.notes:
            report.note("export", sentence=sentence)
        for sentence in made.findings:
            report.found("export", sentence=sentence)
        report.counts = {"seals": made.seq, "checkpoints": len(made.signed)}
        report.newest = made.signed[-1] if made.signed else None
        return report

    def _print(self, report: Report, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json_text.dumps(report.as_dict(), indent=2))
            return
        for finding in report.findings:
            self.stdout.write(finding.sentence)
        if report.total > len(report.findings):
            more = report.total - len(report.findings)
            self.stdout.write(f"And {more} findings more.")
        for note in report.notes:
            self.stdout.write(f"Note: {note}")
        counted = [f"{n} {WORDS[what]}" for what, n in report.counts.items()]
        self.stdout.write(f"Looked at: {', '.join(counted) or 'nothing'}.")
        if report.newest:
            self.stdout.write(
                f"The newest checkpoint is {report.newest['seq']}, "
                f"chain {report.newest['chain']}."
            )
        self.stdout.write(
            "The trail is as it was sealed."
            if report.is_clean
            else f"The trail is NOT as it was sealed: {report.total} findings."
        )
