"""Says whether history is as Tandem wrote it."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dashboard.audit import chain, integrity, unrecorded


def head(text: str) -> integrity.ChainHead:
    """Read a head from the command line."""
    try:
        return integrity.ChainHead.parse(text)
    except ValueError:
        raise ArgumentTypeError("a head is what an earlier run printed, `number:64 hex digits`") from None


NOTE = "Keep the head elsewhere. A copy of the database that is begun from now on holds at least all up to it."


class Command(BaseCommand):
    """`manage.py verify_history`: exit code 0 when every row holds; else the first broken row is named."""

    help = "Verify the chain of history and print its head, which is to be noted elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what the command line takes."""
        parser.add_argument(
            "--noted", type=head, metavar="HEAD", help="a head that an earlier run printed: find out if rows are gone"
        )
        parser.add_argument(
            "--sign-anew",
            action="store_true",
            help="after damage that cannot be mended: chain and sign all rows as they stand, and say so in history",
        )
        parser.add_argument("--join", action="store_true", help="add to history what waits until it is whole again")

    def handle(self, *, noted: integrity.ChainHead | None, sign_anew: bool, join: bool, **_options: Any) -> None:
        """Verify, or sign anew. Raises CommandError naming the first broken row."""
        if sign_anew:
            self.stdout.write(f"Every row is signed as it stands.\nhead {integrity.sign_anew()}")
            return
        if join:
            try:
                self.stdout.write(f"{unrecorded.join()} rows joined.")
            except chain.HistoryBroken as problem:
                raise CommandError(f"Nothing can be joined: {problem}.") from None
        self._verify(noted)
        self._tell_waiting()

    def _verify(self, noted: integrity.ChainHead | None) -> None:
        found = integrity.verify(noted)
        if found.broken is not None:
            raise CommandError(f"History is broken at row {found.broken}: {found.problem}.")
        if found.first:
            self.stdout.write(f"Rows up to {found.first} are pruned; the chain begins after them.")
        self.stdout.write(self.style.SUCCESS(f"{found.rows} rows hold.") + f"\nhead {found.head}")
        self.stderr.write(NOTE)

    def _tell_waiting(self) -> None:
        waiting, forged = unrecorded.waiting()
        if forged:
            raise CommandError(f"{forged} rows of audit_unrecorded were not written by Tandem.")
        if waiting:
            self.stdout.write(f"Waiting to be joined to history: {waiting} (`manage.py verify_history --join`).")
