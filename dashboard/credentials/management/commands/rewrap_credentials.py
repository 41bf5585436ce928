"""Puts every sealed secret under the newest key of CREDENTIAL_KEYS, while the site runs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dashboard.credentials import rotation
from dashboard.vault import Column, columns, key_ids


class Command(BaseCommand):
    """`manage.py rewrap_credentials`: resumable, and safe to kill at any moment."""

    help = "Put every sealed secret under the newest key. May be killed and run again at any time."
    requires_system_checks = []  # the check of the keys would stop the cure

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what the command line takes."""
        parser.add_argument("--dry-run", action="store_true", help="open everything, write nothing")
        parser.add_argument("--batch", type=int, default=200, metavar="N", help="rows in one transaction (default 200)")

    def handle(self, *, dry_run: bool, batch: int, **_options: Any) -> None:
        """Rewrap every registered column. Raises CommandError when rows stay behind under an older key."""
        if batch < 1:
            raise CommandError("--batch must be 1 or more.")
        self.stdout.write(f"newest key: {key_ids()[0]}")
        left = sum(self._column(column, batch, dry_run=dry_run) for column in columns())
        if left:
            raise CommandError(f"{left} rows are not under the newest key. `manage.py vault_doctor` says why.")

    def _column(self, column: Column, batch: int, *, dry_run: bool) -> int:
        """Rewrap one column, tell what happened and return how many rows stay behind."""
        result = rotation.rewrap(column, size=batch, dry_run=dry_run)
        self.stdout.write(column.name)
        for used, count in sorted(result.found.items()):
            self.stdout.write(f"  {used}: {count} rows")
        self.stdout.write(
            f"  {'would move' if dry_run else 'moved'} {result.moved}, unreadable {result.unreadable}, "
            f"changed by somebody else meanwhile {result.changed_meanwhile}"
        )
        return result.unreadable if dry_run else rotation.behind(column)
