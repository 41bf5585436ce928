"""Moving every sealed secret to the newest key, and saying which rows need which key."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction

from dashboard.vault import Column, Row, Tampered, VaultError, columns, key_id_of, key_ids

NO_ENVELOPE = "?"  # stands for the key id of a value that is not an envelope
SAMPLE = 20  # rows of a column that are tried before the site takes requests
CANARIES = 3  # rows of a key that are opened to see whether the key is the right one


@dataclass
class Rewrapped:
    """What one run did to one column."""

    found: Counter[str] = field(default_factory=Counter)  # rows by key id, as they were met
    moved: int = 0
    changed_meanwhile: int = 0  # somebody wrote the row while it was being rewrapped: theirs stands
    unreadable: int = 0


@dataclass
class Examined:
    """What one column needs: rows by key id, and the keys whose rows do not open."""

    rows: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)

    @property
    def missing(self) -> list[str]:
        """Ids of keys in use that are not in the ring."""
        return sorted(self.rows.keys() - set(key_ids()) - {NO_ENVELOPE})

    @property
    def failing(self) -> list[str]:
        """Ids, in the ring, of keys under which a row that was tried does not open."""
        return sorted(self.closed.keys() - set(self.missing))


def rewrap(column: Column, *, size: int, dry_run: bool) -> Rewrapped:
    """Put every row of `column` under the newest key and in the newest format, `size` rows a transaction.

    Each row is either as it was or moved, whenever the process is killed; the next run goes on with what is left.
    """
    result, after = Rewrapped(), None
    while batch := column.batch(after, size):
        after = batch[-1].pk
        result.found.update(key_id(row) for row in batch)
        _move(column, [row for row in batch if not row.is_current], result, dry_run=dry_run)
    return result


def examine(column: Column, *, every_row: bool) -> Examined:
    """Count the rows of `column` by key and try to open a few of each, or every one."""
    result = Examined()
    for row in column.rows():
        used = key_id(row)
        result.rows[used] += 1
        if every_row or result.rows[used] <= CANARIES:
            (result.opened if _opens(row) else result.closed)[used] += 1
    return result


def behind(column: Column) -> int:
    """Return how many rows of `column` are not under the newest key, or in an older format."""
    return sum(not row.is_current for row in column.rows())


def needing(key: str) -> dict[str, int]:
    """Return how many rows of each column are sealed or signed under a key, where any are."""
    counted = {column.name: sum(key_id(row) == key for row in column.rows()) for column in columns()}
    return {name: count for name, count in counted.items() if count}


def keys_are_generated() -> bool:
    """Whether this process made its ring itself, as development does where none is set."""
    made = Path(settings.DATA_DIR) / "credential_keys"
    return settings.DEVELOPMENT and made.is_file() and made.read_text().strip() == settings.CREDENTIAL_KEYS.strip()


def give_up(column: Column, lost: str) -> int:
    """Delete the rows of `column` that are sealed under the key `lost`; return how many."""
    rows = [row for row in column.rows() if key_id(row) == lost]
    for row in rows:
        column.drop(row)
    return len(rows)


def missing_keys() -> dict[str, int]:
    """Return the keys that the site needs and the ring lacks, with the number of their rows."""
    needed: Counter[str] = Counter()
    for column in (one for one in columns() if one.needed):
        needed.update(key_id(row) for row in column.rows())
    active = {*key_ids(), NO_ENVELOPE}
    return {used: count for used, count in sorted(needed.items()) if used not in active}


def wrong_keys() -> list[str]:
    """Return the ids of keys under which nothing opens that was tried: a canary for each.

    One bad row among good ones condemns no key. A key that is not in the ring counts where nothing opens at all: while
    keys rotate, another process may have one already that this one lacks. One query a column.
    """
    opened: Counter[str] = Counter()
    closed: Counter[str] = Counter()
    for row in (row for column in columns() for row in column.batch(None, SAMPLE)):
        used = key_id(row)
        (opened if _opens(row) else closed)[used] += 1
    return sorted(used for used in closed if not opened[used] and (used in key_ids() or not opened))


def key_id(row: Row) -> str:
    """Return the id of the key that a row is sealed under."""
    try:
        return key_id_of(row.sealed)
    except Tampered:
        return NO_ENVELOPE


def _move(column: Column, rows: list[Row], result: Rewrapped, *, dry_run: bool) -> None:
    """Reseal first, then write in one short transaction, so that nobody waits for the encryption."""
    resealed = []
    for row in rows:
        try:
            resealed.append((row, row.resealed()))
        except VaultError:
            result.unreadable += 1
    if dry_run:
        result.moved += len(resealed)
        return
    with transaction.atomic():
        swapped = [column.swap(row, sealed) for row, sealed in resealed]
    result.moved += sum(swapped)
    result.changed_meanwhile += len(swapped) - sum(swapped)


def _opens(row: Row) -> bool:
    try:
        row.check()
    except VaultError:
        return False
    return True
