"""Changing blocks by forms, as it works without JavaScript: what is sent, what it costs, and what goes wrong."""

from __future__ import annotations

import json

import pytest

from dashboard.sandbox.people import BOB
from tests.failures import collect_failures
from tests.timeblocks.page_objects import address, at_today, form_of, prefixed, shown, task_id, today, words_of

CREATE, PATCH, PUT = "focus.create_time_block", "focus.update_time_block", "focus.replace_time_block"
READ, WEEK, SETTINGS = "focus.get_time_block", "focus.stream_time_blocks", "focus.get_settings"


@pytest.fixture
def opened(calendar):
    """The calendar of an empty week, its settings known, nothing counted yet."""
    calendar.clear()
    block = calendar.block(start="09:00", seconds=3600)
    calendar.get()
    calendar.client.get("/calendar/new/")
    calendar.asked()
    return calendar, block


def sent(calendar, operation):
    """The last body that was sent."""
    return calendar.sandbox.requests(operation)[-1]["body"]


def test_a_block_is_made_with_one_request_and_is_there_at_once(opened):
    calendar, block = opened
    answer = calendar.create(task=block["task_id"], start="14:00", end="15:30")
    assert "Created" in words_of(answer)
    assert "14:00 to 15:30" in words_of(answer)
    assert len(shown(calendar.get())) == 2
    body = sent(calendar, CREATE)
    assert (body["start"], body["duration"]) == (at_today("14:00"), 5400)
    assert calendar.asked() == [CREATE]


def test_without_an_end_it_has_no_duration(opened):
    calendar, block = opened
    calendar.create(task=block["task_id"], start="14:00", end="")
    assert "duration" not in sent(calendar, CREATE)
    assert "bare" in calendar.get(view="day").content.decode()


def test_an_end_before_the_start_is_the_next_days(opened):
    calendar, block = opened
    calendar.create(task=block["task_id"], start="23:00", end="01:00")
    assert sent(calendar, CREATE)["duration"] == 7200


def test_an_end_on_an_earlier_day_is_refused(opened):
    calendar, block = opened
    answer = calendar.create(task=block["task_id"], start="14:00", end="15:00", end_date=today(-1).isoformat())
    assert answer.status_code == 422
    assert "The end lies before the start" in words_of(answer)
    assert calendar.asked() == []


def test_thirty_hours_are_drawn_over_two_days_and_edited_as_one(opened):
    calendar, block = opened
    calendar.create(
        task=block["task_id"], date=today().isoformat(), start="09:00", end="15:00", end_date=today(1).isoformat()
    )
    assert sent(calendar, CREATE)["duration"] == 30 * 3600
    text = calendar.get(view="days").content.decode()
    assert text.count('data-length="30:00"') == 2
    assert text.count('aria-hidden="true"><a tabindex="-1"') == 1


def test_eight_days_are_refused(opened):
    calendar, block = opened
    answer = calendar.create(task=block["task_id"], start="09:00", end="09:30", end_date=today(8).isoformat())
    assert "at most seven days" in words_of(answer)


@pytest.mark.long
def test_what_is_missing_and_what_is_no_time_is_said_at_its_field(opened):
    calendar, block = opened
    said = [({field: ""}, "This field is required") for field in ("date", "start", "task")]
    said += [({"start": time}, "Enter a valid time") for time in ("25:00", "9.30", "noon", "2026-11-17T09:00", "-1:00")]
    wrong = []
    for fields, words in said:
        with collect_failures(wrong, fields):
            answer = calendar.create(**{"task": block["task_id"], "start": "10:00", **fields})
            assert answer.status_code == 422
            assert words in words_of(answer)
    assert wrong == []
    assert calendar.asked() == []


def test_a_task_that_vanished_is_said_and_the_form_stays(opened):
    calendar, _block = opened
    answer = calendar.create(task=5_999_999, start="14:00", end="15:00")
    assert answer.status_code == 422
    assert "This task is no longer there" in words_of(answer)
    assert form_of(answer, "new-form")["block-start"] == "14:00"


def test_calendars_are_told_as_the_settings_say(calendar):
    for setting, told in (("never", False), ("always", True)):
        calendar.anew()
        calendar.sandbox.world.state.accounts["alice"].settings["sync_external_calendar"] = setting
        calendar.create(task=task_id(3), start="14:00", end="15:00")
        assert sent(calendar, CREATE)["outbound_sync"] is told


def test_calendars_are_asked_about_where_the_settings_say_so(opened):
    calendar, block = opened
    calendar.create(task=block["task_id"], start="14:00", end="15:00", outbound_sync="on")
    assert sent(calendar, CREATE)["outbound_sync"] is True


def test_a_double_click_is_one_block(opened):
    calendar, block = opened
    form = form_of(calendar.client.get("/calendar/new/"), "new-form")
    form |= prefixed({"task": block["task_id"], "start": "14:00", "end": "15:00"})
    for _ in range(2):
        calendar.client.post("/calendar/new/", form)
    assert calendar.asked() == [CREATE]


