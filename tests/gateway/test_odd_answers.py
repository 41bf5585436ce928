"""Whatever was kept and whatever a write is answered, bringing the cached responses up to date never fails."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.core.cache import caches
from hypothesis import given
from hypothesis import strategies as st

from dashboard.gateway.cache import cached_state, response_cache, time_block_updates, updates
from dashboard.gateway.cache.completed_write import CompletedWrite
from dashboard.upstream.contract import operation

NOON = "2026-03-29T12:00:00Z"
WHERE = {"organization_id": 2, "workspace_id": 3}
BLOCK = {"id": 7, "task_id": 5, "start": NOON, "created_at": NOON, "toggl_user_id": 9, "workspace_id": 3, "task": None}
STATUS = {"id": 7, "name": "Open", "type": "todo", "position": 2}
ONE = {**WHERE, "task_id": 5, "time_block_id": 7}
WRITES: dict[str, tuple[dict[str, Any], Any]] = {
    "focus.create_time_block": ({**WHERE, "task_id": 5}, {"start": NOON}),
    "focus.create_time_blocks": (WHERE, {"time_blocks": [{"task_id": 5, "start": NOON}]}),
    "focus.update_time_block": (ONE, {"duration": 60, "completed": True}),
    "focus.replace_time_block": (ONE, {"start": NOON}),
    "focus.update_time_blocks": (WHERE, [{"id": 7, "duration": 60}]),
    "focus.delete_time_blocks": ({**WHERE, "ids": [7]}, None),
    "focus.archive_time_block": (ONE, None),
    "focus.restore_time_block": (ONE, None),
    "focus.create_status": ({"workspace_id": 3}, {"emoji": "x", "name": "A", "position": 1}),
    "focus.update_status": ({"workspace_id": 3, "status_id": 7}, {"emoji": "x", "name": "A", "position": 1}),
    "focus.delete_status": ({"workspace_id": 3, "status_id": 7}, None),
    "focus.update_settings": ({}, {"theme": "dark"}),
    "track.update_preferences": ({}, {"alpha_features": [{"code": "a", "enabled": True}]}),
    "track.update_me": ({}, {"fullname": "A"}),
    "track.update_workspace_preferences": ({"workspace_id": 3}, {"hide_start_end_times": True}),
}
PAGE = {"page": 1, "per_page": 100}
KEPT = [
    ("focus.stream_time_blocks", {**WHERE, "date_from": NOON, "date_to": NOON}),
    ("focus.list_time_blocks", {**WHERE, "date_from": NOON, "date_to": NOON, **PAGE}),
    ("focus.list_task_time_blocks", {**WHERE, "task_id": 5}),
    ("focus.get_time_block", ONE),
    ("focus.list_tasks", WHERE),
    ("focus.list_statuses", {"workspace_id": 3}),
    ("focus.get_status", {"workspace_id": 3, "status_id": 7}),
    ("focus.get_settings", {}),
    ("track.get_preferences", {}),
    ("track.get_me", {}),
    ("track.list_workspaces", {}),
    ("track.get_workspace_preferences", {"workspace_id": 3}),
]
NAMES = sorted({*BLOCK, *STATUS, "data", "per_page", "duration", "deleted_at", "alpha_features", "code", "status_id"})

plain = st.sampled_from([None, True, -1, 1.5, 7, 10**30, "", "a", NOON, "9999-12-31T23:59:59Z", 252455616000])
rows = st.one_of(
    st.dictionaries(st.sampled_from(NAMES), plain, max_size=5),
    st.builds(
        lambda known, odd: {**known, **odd},
        st.sampled_from([BLOCK, STATUS]),
        st.dictionaries(st.sampled_from(NAMES), st.one_of(plain, st.lists(plain, max_size=2)), max_size=3),
    ),
    plain,
)
answers = st.one_of(
    rows, st.lists(rows, max_size=3), st.fixed_dictionaries({"data": st.lists(rows), "per_page": plain})
)


@given(st.data())
def test_no_answer_and_no_copy_makes_the_update_fail(data):
    connection: Any = SimpleNamespace(pk=uuid4(), generation=1)
    name = data.draw(st.sampled_from(sorted(WRITES)))
    params, body = WRITES[name]
    now = time.time()
    for read, asked in KEPT:
        response_cache.store(connection, operation(read), asked, data.draw(answers), now, since=now)
    op = operation(name)
    cached_state.before(connection, op, params, body)
    updates.apply(connection, CompletedWrite(op, params, body, data.draw(answers), now))
    cached_state.names(connection)
    for read in time_block_updates.READS:
        response_cache.copies(connection, operation(read))
    caches["kept"].clear()
