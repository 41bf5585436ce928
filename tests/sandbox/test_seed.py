"""The seed holds everything that Tandem's pages could stumble over, whenever it is made."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from dashboard.sandbox.people import ALICE, BOB, STUDIO
from dashboard.sandbox.seed import builder
from dashboard.sandbox.seed.builder import SeedOptions
from dashboard.sandbox.state import State

MOMENTS = [
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
]
BERLIN = ZoneInfo(ALICE.timezone)


@cache
def states() -> dict[datetime, State]:
    """The state at each of the moments."""
    return {now: builder.build(now) for now in MOMENTS}


def start(block):
    return datetime.fromisoformat(block["start"])


def end(block):
    return start(block) + timedelta(seconds=block["duration"] or 0)


def alices(state: State, *, long: bool = False) -> list:
    """Alice's blocks, all or those with a length."""
    own = [one for one in state.blocks.values() if one["toggl_user_id"] == ALICE.focus_id]
    return [one for one in own if one["duration"]] if long else own


def test_there_is_as_much_as_promised():
    for now, state in states().items():
        counts = (state.organizations, state.workspaces, state.projects, state.track_tasks, state.tasks)
        assert [len(table) for table in counts] == [2, 4, 25, 60, 60], now
        assert all((state.clients, state.tags, state.reminders, state.features)), now


def test_every_workspace_has_built_in_statuses_of_three_types():
    for now, state in states().items():
        types = Counter(
            (one["workspace_id"], one["type"]) for one in state.statuses.values() if one["id"] in state.default_statuses
        )
        assert set(types.values()) == {1}, now
        assert {kind for _, kind in types} == {"todo", "in_progress", "done"}, now


def test_there_are_six_weeks_of_blocks_around_today():
    for now, state in states().items():
        days = {start(block).date() for block in alices(state)}
        assert min(days) < (now - timedelta(days=13)).date(), now
        assert max(days) > (now + timedelta(days=11)).date(), now


def test_there_is_every_kind_of_block():
    for now, state in states().items():
        blocks = list(state.blocks.values())
        for field in ("completed_at", "archived_at", "deleted_at"):
            assert any(block[field] for block in blocks), (field, now)
        assert {block["duration"] for block in blocks} >= {0, None}, now
        assert any(block["toggl_user_id"] == BOB.focus_id for block in blocks), now


def test_some_overlap_and_one_crosses_midnight():
    for now, state in states().items():
        own = sorted(alices(state, long=True), key=start)
        assert any(start(b) < end(a) for a, b in pairwise(own)), now
        assert any(start(one).astimezone(BERLIN).date() != end(one).astimezone(BERLIN).date() for one in own), now


def test_two_stand_in_the_two_halves_of_a_repeated_hour():
    for now, state in states().items():
        assert {start(one).astimezone(BERLIN).fold for one in state.blocks.values()} == {0, 1}, now


def test_the_same_moment_makes_the_same_state():
    for now, state in states().items():
        builder._pickled.cache_clear()
        assert builder.build(now) == state, now


def test_a_state_that_was_handed_out_changes_no_other():
    now = MOMENTS[0]
    builder.build(now).blocks.clear()
    assert builder.build(now) == states()[now]


@pytest.mark.long
def test_a_week_can_be_filled_with_as_many_blocks_as_wanted():
    for now in MOMENTS:
        state = builder.build(now, SeedOptions(week_blocks=5000))
        monday = now.astimezone(BERLIN).date() - timedelta(days=now.astimezone(BERLIN).weekday())
        week = range(monday.toordinal(), monday.toordinal() + 7)
        days = [start(one).astimezone(BERLIN).date() for one in alices(state)]
        assert sum(day.toordinal() in week for day in days) == 5000, now


def test_there_can_be_ten_thousand_projects():
    state = builder.build(MOMENTS[0], SeedOptions(projects=10_000))
    assert len(state.projects) == 10_000
    assert len(state.tasks) == 60


def test_what_refers_to_something_refers_to_something():
    for now, state in states().items():
        assert {block["task_id"] for block in state.blocks.values()} <= set(state.tasks), now
        assert {task["status_id"] for task in state.tasks.values()} <= set(state.statuses), now
        assert {task["project_id"] for task in state.tasks.values()} - {None} <= set(state.projects), now
        assert {one["client_id"] for one in state.projects.values()} - {None} <= set(state.clients), now
        for block in state.blocks.values():
            assert state.tasks[block["task_id"]]["workspace_id"] == block["workspace_id"], now
        assert STUDIO in state.workspaces, now