# ------------------------------------------------------------------ change
def test_saving_sends_only_what_changed(opened):
    calendar, block = opened
    answer = calendar.save(block, start="10:00", end="11:00")
    assert "Saved" in words_of(answer)
    assert sent(calendar, PATCH) == {"start": at_today("10:00"), "outbound_sync": False}
    assert calendar.asked() == [READ, PATCH]


def test_another_task_is_chosen(opened):
    calendar, block = opened
    calendar.save(block, task=task_id(4))
    assert sent(calendar, PATCH)["task_id"] == task_id(4)
    assert calendar.now(block)["task_id"] == task_id(4)


def test_taking_the_duration_away_puts_the_whole_block(opened):
    calendar, block = opened
    calendar.save(block, end="")
    assert sent(calendar, PUT) == {"start": block["start"], "completed": False, "outbound_sync": False}
    assert calendar.now(block)["duration"] is None


def test_saving_what_was_not_changed_writes_nothing(opened):
    calendar, block = opened
    calendar.save(block)
    assert PATCH not in calendar.asked()


@pytest.mark.long
def test_each_action_is_one_request(calendar):
    one_request = {
        "earlier": (PATCH, {"start": at_today("08:45")}),
        "later": (PATCH, {"start": at_today("09:15")}),
        "longer": (PATCH, {"duration": 4500}),
        "shorter": (PATCH, {"duration": 2700}),
        "complete": (PATCH, {"completed": True}),
        "duplicate": (CREATE, {"start": at_today("10:00"), "duration": 3600}),
        "archive": ("focus.archive_time_block", None),
        "delete": ("focus.delete_time_block", None),
    }
    calendar.clear()
    blocks = {action: calendar.block(start="09:00", seconds=3600) for action in one_request}
    calendar.get()
    wrong = []
    for action, (operation, body) in one_request.items():
        with collect_failures(wrong, action):
            calendar.asked()
            assert "Undo" in words_of(calendar.act(blocks[action], action))
            assert [(row["operation"], row["body"]) for row in calendar.sandbox.requests()] == [(operation, body)]
    assert wrong == []


def test_a_move_to_a_wall_clock_time_is_one_request(opened):
    calendar, block = opened
    answer = calendar.act(block, "move", date=today(1).isoformat(), minute=14 * 60, fold=0)
    assert sent(calendar, PATCH) == {"start": at_today("14:00", 1)}
    assert "14:00 to 15:00" in words_of(answer)
    assert calendar.asked()[0] == PATCH


def test_a_block_that_leaves_the_week_is_told_with_where_it_went(opened):
    calendar, block = opened
    answer = calendar.act(block, "move", date=today(20).isoformat(), minute=14 * 60, fold=0)
    assert f"Moved: Fix the landing page, {today(20):%A} {today(20).day} {today(20):%B}" in words_of(answer)
    assert "14:00 to 15:00" in words_of(answer)


def test_a_block_made_in_another_week_is_told_with_its_day(opened):
    calendar, block = opened
    answer = calendar.create(task=block["task_id"], date=today(20).isoformat(), start="14:00", end="15:30")
    assert f"Created: Fix the landing page, {today(20):%A} {today(20).day} {today(20):%B}" in words_of(answer)


def test_a_split_is_two_requests_and_loses_no_minute(opened):
    calendar, block = opened
    calendar.act(block, "split", at="09:15")
    rows = sorted((row["start"], row["duration"]) for row in calendar.sandbox.world.state.blocks.values())
    assert rows == [(at_today("09:00"), 900), (at_today("09:15"), 2700)]
    assert calendar.asked() == [CREATE, PATCH]


@pytest.mark.long
def test_a_cut_outside_the_block_and_a_move_to_nowhere_are_refused_before_anything_is_sent(opened):
    calendar, block = opened
    tried = [("split", {"at": at}) for at in ("08:00", "10:00", "x", "99:99")]
    tried += [
        ("move", {}),
        ("move", {"date": "x", "minute": "1"}),
        ("move", {"date": "2026-11-17", "minute": "1440"}),
        ("move", {"date": "2026-11-17", "minute": "-5"}),
        ("move", {"date": "2026-11-17", "minute": "9", "length": "-30"}),
        ("move", {"date": "0001-01-01", "minute": "9"}),
    ]
    assert [one for one in tried if calendar.act(block, one[0], **one[1]).status_code != 422] == []
    assert calendar.asked() == []


def test_an_action_that_is_none_is_not_there(opened):
    calendar, block = opened
    assert calendar.act(block, "explode").status_code == 404


