"""A command that a mail server hands a mail to."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError


@contextmanager
def offered_again_later() -> Iterator[None]:
    """While the database is away, end with the exit code that defers the mail.

    Any other one makes a mail server return the mail to its sender. Source: sysexits.h,
    as Postfix, Exim and Sendmail read it.
    """
    try:
        yield
    except DatabaseError:
        raise CommandError(
            "The database does not answer: offer this mail again later.",
            returncode=os.EX_TEMPFAIL,
        ) from None
