"""`manage.py notice_app CONTROLLER SLUG --key FILE`: an app that shows notices."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Controller
from audit.trail import Actor
from policies.errors import NotPossible
from policies.models import NoticeApp
from policies.telling.keeping_apps import keep_app, stop_app

BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        "Let an app or a site of a company show its notices (docs/notices-api.md). "
        "Run again to change its key or its origins; --stop lets it in no more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("controller")
        parser.add_argument("slug", help="the app's short name, as its tokens say it")
        parser.add_argument("--name", default="")
        parser.add_argument("--key", help="file: Ed25519 public key, PEM")
        parser.add_argument(
            "--origin", action="append", default=[], help="https://app.example.com"
        )
        parser.add_argument("--stop", action="store_true")

    def handle(
        self,
        *,
        controller: str,
        slug: str,
        name: str,
        key: str | None,
        origin: list[str],
        stop: bool,
        **_: Any,
    ) -> None:
        company = Controller.objects.filter(slug=controller, is_active=True).first()
        if company is None:
            raise CommandError("There is no such controller.", returncode=BAD_INPUT)
        if stop:
            self.stop(company, slug)
            return
        if key is None:
            raise CommandError("Name the key file: --key.", returncode=BAD_INPUT)
        try:
            public_key = Path(key).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            raise CommandError(
                "The key file cannot be read.", returncode=BAD_INPUT
            ) from None
        try:
            app = keep_app(
                company,
                slug,
                name=name or slug,
                public_key=public_key,
                origins=origin,
                by=Actor.job("notice_app"),
            )
        except NotPossible as error:
            raise CommandError(str(error), returncode=BAD_INPUT) from None
        self.stdout.write(f"{app.slug} shows the notices of {company.slug}.")

    def stop(self, company: Controller, slug: str) -> None:
        app = NoticeApp.objects.filter(controller=company, slug=slug).first()
        if app is None:
            raise CommandError("There is no such app.", returncode=BAD_INPUT)
        stop_app(app, by=Actor.job("notice_app"))
        self.stdout.write(f"{app.slug} shows no notices any more.")
