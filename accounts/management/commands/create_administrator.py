"""The first person in. Everyone after is invited by an administrator."""

import sys
from getpass import getpass
from typing import Any, NoReturn

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.errors import AccountExists
from accounts.loading import load_controllers
from accounts.models import Controller, User
from accounts.workflow import create_administrator
from audit.trail import Actor


class Command(BaseCommand):
    help = "Create an account that administers one company, or all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="as colleagues will read it")
        parser.add_argument(
            "--controller", required=True, metavar="SLUG", help="a slug, or: all"
        )
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the password from standard input instead of asking for it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email = User.objects.normalize_email(options["email"])
        try:
            validate_email(email)
        except ValidationError:
            _refuse(f"{options['email']!r} is not an e-mail address.")
        load_controllers()
        controllers = Controller.objects.filter(is_active=True)
        if options["controller"] != "all":
            controllers = controllers.filter(slug=options["controller"])
        if not controllers:
            known = ", ".join(Controller.objects.values_list("slug", flat=True))
            _refuse(
                f"There is no controller {options['controller']!r}. Known are: {known}."
            )
        password = _password(from_stdin=options["password_stdin"])
        try:
            validate_password(password, User(email=email, full_name=options["name"]))
            create_administrator(
                email=email,
                full_name=options["name"],
                controllers=controllers,
                password=password,
                by=Actor.job("create_administrator"),
            )
        except ValidationError as error:
            _refuse(" ".join(error.messages))
        except AccountExists as error:
            _refuse(str(error))
        names = ", ".join(controller.name for controller in controllers)
        self.stdout.write(f"{email} now administers: {names}.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass("Password: ")
    if password != getpass("Password again: "):
        _refuse("The two passwords are not the same.")
    return password


def _refuse(sentence: str) -> NoReturn:
    raise CommandError(sentence, returncode=2)
