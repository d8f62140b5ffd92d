"""`manage.py migrate`, with a sentence for a database that it cannot bring up."""

from typing import Any

from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

# The register of processing came when the first tables were written anew; whoever has
# data subjects without it has tables of before, which no migration leads on from.
BEFORE, SINCE = ("subjects", "0001_initial"), ("processing", "0001_initial")


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        recorder = MigrationRecorder(connections[options["database"]])
        applied = recorder.applied_migrations()
        if BEFORE in applied and SINCE not in applied:
            raise CommandError(
                "This database was made by a checkout from before the first release, "
                "whose tables were different. Start with a new one: in a demo, move "
                "the folder var/ away."
            )
        super().handle(*args, **options)
