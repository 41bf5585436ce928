"""The drawer: what was archived or deleted is found and brought back."""

from __future__ import annotations

import pytest

from tests.timeblocks.page_objects import at_today, form_of, shown, words_of

ARCHIVED, TRASH = "/calendar/archived/", "/calendar/trash/"


@pytest.fixture
def opened(calendar):
    """Two blocks in an empty week."""
    calendar.clear()
    blocks = calendar.block(task=1, start="09:00"), calendar.block(task=2, start="11:00")
    calendar.get()
    calendar.asked()
    return calendar, *blocks


def test_the_archive_is_one_request_and_is_searched_without_one(opened):
    calendar, one, _two = opened
    calendar.act(one, "archive")
    calendar.asked()
    name = calendar.sandbox.world.state.tasks[one["task_id"]]["name"]
    assert name in words_of(calendar.client.get(ARCHIVED))
    assert "Nothing here has these words" in words_of(calendar.client.get(ARCHIVED, {"q": "nowhere"}))
    assert calendar.asked() == ["focus.stream_time_blocks"]


def test_an_archived_block_leaves_the_grid_and_comes_back(opened):
    calendar, one, two = opened
    calendar.act(one, "archive")
    assert shown(calendar.get()) == {two["id"]}
    calendar.client.get(ARCHIVED)
    answer = calendar.client.post("/calendar/back/archived/", {"block": one["id"]}, follow=True)
    assert "1 block is back" in words_of(answer)
    assert "data-undo" in answer.content.decode()
    assert one["id"] in shown(calendar.get())


def test_the_trash_costs_nothing_and_gives_back_one_or_many(opened):
    calendar, one, two = opened
    for block in (one, two):
        calendar.act(block, "delete")
    calendar.asked()
    page = calendar.client.get(TRASH)
    assert calendar.asked() == []
    names = [calendar.sandbox.world.state.tasks[block["task_id"]]["name"] for block in (one, two)]
    assert all(name in words_of(page) for name in names)
    form = {**form_of(page, "drawer-form"), "block": [one["id"], two["id"]]}
    answer = calendar.client.post("/calendar/back/trash/", form, follow=True)
    assert "2 blocks are back" in words_of(answer)
    assert calendar.asked() == ["focus.restore_time_block"] * 2 + ["focus.stream_time_blocks"]  # it looks once
    assert "The trash is empty" in words_of(calendar.client.get(TRASH))
    assert shown(calendar.get()) == {one["id"], two["id"]}


def test_a_block_deleted_and_restored_twice_is_in_the_trash_by_its_last_word(opened):
    calendar, one, _two = opened
    calendar.act(one, "delete")
    calendar.undo()
    assert "The trash is empty" in words_of(calendar.client.get(TRASH))
    calendar.get()
    calendar.act(one, "delete")
    assert "Restore" in words_of(calendar.client.get(TRASH))


def test_what_focus_itself_shows_as_deleted_is_in_the_trash(opened):
    calendar, one, two = opened
    calendar.sandbox.switch(deleted_visible=True)
    calendar.now(one)["deleted_at"] = at_today("09:00")
    calendar.client.post("/calendar/refresh/", {"view": ""})
    assert shown(calendar.get()) == {two["id"]}
    assert calendar.sandbox.world.state.tasks[one["task_id"]]["name"] in words_of(calendar.client.get(TRASH))


def test_what_can_not_be_restored_is_said_and_the_others_come_back(opened):
    calendar, one, two = opened
    for block in (one, two):
        calendar.act(block, "delete")
    calendar.sandbox.fault("focus.restore_time_block", "status", status=403)
    form = {"block": [one["id"], two["id"]]}
    answer = calendar.client.post("/calendar/back/trash/", form, follow=True)
    assert "1 block needs a look" in words_of(answer)
    assert "Try again (1 request)" in words_of(answer)
    assert len([row for row in (one, two) if not calendar.now(row)["deleted_at"]]) == 1


def test_nothing_ticked_says_so(opened):
    calendar, one, _two = opened
    calendar.act(one, "delete")
    assert "Tick the blocks" in words_of(calendar.client.post("/calendar/back/trash/", {}, follow=True))


def test_bob_does_not_see_alices_trash(opened, client_of, bob):
    calendar, one, _two = opened
    calendar.act(one, "delete")
    bob.timezone = "America/New_York"
    bob.save()
    assert "The trash is empty" in words_of(client_of(bob).get(TRASH))


def test_an_outage_is_said(calendar):
    calendar.sandbox.fault("focus.*", "close", times=-1)
    assert "Focus does not answer" in words_of(calendar.client.get(ARCHIVED))


def test_a_drawer_that_is_none(calendar):
    assert calendar.client.post("/calendar/back/cellar/", {}).status_code == 404
