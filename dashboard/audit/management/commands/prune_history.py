"""Deletes history that is older than HISTORY_DAYS."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dashboard.audit import integrity
from dashboard.audit.chain import HistoryBroken


class Command(BaseCommand):
    """`manage.py prune_history`, for cron: does nothing while HISTORY_DAYS is 0."""

    help = "Delete history older than HISTORY_DAYS from its old end; the chain then begins where it was cut, signed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what the command line takes."""
        parser.add_argument("--days", type=int, default=None, help="instead of HISTORY_DAYS")
        parser.add_argument("--dry-run", action="store_true", help="say up to which row, delete nothing")

    def handle(self, *, days: int | None, dry_run: bool, **_options: Any) -> None:
        """Prune. Raises CommandError where a row to delete does not verify."""
        days = settings.HISTORY_DAYS if days is None else days
        if days < 1:
            self.stdout.write("HISTORY_DAYS is 0: everything is kept.")
            return
        before = timezone.now() - timedelta(days=days)
        if dry_run:
            self.stdout.write(f"would delete rows up to {integrity.prunable(before)}")
            return
        try:
            count = integrity.prune(before)
        except HistoryBroken as problem:
            raise CommandError(f"{problem}. Nothing broken was deleted; see `manage.py verify_history`.") from None
        self.stdout.write(f"deleted {count} rows older than {before:%Y-%m-%d}")
