"""Erase what older versions said, once their period is over; safe to run twice."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from subjects.history_periods import expire


class Command(BaseCommand):
    help = "Erase personal values of older versions whose period is over."

    def handle(self, **options: Any) -> None:
        done = expire(timezone.now())
        self.stdout.write(f"Erased older versions of {done} records.")
