"""The calendar by keyboard: every operation, and going from block to block, day to day, week to week."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.timeblocks.browser import link
from tests.timeblocks.page_objects import at_today, task_id, today

pytestmark = pytest.mark.browser
PATCH, CREATE = "focus.update_time_block", "focus.create_time_block"

# One after the other: each begins where the last one ended.
KEYS = {
    "move later": (["Alt+ArrowDown", "Alt+ArrowDown"], lambda now: now["start"] == at_today("09:30")),
    "move earlier": (["Alt+ArrowUp"], lambda now: now["start"] == at_today("09:15")),
    "pick up and drop": ([" ", "ArrowDown", "Shift+ArrowDown", "Enter"], lambda now: now["start"] == at_today("10:30")),
    "end later": (["Alt+Shift+ArrowDown"], lambda now: now["duration"] == 4500),
    "end earlier": (["Alt+Shift+ArrowUp"], lambda now: now["duration"] == 3600),
    "start later": (
        ["Control+Alt+Shift+ArrowDown"], lambda now: (now["start"], now["duration"]) == (at_today("10:45"), 2700),
    ),
    "complete": (["x"], lambda now: now["completed_at"]),
    "undo": (["z"], lambda now: not now["completed_at"]),
    "redo": (["Shift+Z"], lambda now: now["completed_at"]),
    "reopen": (["x"], lambda now: not now["completed_at"]),
    "archive": (["e"], lambda now: now["archived_at"]),
}  # fmt: skip


def test_each_key_changes_a_block_with_one_request(open_calendar):
    at = open_calendar({"start": "15:00"})
    for number, (name, (keys, done)) in enumerate(KEYS.items(), 1):
        at.press(*keys)
        at.calendar.sandbox.wait_for_requests(number)
        at.settled()
        assert done(at.now()), (name, at.now())
        assert len(at.sent()) == number, name
    for word in ("Moved", "Completed", "Undone", "Done again", "Reopened", "Archived"):
        at.told(word)
    at.link = link(at.blocks[1])
    at.press("Delete")
    at.told("Deleted")
    assert at.calendar.now(at.blocks[1])["deleted_at"]


def test_nudges_are_told_at_once_and_sent_once_the_keys_rest(open_calendar):
    at = open_calendar()
    clock = at.page.clock
    clock.install(time=dt.datetime(2026, 11, 17, 9, 20, tzinfo=dt.UTC))
    clock.pause_at(dt.datetime(2026, 11, 17, 9, 21, tzinfo=dt.UTC))
    at.press(" ", "ArrowDown", "ArrowDown", "Escape")  # put back
    clock.run_for(5_000)
    at.press(*["Alt+ArrowDown"] * 6)
    assert "10:30 to 11:30" in at.page.locator("#said").inner_text()
    clock.run_for(700)
    assert not at.sent()
    clock.resume()
    at.told("Moved")
    assert at.sent() == [(PATCH, {"start": at_today("10:30")})]


def test_keys_go_on_while_an_answer_arrives(open_calendar):
    at = open_calendar({"start": "15:00"})
    first, second = map(link, at.blocks)
    at.page.clock.install(time=dt.datetime(2026, 11, 17, 9, 20, tzinfo=dt.UTC))
    at.page.clock.pause_at(dt.datetime(2026, 11, 17, 9, 21, tzinfo=dt.UTC))
    held = []
    at.page.route("**/move/", lambda route: held.append(route), times=1)
    at.press("Alt+ArrowDown")
    at.page.clock.run_for(900)
    at.link = second
    at.press("Alt+ArrowDown")
    with at.page.expect_response("**/move/"):
        held[0].continue_()
    at.page.locator(f".block:not(.is-waiting) {first}").wait_for()
    at.page.keyboard.press("Alt+ArrowDown")
    at.page.clock.run_for(900)
    at.calendar.sandbox.wait_for_requests(2)
    assert [body for _, body in at.sent()] == [{"start": at_today("09:15")}, {"start": at_today("15:30")}]


def test_a_block_is_made_duplicated_and_split(open_calendar):
    at = open_calendar(query=f"?date={today(1)}&view=day")
    page = at.page
    page.focus(".cursor")
    page.keyboard.press("Enter")
    page.wait_for_selector("#new-sheet")
    page.keyboard.press("Escape")
    page.focus(".cursor")
    for key in ("ArrowDown", "ArrowDown", "c"):
        page.keyboard.press(key)
    expect(page.locator("#id_block-start")).to_have_value("09:30")
    assert page.input_value("#id_block-date") == today(1).isoformat()
    page.focus(f"#task-{task_id(3)}")
    page.keyboard.press(" ")
    page.focus("#create-block")
    page.keyboard.press("Enter")
    at.told("Created")
    (created,) = at.calendar.sandbox.requests(CREATE)
    assert created["body"]["start"] == at_today("09:30", 1)
    at.link = link(max(at.calendar.sandbox.world.state.blocks.values(), key=lambda row: row["id"]))
    at.press("Control+d")
    at.told("Duplicated")
    at.press("s")
    at.told("Split")
    assert len(at.calendar.sandbox.world.state.blocks) == 4


def test_going_about(open_calendar):
    at = open_calendar({"start": "11:00"}, *({"start": f"{12 + number}:00"} for number in range(6)))
    page = at.page
    at.press("ArrowDown")
    expect(page.locator(link(at.blocks[1]))).to_be_focused()
    expect(page.locator("#grid a[tabindex='0'], #grid a:not([tabindex])")).to_have_count(1)  # one stop of Tab
    at.press("Enter")
    page.wait_for_selector("#block-sheet")
    page.keyboard.press("Escape")
    expect(page.locator(at.link)).to_be_focused()
    page.focus("#refresh")
    page.keyboard.press("x")  # letters do nothing outside the grid
    at.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    page.keyboard.press("Escape")
    for key, address in (("j", f"**date={today(7)}"), ("t", f"**date={today()}"), ("k", f"**date={today(-7)}"),
                         ("d", "**view=day"), ("w", f"**date={today(-7)}"), ("a", "**view=agenda")):  # fmt: skip
        page.locator("#grid [tabindex='0']").first.focus()
        page.keyboard.press(key)
        page.wait_for_url(address)
        at.settled()
    assert {name for name, _body in at.sent()} == {"focus.get_settings", "focus.stream_time_blocks"}
