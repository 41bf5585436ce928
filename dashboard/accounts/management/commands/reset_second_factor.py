"""`manage.py reset_second_factor EMAIL`: lets somebody in again who has lost every second factor."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction

from dashboard.accounts import tokens
from dashboard.accounts.models import User
from dashboard.accounts.second_factor import factors
from dashboard.accounts.sessions import lifetimes


class Command(BaseCommand):
    """Removes the second factors and recovery codes of one person, and ends their sessions and access tokens."""

    help = "Take away the second factors of somebody who has lost them; the password alone lets them in afterwards."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("email")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Remove them, and say how many. Raises CommandError where nobody has this e-mail."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"Nobody has the e-mail {options['email']}.")
        with transaction.atomic():
            lifetimes.end_all(user)  # first: people are locked before history (rights)
            ended = tokens.end_all(user)
            count = factors.remove_all(user)
        self.stdout.write(f"{count} removed. Every session of {user.email} is over. Access tokens revoked: {ended}.")
