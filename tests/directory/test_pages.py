"""Lists that come in pages: followed to the end, at a cost that is said, and on from where the quota ended."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.directory.page_objects import OPERATIONS, URL, csv_of, json_of, names_in, send, sent, text_of

PAGED = "track.list_projects_paginated"
EVERY = "which=every"


def cursors(sandbox):
    """What each request of a walk asked with."""
    return [one["query"] for one in sandbox.requests() if one["operation"] == PAGED]


@pytest.mark.long
@pytest.mark.parametrize("inclusive", [True, False])
def test_projects_are_followed_to_the_end_each_once(alices, rich, many, inclusive):
    rich.switch(start_project_inclusive=inclusive)
    many("projects", 1000)
    first = alices.get(f"{URL}projects/?{EVERY}")
    assert "201 rows so far" in text_of(first)
    assert "Load more (up to 5 requests)" in text_of(first)
    last = send(alices, "projects", "more", EVERY)
    assert "so far" not in text_of(last)
    mine = [row for row in rich.world.state.projects.values() if row["workspace_id"] in {710_001, 710_002}]
    numbers = [row["id"] for row in json_of(alices, "projects", EVERY)]
    assert sorted(numbers) == sorted({row["id"] for row in mine})
    assert len(cursors(rich)) == 6
    assert cursors(rich)[:2] == ["", f"start_project_id={sorted(numbers)[200]}"]


@pytest.mark.long
def test_one_press_costs_five_requests_and_opening_again_none(alices, rich, many):
    many("projects", 3000)
    alices.get(f"{URL}projects/?{EVERY}")
    page = send(alices, "projects", "more", EVERY)
    assert len(cursors(rich)) == 6
    assert "1201 rows so far" in text_of(page)
    alices.get(f"{URL}projects/?{EVERY}")
    assert len(cursors(rich)) == 6


def test_what_it_will_cost_is_said_before(alices, sandbox, many):
    many("projects", 1000)
    sandbox.world.state.workspaces[710_001]["active_project_count"] = 1017
    alices.get(f"{URL}workspaces/")
    words = text_of(alices.get(f"{URL}projects/?{EVERY}"))
    assert "each for 1 request; 1 is here" in words
    assert "Your workspaces count 1019 active projects: about 6 requests in all" in words
    assert "23 requests can be spent on it until" in words


@pytest.mark.long
def test_it_goes_on_where_the_quota_ended(alices, sandbox, many):
    many("projects", 1600)
    sandbox.set_quota("alice", "me", 9, resets_in=1800)
    alices.get(f"{URL}projects/?{EVERY}")
    page = send(alices, "projects", "more", EVERY)
    assert len(cursors(sandbox)) == 4
    assert "Requests to Track are used up until" in text_of(page)
    assert "801 rows so far" in text_of(page)
    asked = cursors(sandbox)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=2000)):
        sandbox.set_quota("alice", "me", 30, resets_in=3600)
        page = send(alices, "projects", "more", EVERY)
    assert len(cursors(sandbox)) == len(set(cursors(sandbox))) == 9
    assert cursors(sandbox)[:4] == asked
    assert "so far" not in text_of(page)


@pytest.mark.long
def test_refresh_begins_anew_and_shows_the_rest_of_last_time_until_then(alices, rich, many):
    many("projects", 1100)
    alices.get(f"{URL}projects/?{EVERY}")
    send(alices, "projects", "more", EVERY)
    rows = len(json_of(alices, "projects", EVERY))
    rich.clear_requests()
    rich.world.state.projects[20_000_000]["name"] = "Renamed"
    rich.world.state.projects[20_001_099]["name"] = "Renamed too"
    words = text_of(send(alices, "projects", "refresh", EVERY))
    assert len(cursors(rich)) == 5
    assert "The rows behind them are from the last time" in words
    assert len(json_of(alices, "projects", EVERY)) == rows
    assert names_in(alices.get(f"{URL}projects/?{EVERY}&q=renamed")) == ["Renamed"]
    send(alices, "projects", "more", EVERY)
    assert names_in(alices.get(f"{URL}projects/?{EVERY}&q=renamed")) == ["Renamed", "Renamed too"]
    assert len(cursors(rich)) == 6


def test_a_repeating_cursor_ends_the_list(alices, rich, many):
    many("projects", 500)
    for number in range(100, 500):
        rich.world.state.projects[20_000_000 + number]["id"] = 29_999_999
    alices.get(f"{URL}projects/?{EVERY}")
    page = send(alices, "projects", "more", EVERY)
    assert len(cursors(rich)) == 2
    assert "Track gave the same page twice" in text_of(page)
    assert "so far" not in text_of(page)
    numbers = [row["id"] for row in json_of(alices, "projects", EVERY)]
    assert len(numbers) == len(set(numbers))


@pytest.mark.long
def test_tasks_of_focus_come_a_hundred_at_a_time(alices, sandbox, many):
    sandbox.set_quota("alice", 7101, 200)
    many("tasks", 250)
    words = text_of(alices.get(f"{URL}focus-tasks/"))
    assert "100 rows so far" in words
    send(alices, "focus-tasks", "more")
    pages = [one["query"].split("&")[0] for one in sandbox.requests()]
    assert pages == ["page=1", "page=2", "page=3"]
    assert len(json_of(alices, "focus-tasks")) > 250


@pytest.mark.long
def test_all_tasks_come_a_thousand_at_a_time(alices, rich):
    tasks = rich.world.state.track_tasks
    for id_ in range(30_000_000, 30_002_300):
        tasks[id_] = {**tasks[9_000_001], "id": id_}
    assert "1000 rows so far" in text_of(alices.get(f"{URL}tasks/?{EVERY}&since=2020-01-01"))
    send(alices, "tasks", "more", f"{EVERY}&since=2020-01-01")
    asked = [one["query"] for one in rich.requests()]
    assert [one.partition("&offset=")[2].partition("&")[0] for one in asked] == ["", "1000", "2000", "2352"]
    assert all("per_page=1000" in one and "include_not_active=true" in one and "since=15" in one for one in asked)
    assert len(json_of(alices, "tasks", f"{EVERY}&since=2020-01-01")) == 2352


def test_a_part_of_a_list_is_downloaded_as_a_part(alices, many):
    many("projects", 300)
    alices.get(f"{URL}projects/?{EVERY}")
    answer = alices.get(f"{URL}projects/download.json?{EVERY}")
    assert "tandem-projects-part-" in answer["Content-Disposition"]


def test_blocks_of_a_task(alices, sandbox):
    task = next(one["task_id"] for one in sandbox.world.state.blocks.values() if one["workspace_id"] == 710_001)
    assert "Which task?" in text_of(alices.get(f"{URL}blocks/"))
    page = alices.get(f"{URL}blocks/?task={task}")
    assert sent(sandbox) == ["focus.list_task_time_blocks"]
    assert 'href="/calendar/?date=' in page.content.decode()
    alices.get(f"{URL}blocks/?task={task}")
    assert len(sandbox.requests()) == 1


@pytest.mark.parametrize("name", ["projects", "tasks"])
def test_an_answer_that_is_too_large_offers_pages(alices, sandbox, name):
    sandbox.fault(OPERATIONS[name], "oversized", times=-1)
    page = alices.get(f"{URL}{name}/")
    assert "Track answered more than can be read" in text_of(page)
    assert "Begin page by page (1 request)" in text_of(page)
    assert f'href="?{EVERY}"' in page.content.decode()


@pytest.mark.long
@pytest.mark.parametrize("count", [2_000, pytest.param(20_000, marks=pytest.mark.slow)])
def test_a_page_shows_fifty_rows_of_many(alices, rich, many, count):
    many("tags", count)
    page = alices.get(f"{URL}tags/")
    assert len(names_in(page)) == 50
    assert f"1 to 50 of {count + 7}" in text_of(page)
    assert len(page.content) < 60_000
    assert names_in(alices.get(f"{URL}tags/?sort=-name&page=9999"))
    assert names_in(alices.get(f"{URL}tags/?q=thing+01999")) == ["Thing 01999"]
    assert names_in(alices.get(f"{URL}tags/?q=20000042")) == ["Thing 00042"]
    assert len(csv_of(alices, "tags", "q=thing")) == count
    assert sent(rich) == ["track.list_tags"]


@pytest.mark.slow
def test_twenty_thousand_projects_are_gone_through_one_page_at_a_time(alices, rich, many):
    many("projects", 20_000)
    while "so far" in text_of(send(alices, "projects", "more", EVERY)):
        pass
    assert len(cursors(rich)) == len(set(cursors(rich))) == 101
    tracemalloc.start()
    assert "1 to 50 of 20021" in text_of(alices.get(f"{URL}projects/?{EVERY}&sort=name"))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 30_000_000
    assert len(json_of(alices, "projects", EVERY)) == 20_021
    assert len(cursors(rich)) == 101
