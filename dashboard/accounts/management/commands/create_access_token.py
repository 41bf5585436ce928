"""`manage.py create_access_token EMAIL --name N --scope write`: makes a token and prints it once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dashboard.accounts import tokens
from dashboard.accounts.models import User
from dashboard.web import mail


class Command(BaseCommand):
    """Makes an access token for both products."""

    help = "Make an access token for a member's scripts, for Track and Focus, and print it; it is never shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="what it is for, as its owner will read it")
        parser.add_argument("--scope", choices=("read", "write"), default="read")
        parser.add_argument("--days", type=int, default=tokens.DAYS, help="after how many days it ends; 0 for never")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the token, and nothing else, to standard output."""
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"No active member has the e-mail {options['email']}.")
        if options["days"] < 0:
            raise CommandError("--days has to be 0 or more.")
        ends = timezone.now() + timedelta(days=options["days"]) if options["days"] else None
        token = tokens.make(
            user,
            name=options["name"],
            can_write=options["scope"] == "write",
            services=("track", "focus"),
            expires_at=ends,
        )
        self.stdout.write(token.reveal())
        mail.finish()
