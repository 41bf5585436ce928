"""`manage.py create_admin EMAIL --name N`: makes an admin without a page, for installations that nobody watches."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import IntegrityError

from dashboard.accounts import services
from dashboard.accounts.models import User
from dashboard.accounts.sign_in import password_links

PASSWORD = "ADMIN_PASSWORD"  # noqa: S105 - the variable's name


class Command(BaseCommand):
    """Makes an admin, with a password or with a link to choose one."""

    help = (
        f"Make an admin. The password is {PASSWORD} of the environment, or one line of standard input; --link prints a "
        "link to choose one, which works once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="as the others read it; the e-mail without one")
        parser.add_argument("--link", action="store_true", help="print a link with which they choose a password")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make them. Raises CommandError where the e-mail or the password is no good, or somebody has the e-mail."""
        email, name = options["email"], options["name"]
        try:
            validate_email(email)
            password = None if options["link"] else _password()
            if password is not None:
                validate_password(password, User(email=email, name=name))
            admin = services.create_admin(email=email, password=password, name=name)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        except IntegrityError:
            raise CommandError(f"Somebody has the e-mail {email} already.") from None
        self.stdout.write(
            password_links.password_link(admin).reveal() if options["link"] else f"{admin.email} is an admin."
        )


def _password() -> str:
    if given := os.environ.get(PASSWORD):
        return given
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
