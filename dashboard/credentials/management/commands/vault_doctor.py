"""Says which keys the stored secrets need, and whether they open."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dashboard.audit.models import Kind
from dashboard.audit.services import record_anyway
from dashboard.credentials import rotation
from dashboard.vault import Column, columns, key_ids


class Command(BaseCommand):
    """`manage.py vault_doctor`: exit code 0 when everything that is stored can be opened."""

    help = "Count the stored secrets by key and open a few of each."
    requires_system_checks = []  # the check of the keys would stop the diagnosis

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what the command line takes."""
        parser.add_argument(
            "--all", action="store_true", dest="every_row", help="open every row, not a few of each key"
        )
        parser.add_argument(
            "--give-up",
            metavar="ID",
            help="delete what is sealed under a key that is lost; people connect again, history is signed anew",
        )
        parser.add_argument(
            "--yes", type=int, metavar="N", help="give up without asking, if exactly N rows need the key"
        )

    def handle(self, *, every_row: bool, give_up: str | None, yes: int | None, **_options: Any) -> None:
        """Report on every registered column. Raises CommandError when something cannot be opened."""
        if give_up:
            self._give_up(give_up, yes)
        used: set[str] = set()
        problems = 0
        for column in columns():
            result = rotation.examine(column, every_row=every_row)
            used |= result.rows.keys()
            problems += self._report(column, result)
        for key_id in key_ids():
            if key_id not in used:
                self.stdout.write(f"key {key_id}: 0 rows" + self._retire(key_id))
        if problems:
            raise CommandError("Something that is stored cannot be opened; see above.")
        self.stdout.write(self.style.SUCCESS("Everything that was tried opens."))

    def _report(self, column: Column, result: rotation.Examined) -> int:
        """Print one column and return how many of its keys have a problem."""
        self.stdout.write(column.name + ("" if result.rows else ": empty"))
        for key_id, count in sorted(result.rows.items()):
            self.stdout.write(f"  {key_id}: {count} rows, {self._verdict(key_id, result)}")
        return len({*result.missing, *result.failing})

    def _verdict(self, key_id: str, result: rotation.Examined) -> str:
        if key_id == rotation.NO_ENVELOPE:
            return "not sealed by this vault"
        if key_id in result.missing:
            return "KEY MISSING from CREDENTIAL_KEYS"
        if key_id in result.failing:
            return f"{result.closed[key_id]} of {result.closed[key_id] + result.opened[key_id]} tried DO NOT OPEN"
        return f"{result.opened[key_id]} tried, all open"

    def _retire(self, key_id: str) -> str:
        return "" if key_id == key_ids()[0] else " (may be taken out of CREDENTIAL_KEYS)"

    def _give_up(self, key_id: str, yes: int | None) -> None:
        """Delete what nobody can open again, once its number was typed. Raises CommandError where it must not be."""
        if key_id in key_ids():
            raise CommandError(f"The key {key_id!r} is in CREDENTIAL_KEYS; nothing is lost.")
        if rotation.keys_are_generated():
            raise CommandError(
                "This process has made its own keys, as development does. The key that is missing is most likely in "
                "the environment of the server: run this command with SECRET_KEY and CREDENTIAL_KEYS set as there."
            )
        needing = rotation.needing(key_id)
        count = sum(needing.values())
        if count:
            self._confirm(key_id, needing, yes)
        for column in columns():
            rotation.give_up(column, key_id)
        if count:
            record_anyway(Kind.HISTORY_RESTARTED, actor=None, target={"lost_key": key_id, "rows": count})
        self.stdout.write(f"went on without {count} secrets and signatures that need {key_id}")

    def _confirm(self, key_id: str, needing: dict[str, int], yes: int | None) -> None:
        """Ask for the number of rows, typed. Raises CommandError for any other answer."""
        count = sum(needing.values())
        self.stdout.write(
            f"These rows need the key {key_id}. Secrets among them are deleted and cannot be brought back:"
        )
        for name, rows in needing.items():
            self.stdout.write(f"  {name}: {rows} rows")
        if yes is None:
            self.stdout.write("Type their number to give them up: ", ending="")
            self.stdout.flush()
            typed = sys.stdin.readline().strip()
        else:
            typed = str(yes)
        if typed != str(count):
            raise CommandError(f"Nothing was given up: {count} rows need the key {key_id}, not {typed or 'none'}.")
