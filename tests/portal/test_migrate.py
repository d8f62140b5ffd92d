"""A database that cannot be brought up is told so, and stays as it is."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db


def test_tables_from_before_the_first_release_are_left_alone() -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("processing", "0001_initial")
    before = connection.introspection.table_names()

    with pytest.raises(CommandError, match="from before the first release"):
        call_command("migrate", verbosity=0)

    assert connection.introspection.table_names() == before
