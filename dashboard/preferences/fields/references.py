"""Controls of projects, tasks, tags and workspaces that are stored by their numbers."""

from __future__ import annotations

from typing import Any

from dashboard.preferences.fields.base import Control

Numbers = dict[str, int | None]


class ReferenceControl(Control):
    """Something by its name and number; 0 identifies nothing."""

    kind = "ref"
    takes_blank = True

    @property
    def datalist(self) -> str:
        """The list of names that it offers."""
        return self.field.refers_to

    def _value_text(self) -> str:
        return self.names.text(self.field.refers_to, self.value) if self.value else ""

    def _read(self, text: str) -> int:
        return 0 if text.strip() in {"", "0"} else self.names.number(self.field.refers_to, text, self.value)

    @property
    def lines(self) -> list[str]:
        """Name and number."""
        return [self.initial]


class ObjectReferenceControl(Control):
    """Something that is stored as an object of its number and its workspace."""

    kind = "object-ref"
    shape = Numbers
    needed_part = "id"

    @property
    def datalist(self) -> str:
        """The list of names that it offers."""
        return self.field.control

    def _value_text(self) -> str:
        return self.names.text(self.field.control, self.value["id"])

    def _read(self, text: str) -> dict[str, Any]:
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
