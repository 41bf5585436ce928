"""What the templates of the list show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dashboard.statuses.list.address import ListAddress
from dashboard.statuses.services import emojis
from dashboard.statuses.services.reads import StatusList
from dashboard.statuses.services.refusals import Refusals
from dashboard.statuses.services.reorder import ReorderResult
from dashboard.statuses.services.workspaces import WorkspaceChoices
from dashboard.statuses.services.writes import StatusDraft
from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.records.statuses import Status

TYPE_LABELS = {
    "todo": gettext_noop("To do"),
    "in_progress": gettext_noop("In progress"),
    "blocked": gettext_noop("Blocked"),
    "done": gettext_noop("Done"),
}
ORDER_LABELS = {
    "position": gettext_noop("Position"),
    "name": gettext_noop("Name, A to Z"),
    "-name": gettext_noop("Name, Z to A"),
    "-created_at": gettext_noop("Newest first"),
    "created_at": gettext_noop("Oldest first"),
    "-updated_at": gettext_noop("Changed last"),
    "updated_at": gettext_noop("Unchanged longest"),
}


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One status of the list."""

    status: Status
    rank: int
    type_label: str
    lock: str  # Focus's sentence, where it refused something as built in
    edit_blocked_reason: str  # empty: as far as is known, it can be changed
    delete_blocked_reason: str  # empty: as far as is known, it can be deleted


@dataclass(frozen=True, slots=True)
class StatusForm:
    """The form that is open."""

    kind: str  # new, edit, move
    draft: StatusDraft = field(default_factory=StatusDraft)
    status: Status | None = None  # what it is about, as the form was rendered with it
    now: Status | None = None  # what somebody else made of it meanwhile
    mistakes: Mapping[str, str] = field(default_factory=dict)
    emoji_search: str = ""
    is_picking: bool = False  # an emoji is being chosen: nothing is saved yet
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class StatusesPage:
    """The page of the list, as far as it could be loaded."""

    address: ListAddress
    choices: WorkspaceChoices
    workspace_id: int | None
    statuses: StatusList | None = None
    form: StatusForm | None = None
    unsaved_order: ReorderResult | None = None
    moves_needed: int | None = None  # for what is left of it; None: it cannot be done
    problem: UpstreamError | None = None
    http_status: int = 200


def status_rows(statuses: StatusList, refusals: Refusals) -> list[StatusRow]:
    """Return the rows of the list."""
    return [
        StatusRow(
            status=status,
            rank=rank,
            type_label=type_label(status.type),
            lock=refusals.built_in(status.id),
            edit_blocked_reason=refusals.update.get(status.id, ""),
            delete_blocked_reason=refusals.delete.get(status.id, ""),
        )
        for rank, status in enumerate(statuses.rows, start=1)
    ]


def emoji_picker(used: Sequence[str], search: str) -> dict[str, Any]:
    """Return the emoji to choose from; `used` ones come first."""
    return {"search": search, "recent": emojis.recent(used), "found": emojis.search(search)}


def type_label(value: str) -> str:
    """Return the words for a type; the type itself where nobody knows it."""
    return _(TYPE_LABELS[value]) if value in TYPE_LABELS else value


def choices_of(labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the options of a select, translated."""
    return [(value, _(label)) for value, label in labels.items()]
