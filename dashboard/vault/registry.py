"""Every column that holds sealed secrets, as its owner registered it.

`rewrap_credentials`, `vault_doctor` and the system check walk this list, so that no sealed column is forgotten when
a key is retired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from dashboard.vault.envelope import open_sealed, reseal


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One sealed value with the place it is bound to."""

    pk: Any
    sealed: bytes
    place: dict[str, str]

    def check(self) -> None:
        """Open and drop it. Raises VaultError."""
        open_sealed(self.sealed, **self.place)

    def resealed(self) -> bytes:
        """Return the same secret under the newest key. Raises VaultError."""
        return reseal(self.sealed, **self.place)


@dataclass(frozen=True)
class SealedColumn:
    """A binary column whose values are envelopes of the vault."""

    model: str  # "app.Model"
    field: str
    purpose: str
    user_of: Callable[[Any], str]
    service_of: Callable[[Any], str]
    discard: Callable[[Any], object] = Model.delete  # what to do with a row whose key is lost for good

    @property
    def name(self) -> str:
        """What reports call it."""
        return f"{self.model}.{self.field}"

    def place(self, instance: Any) -> dict[str, str]:
        """Return what a value of this row is bound to: the keyword arguments of `seal` and `open_sealed`."""
        return {
            "purpose": self.purpose,
            "row": str(instance.pk),
            "user": self.user_of(instance),
            "service": self.service_of(instance),
            "field": self.field,
        }

    def batch(self, after: Any, size: int) -> list[SealedRow]:
        """Return up to `size` rows whose key follows `after` (None: from the start), in the order of their keys."""
        rows = self._manager.exclude(**{self.field: None}).order_by("pk")
        if after is not None:
            rows = rows.filter(pk__gt=after)
        return [SealedRow(row.pk, bytes(getattr(row, self.field)), self.place(row)) for row in rows[:size]]

    def rows(self, size: int = 500) -> Iterator[SealedRow]:
        """Yield every row, reading `size` at a time."""
        after = None
        while batch := self.batch(after, size):
            yield from batch
            after = batch[-1].pk

    def swap(self, row: SealedRow, sealed: bytes) -> bool:
        """Put `sealed` in the row's place if it still holds what was read; say whether it did."""
        unchanged = self._manager.filter(pk=row.pk, **{self.field: row.sealed})
        return bool(unchanged.update(**{self.field: sealed}))

    def drop(self, row: SealedRow) -> None:
        """Let go of a row that nobody can open again."""
        self.discard(self._manager.get(pk=row.pk))

    @property
    def _manager(self) -> Any:
        model: type[Model] = apps.get_model(self.model)
        return model._base_manager  # noqa: SLF001 - a default manager may hide rows; Django documents this one


_columns: dict[str, SealedColumn] = {}


def register(column: SealedColumn) -> SealedColumn:
    """Add a column to the list; registering the same one again changes nothing."""
    _columns[column.name] = column
    return column


def columns() -> tuple[SealedColumn, ...]:
    """Return every registered column, ordered by name."""
    return tuple(_columns[name] for name in sorted(_columns))
