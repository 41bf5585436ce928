"""Controls of projects, tasks, tags and workspaces that are stored by their numbers."""

from __future__ import annotations

from typing import Any

from dashboard.preferences.fields.base import Control
from dashboard.upstream.contract.field_descriptions import Field


class ReferenceControl(Control):
    """Something by its name and number; 0 identifies nothing."""

    kind = "ref"
    takes_blank = True

    @classmethod
    def holds(cls, _field: Field, value: Any) -> bool:
        """Whether the value is a number."""
        return type(value) is int

    @property
    def datalist(self) -> str:
        """The list of names that it offers."""
        return self.field.refers_to

    def value_text(self) -> str:
        """Return the name and the number."""
        return self.names.text(self.field.refers_to, self.value) if self.value else ""

    def read(self, text: str) -> int:
        """Return the number that is meant, 0 for an empty text."""
        return 0 if text.strip() in {"", "0"} else self.names.number(self.field.refers_to, text, self.value)

    @property
    def lines(self) -> list[str]:
        """Name and number."""
        return [self.initial]


class ObjectReferenceControl(Control):
    """Something that is stored as an object of its number and its workspace."""

    kind = "object-ref"

    @classmethod
    def holds(cls, _field: Field, value: Any) -> bool:
        """Whether the value is an object of numbers with an id."""
        return is_numbers(value) and type(value.get("id")) is int

    @property
    def datalist(self) -> str:
        """The list of names that it offers."""
        return self.field.control

    def value_text(self) -> str:
        """Return the name and the number."""
        return self.names.text(self.field.control, self.value["id"])

    def read(self, text: str) -> dict[str, Any]:
        """Return the object; its workspace is saved along with it."""
        before = self.value or {}
        number = self.names.number(self.field.control, text, before.get("id"))
        if number == before.get("id"):
            return dict(before)
        workspace_id = self.names.workspace_of(self.field.control, number, before.get("workspace_id"))
        return {**before, "id": number, "workspace_id": workspace_id}

    @property
    def lines(self) -> list[str]:
        """Name and number."""
        return [self.initial]


def is_numbers(value: Any) -> bool:
    """Whether a value is an object in which every part is a number or missing."""
    return isinstance(value, dict) and all(part is None or type(part) is int for part in value.values())
