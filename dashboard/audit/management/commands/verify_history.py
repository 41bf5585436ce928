"""Says whether history is as Tandem wrote it."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dashboard.audit import keeping


def head(text: str) -> keeping.Head:
    """Read a head from the command line."""
    try:
        return keeping.Head.parse(text)
    except ValueError:
        raise ArgumentTypeError("a head is what an earlier run printed, `number:64 hex digits`") from None


class Command(BaseCommand):
    """`manage.py verify_history`: exit code 0 when every row holds; else the first broken row is named."""

    help = "Verify the chain of history and print its head, which is to be noted elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what the command line takes."""
        parser.add_argument(
            "--noted", type=head, metavar="HEAD", help="a head that an earlier run printed: find out if rows are gone"
        )
        parser.add_argument(
            "--begin-anew",
            action="store_true",
            help="after damage that cannot be mended: cover only what comes from now on, and say so in history",
        )

    def handle(self, *, noted: keeping.Head | None, begin_anew: bool, **_options: Any) -> None:
        """Verify, or begin anew. Raises CommandError naming the first broken row."""
        if begin_anew:
            self.stdout.write(f"The chain begins anew.\nhead {keeping.begin_anew()}")
            return
        found = keeping.verify(noted)
        if found.broken is not None:
            raise CommandError(f"History is broken at row {found.broken}: {found.problem}.")
        if found.first:
            self.stdout.write(f"Rows up to {found.first} are pruned or not covered; the chain begins after them.")
        self.stdout.write(self.style.SUCCESS(f"{found.rows} rows hold.") + f"\nhead {found.head}")