@pytest.mark.long
def test_unscheduled_tasks_cost_one_request_and_one_more_to_plan(opened):
    calendar, _block = opened
    page = calendar.get(tasks=1, date=today().isoformat())
    assert "Not planned in these days" in words_of(page)
    calendar.get(tasks=1, date=today().isoformat())
    assert calendar.asked() == ["focus.list_tasks"]
    answer = calendar.client.post(f"/calendar/plan/{task_id(5)}/", {"view": f"date={today()}&tasks=1"}, follow=True)
    assert "Planned" in words_of(answer)
    assert calendar.asked() == [CREATE]


def test_tasks_are_searched_with_one_request_and_those_seen_cost_none(opened):
    calendar, _block = opened
    calendar.client.get("/calendar/new/")
    assert calendar.asked() == []
    words = words_of(calendar.client.get("/calendar/new/", {"q": "interviews"}))
    assert "interviews" in words
    assert calendar.asked() == ["focus.list_tasks"]


# ------------------------------------------------------------------ others meanwhile
def test_a_colleagues_change_is_shown_beside_mine(opened):
    calendar, block = opened
    form = form_of(calendar.page(block), "block-form")
    calendar.now(block)["start"] = at_today("16:00")
    answer = calendar.client.post(address(block), {**form, **prefixed({"start": "11:00", "end": "12:00"})})
    words = words_of(answer)
    assert "Somebody changed this block meanwhile" in words
    assert "16:00 to 17:00" in words
    assert "11:00 to 12:00" in words
    assert PATCH not in calendar.asked()
    again = form_of_two(answer)
    calendar.client.post(address(block), again)
    assert calendar.now(block)["start"] == at_today("11:00")


def form_of_two(answer):
    import html
    import re

    text = re.search(r'<div class="stack" id="two-versions">.*', answer.content.decode(), re.DOTALL)[0]
    tags = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", text)]
    return {tag["name"]: html.unescape(tag.get("value", "")) for tag in tags if tag.get("name")}


def test_a_block_that_a_colleague_deleted_can_be_made_again(opened):
    calendar, block = opened
    form = form_of(calendar.page(block), "block-form")
    calendar.now(block)["deleted_at"] = at_today("09:00")
    answer = calendar.client.post(address(block), {**form, **prefixed({"start": "11:00", "end": "12:00"})})
    assert "Somebody deleted this block meanwhile" in words_of(answer)
    assert "Make it again" in words_of(answer)
    assert f"minute=660&amp;fold=0&amp;task={block['task_id']}&amp;length=60" in answer.content.decode()


def test_an_action_on_a_block_that_is_gone_says_so(opened):
    calendar, block = opened
    del calendar.sandbox.world.state.blocks[block["id"]]
    answer = calendar.act(block, "complete")
    assert answer.status_code == 422
    assert "It is no longer there" in words_of(answer)


def test_no_permission_is_said_in_focus_words(opened):
    calendar, _block = opened
    theirs = calendar.block(start="15:00", person=BOB)
    answer = calendar.act(theirs, "complete")
    assert "does not let you do this" in words_of(answer)
    assert "Insufficient permissions" in words_of(answer)


# ------------------------------------------------------------------ faults
def test_a_spent_quota_leaves_the_block_in_its_place_and_offers_retry(opened):
    calendar, block = opened
    calendar.sandbox.set_quota("alice", 7101, 0, resets_in=1800)
    answer = calendar.act(block, "later")
    words = words_of(answer)
    assert "used up until" in words
    assert "everything is back in its place" in words
    assert "Try again (1 request)" in words
    assert ' data-start="9:00"' in answer.content.decode()


def test_an_unknown_outcome_says_so_and_offers_to_check(opened):
    calendar, block = opened
    calendar.sandbox.fault(PATCH, "reset_after")
    words = words_of(calendar.act(block, "later"))
    assert "Nobody knows yet whether this was done" in words
    assert "Check (1 request)" in words
    assert len(calendar.sandbox.requests(PATCH)) == 1


def test_what_was_typed_survives_an_outage(opened):
    calendar, block = opened
    calendar.sandbox.fault(CREATE, "status", status=503, times=-1)
    answer = calendar.create(task=block["task_id"], start="14:00", end="15:30")
    assert form_of(answer, "new-form")["block-end"] == "15:30"


def test_a_page_of_a_block_that_never_was(opened):
    calendar, _block = opened
    assert calendar.client.get(f"/calendar/block/{task_id(3)}/77/").status_code == 404
    assert calendar.client.get(f"/calendar/block/{10**30}/77/").status_code == 404


def test_charlie_cannot_see_alices_block(opened, client_of, charlie):
    from dashboard.sandbox.demo import connect_person

    _calendar, block = opened
    charlie.timezone = "Asia/Kolkata"
    charlie.save()
    connect_person(charlie)
    answer = client_of(charlie).get(address(block))
    assert answer.status_code == 404
    assert json.dumps(block["id"]) not in words_of(answer)
