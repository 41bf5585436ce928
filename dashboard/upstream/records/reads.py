"""Who asks what: each read of the contract that pages use, with what its answer becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from dashboard.upstream.records import decoding
from dashboard.upstream.records.account import Account, FocusSettings, FormatPreferences
from dashboard.upstream.records.base import Record, Rows
from dashboard.upstream.records.projects import Client, Project, Tag, TrackTask
from dashboard.upstream.records.statuses import Status
from dashboard.upstream.records.tasks import Task
from dashboard.upstream.records.time_blocks import TimeBlock
from dashboard.upstream.records.values import Values, shape_of
from dashboard.upstream.records.workspaces import Organization, TrackWorkspace

T = TypeVar("T")
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A read, and what its answer becomes. `decode` raises Undecodable, and nothing else whatever the answer is."""

    operation_id: str
    decode: Callable[[Any], T]

    @property
    def service(self) -> str:
        """Who answers it: track or focus."""
        return self.operation_id.partition(".")[0]


def object_of(operation_id: str, kind: type[R]) -> Read[R]:
    """Return a read whose answer is one object."""
    return Read(operation_id, partial(decoding.one, kind))


def rows_of(operation_id: str, kind: type[R]) -> Read[Rows[R]]:
    """Return a read whose answer is a list."""
    return Read(operation_id, partial(decoding.rows, kind))


def values_of(operation_id: str) -> Read[Values]:
    """Return a read whose answer is shown field by field, each with the type that the contract gives it."""
    return Read(operation_id, lambda data: shape_of(operation_id).one(data))


def rows_of_values(operation_id: str, *, part: str = "", number: str = "") -> Read[Rows[Values]]:
    """Return a read whose answer is a table: rows of values. `part` names the list inside an object.

    `number` is the field that a row has to have.
    """

    def decode(data: Any) -> Rows[Values]:
        listed = data.get(part) if part and isinstance(data, dict) else data
        return shape_of(operation_id, part=part, number=number).rows(listed)

    return Read(operation_id, decode)


TIME_BLOCKS = rows_of("focus.stream_time_blocks", TimeBlock)
TIME_BLOCK_PAGE = rows_of("focus.list_time_blocks", TimeBlock)
TIME_BLOCK = object_of("focus.get_time_block", TimeBlock)
TASKS = rows_of("focus.list_tasks", Task)
STATUSES = rows_of("focus.list_statuses", Status)
STATUS = object_of("focus.get_status", Status)
FOCUS_SETTINGS = object_of("focus.get_settings", FocusSettings)
FOCUS_SETTING_VALUES = values_of("focus.get_settings")

WORKSPACES = rows_of("track.list_workspaces", TrackWorkspace)
WORKSPACE_VALUES = rows_of_values("track.list_workspaces", number="id")
ORGANIZATIONS = rows_of("track.list_organizations", Organization)
ACCOUNT = object_of("track.get_me", Account)
ACCOUNT_VALUES = values_of("track.get_me")
PREFERENCES = values_of("track.get_preferences")
FORMAT_PREFERENCES = object_of("track.get_preferences", FormatPreferences)
CLIENT_PREFERENCES = values_of("track.get_client_preferences")
WORKSPACE_PREFERENCES = values_of("track.get_workspace_preferences")
CLIENTS = rows_of("track.list_clients", Client)
PROJECTS = rows_of("track.list_projects", Project)
PROJECT_PAGES = rows_of("track.list_projects_paginated", Project)
TAGS = rows_of("track.list_tags", Tag)
TRACK_TASKS = rows_of("track.list_tasks", TrackTask)
LOGGED: Read[None] = Read("track.get_logged", lambda _data: None)
