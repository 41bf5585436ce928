"""`manage.py password_link EMAIL`: prints a link with which somebody chooses a new password."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from dashboard.accounts.models import User
from dashboard.accounts.sign_in import password_links


class Command(BaseCommand):
    """Makes a link for one person."""

    help = "Print a link with which somebody chooses a new password, to hand over where no mail is sent."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("email")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the link, and nothing else, to standard output. Raises CommandError where nobody has this e-mail."""
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"No active member has the e-mail {options['email']}.")
        self.stdout.write(password_links.password_link(user).reveal())
