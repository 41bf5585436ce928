"""The seed holds everything that Tandem's pages could stumble over, whenever it is made."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.sandbox import seed
from dashboard.sandbox.people import ALICE, BOB, STUDIO
from dashboard.sandbox.seed import SeedOptions

MOMENTS = [
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
]


@pytest.fixture(params=MOMENTS, ids=str)
def now(request):
    return request.param


@pytest.fixture
def state(now):
    return seed.build(now)


def start(block):
    return datetime.fromisoformat(block["start"])


def end(block):
    return start(block) + timedelta(seconds=block["duration"] or 0)


def test_there_is_as_much_as_promised(state):
    counts = (state.organizations, state.workspaces, state.projects, state.track_tasks, state.tasks)
    assert [len(table) for table in counts] == [2, 4, 25, 60, 60]
    assert all((state.clients, state.tags, state.reminders, state.features))


def test_every_workspace_has_built_in_statuses_of_three_types(state):
    types = Counter(
        (one["workspace_id"], one["type"]) for one in state.statuses.values() if one["id"] in state.default_statuses
    )
    assert set(types.values()) == {1}
    assert {kind for _, kind in types} == {"todo", "in_progress", "done"}


def test_there_are_six_weeks_of_blocks_around_today(state, now):
    days = {start(block).date() for block in state.blocks.values() if block["toggl_user_id"] == ALICE.focus_id}
    assert min(days) < (now - timedelta(days=13)).date()
    assert max(days) > (now + timedelta(days=11)).date()


def test_there_is_every_kind_of_block(state):
    blocks = list(state.blocks.values())
    for field in ("completed_at", "archived_at", "deleted_at"):
        assert any(block[field] for block in blocks), field
    assert {block["duration"] for block in blocks} >= {0, None}
    assert any(block["toggl_user_id"] == BOB.focus_id for block in blocks)


def test_some_overlap_and_one_crosses_midnight(state):
    own = [one for one in state.blocks.values() if one["toggl_user_id"] == ALICE.focus_id and one["duration"]]
    assert any(a is not b and start(a) < end(b) and start(b) < end(a) for a in own for b in own)
    zone = ZoneInfo(ALICE.timezone)
    assert any(start(one).astimezone(zone).date() != end(one).astimezone(zone).date() for one in own)


def test_two_stand_in_the_two_halves_of_a_repeated_hour(state):
    folds = {start(one).astimezone(ZoneInfo(ALICE.timezone)).fold for one in state.blocks.values()}
    assert folds == {0, 1}


def test_the_same_moment_makes_the_same_state(now):
    assert seed.build(now) == seed.build(now)


def test_a_week_can_be_filled_with_as_many_blocks_as_wanted(now):
    state = seed.build(now, SeedOptions(week_blocks=5000))
    zone = ZoneInfo(ALICE.timezone)
    monday = now.astimezone(zone).date() - timedelta(days=now.astimezone(zone).weekday())
    week = range(monday.toordinal(), monday.toordinal() + 7)
    own = [one for one in state.blocks.values() if one["toggl_user_id"] == ALICE.focus_id]
    assert sum(start(one).astimezone(zone).date().toordinal() in week for one in own) == 5000


def test_there_can_be_ten_thousand_projects(now):
    state = seed.build(now, SeedOptions(projects=10_000))
    assert len(state.projects) == 10_000
    assert len(state.tasks) == 60


def test_what_refers_to_something_refers_to_something(state):
    assert {block["task_id"] for block in state.blocks.values()} <= set(state.tasks)
    assert {task["status_id"] for task in state.tasks.values()} <= set(state.statuses)
    assert {task["project_id"] for task in state.tasks.values()} - {None} <= set(state.projects)
    assert {one["client_id"] for one in state.projects.values()} - {None} <= set(state.clients)
    for block in state.blocks.values():
        assert state.tasks[block["task_id"]]["workspace_id"] == block["workspace_id"]
    assert STUDIO in state.workspaces
