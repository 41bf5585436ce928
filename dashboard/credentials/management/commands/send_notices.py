"""`manage.py send_notices`: mails what the owners of connections have to know, each once; for cron or a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dashboard.credentials import mailing
from dashboard.web import mail


class Command(BaseCommand):
    """Mails the notices that were not mailed yet."""

    help = "Mail people whose connection was refused, ends within 7, 2 or 0 days, or works again. Each is told once."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Send, and say how many. Raises CommandError when a mail could not be sent; the next run tries it again."""
        if not mail.is_configured():
            self.stdout.write("EMAIL_URL is not set: nothing is sent. Pages show the notices all the same.")
            return
        done = mailing.send_all()
        self.stdout.write(f"sent {done['sent']}, failed {done['failed']}")
        if done["failed"]:
            raise CommandError("Some mails could not be sent; see the log. The next run tries them again.")
