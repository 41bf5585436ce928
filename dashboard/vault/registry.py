"""All columns with sealed secrets or signatures, registered by their owners.

`rewrap_credentials`, `vault_doctor` and the system check go through this list, so that no column is forgotten when a
key is retired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.apps import apps
from django.db.models import Model

from dashboard.vault.envelope import format_for, key_id_of, mac, mac_matches, open_sealed, reseal
from dashboard.vault.errors import Tampered
from dashboard.vault.ring import key_ids


class Row(Protocol):
    """A value and what it is bound to."""

    @property
    def pk(self) -> Any:
        """The key of its row."""

    @property
    def sealed(self) -> bytes:
        """The value, which names its key."""

    @property
    def is_current(self) -> bool:
        """Whether it is under the newest key, in the current format."""

    def check(self) -> None:
        """Verify it. Raises VaultError."""

    def resealed(self) -> bytes:
        """Return the same under the newest key. Raises VaultError."""


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A sealed value and the place it is bound to."""

    pk: Any
    sealed: bytes
    place: dict[str, str]

    @property
    def is_current(self) -> bool:
        """Whether it is under the newest key, in the current format."""
        return _is_under_newest(self.sealed) and self.sealed[0] == format_for(self.place.get("generation", ""))

    def check(self) -> None:
        """Open it, to verify it. Raises VaultError."""
        open_sealed(self.sealed, **self.place)

    def resealed(self) -> bytes:
        """Return the same secret under the newest key. Raises VaultError."""
        return reseal(self.sealed, **self.place)


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A signature and its message."""

    pk: Any
    sealed: bytes
    purpose: str
    message: bytes

    @property
    def is_current(self) -> bool:
        """Whether it is under the newest key."""
        return _is_under_newest(self.sealed)

    def check(self) -> None:
        """Verify it against the message. Raises VaultError."""
        if not mac_matches(self.purpose, self.message, self.sealed):
            raise Tampered("the signature does not fit what it covers")

    def resealed(self) -> bytes:
        """Return the signature of the same message under the newest key. Raises VaultError."""
        self.check()
        return mac(self.purpose, self.message)


def _is_under_newest(sealed: bytes) -> bool:
    try:
        return key_id_of(sealed) == key_ids()[0]
    except Tampered:
        return False


@dataclass(frozen=True, kw_only=True)
class Column:
    """A binary column whose values name their key."""

    model: str  # "app.Model"
    field: str
    purpose: str
    discard: Callable[[Any], object] = Model.delete  # what to do with a row whose key is lost for good
    needed: bool = True  # whether the site cannot do without the keys of all rows

    @property
    def name(self) -> str:
        """Its name in reports."""
        return f"{self.model}.{self.field}"

    def batch(self, after: Any, size: int) -> list[Row]:
        """Return up to `size` rows after the key `after` (None: from the start), ordered by key."""
        rows = self._manager.exclude(**{self.field: None}).order_by("pk")
        if after is not None:
            rows = rows.filter(pk__gt=after)
        return [self._row(row) for row in rows[:size]]

    def rows(self, size: int = 500) -> Iterator[Row]:
        """Yield every row, reading `size` at a time."""
        after = None
        while batch := self.batch(after, size):
            yield from batch
            after = batch[-1].pk

    def swap(self, row: Row, sealed: bytes) -> bool:
        """Replace the row's value by `sealed` if it is unchanged; return whether it was."""
        unchanged = self._manager.filter(pk=row.pk, **{self.field: row.sealed})
        return bool(unchanged.update(**{self.field: sealed}))

    def drop(self, row: Row) -> None:
        """Delete a row that can no longer be opened."""
        self.discard(self._manager.get(pk=row.pk))

    def _row(self, instance: Any) -> Row:
        raise NotImplementedError

    @property
    def _manager(self) -> Any:
        model: type[Model] = apps.get_model(self.model)
        return model._base_manager  # noqa: SLF001 - a default manager may hide rows; Django documents this one


@dataclass(frozen=True, kw_only=True)
class SealedColumn(Column):
    """A column of envelopes: secrets that the vault sealed for their row."""

    user_of: Callable[[Any], str]
    service_of: Callable[[Any], str]
    generation_of: Callable[[Any], str]  # what moves on when the secret is replaced

    def place(self, instance: Any) -> dict[str, str]:
        """Return what a value of this row is bound to: the keyword arguments of `seal` and `open_sealed`."""
        return {
            "purpose": self.purpose,
            "row": str(instance.pk),
            "user": self.user_of(instance),
            "service": self.service_of(instance),
            "field": self.field,
            "generation": self.generation_of(instance),
        }

    def _row(self, instance: Any) -> Row:
        return SealedRow(instance.pk, bytes(getattr(instance, self.field)), self.place(instance))


@dataclass(frozen=True, kw_only=True)
class SignedColumn(Column):
    """A column of signatures, made by `mac`."""

    message_of: Callable[[Any], bytes]

    def _row(self, instance: Any) -> Row:
        signature = bytes(getattr(instance, self.field))
        return SignedRow(instance.pk, signature, self.purpose, self.message_of(instance))


_columns: dict[str, Column] = {}


C = TypeVar("C", bound=Column)


def register(column: C) -> C:
    """Add a column to the list; registering the same one again changes nothing."""
    _columns[column.name] = column
    return column


def columns() -> tuple[Column, ...]:
    """Return every registered column, ordered by name."""
    return tuple(_columns[name] for name in sorted(_columns))
