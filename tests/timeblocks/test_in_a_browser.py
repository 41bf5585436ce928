"""The calendar in a real browser: every operation by keyboard, by pointer without dragging, on a phone, by forms.

What happened is looked up in Focus itself. No test calls a function of the page: keys and pointer only.
"""

from __future__ import annotations

import pytest

from tests.measure.look import FRAMES, WATCH
from tests.timeblocks.desk import PHONE
from tests.timeblocks.hands import at_today, task_id, today

pytestmark = pytest.mark.browser
PATCH = "focus.update_time_block"


# ------------------------------------------------------------------ one list of operations, three ways to do each
KEYS = {
    "move later": (["Alt+ArrowDown", "Alt+ArrowDown"], "Moved", lambda now: now["start"] == at_today("09:30")),
    "move earlier": (["Alt+ArrowUp"], "Moved", lambda now: now["start"] == at_today("08:45")),
    "pick up and drop": (
        [" ", "ArrowDown", "Shift+ArrowDown", "Enter"], "Moved", lambda now: now["start"] == at_today("10:15"),
    ),
    "end later": (["Alt+Shift+ArrowDown"], "Moved", lambda now: now["duration"] == 4500),
    "end earlier": (["Alt+Shift+ArrowUp"], "Moved", lambda now: now["duration"] == 2700),
    "start later": (
        ["Control+Alt+Shift+ArrowDown"], "Moved",
        lambda now: (now["start"], now["duration"]) == (at_today("09:15"), 2700),
    ),
    "complete": (["x"], "Completed", lambda now: now["completed_at"]),
    "archive": (["e"], "Archived", lambda now: now["archived_at"]),
    "delete": (["Delete"], "Deleted", lambda now: now["deleted_at"]),
}  # fmt: skip
BUTTONS = {
    "move later": ("#do-later", lambda now: now["start"] == at_today("09:15")),
    "move earlier": ("#do-earlier", lambda now: now["start"] == at_today("08:45")),
    "end later": ("#do-longer", lambda now: now["duration"] == 4500),
    "end earlier": ("#do-shorter", lambda now: now["duration"] == 2700),
    "complete": ("#do-complete", lambda now: now["completed_at"]),
    "archive": ("#do-archive", lambda now: now["archived_at"]),
    "delete": ("#do-delete", lambda now: now["deleted_at"]),
    "split": ("#split", lambda now: now["duration"] == 1800),
}
CUT = """() => [...document.querySelectorAll(".block a")].filter((link) => {
    const box = link.getBoundingClientRect(), text = document.createRange();
    text.selectNodeContents(link);
    return [...text.getClientRects()].some((line) => line.left < box.right && line.bottom > box.bottom + 1);
}).map((link) => link.textContent)"""
WAYS = {"pointer": {}, "phone": PHONE, "no scripts": {"java_script_enabled": False}}


@pytest.mark.parametrize("operation", KEYS)
def test_by_keyboard(desk, operation):
    keys, word, done = KEYS[operation]
    at = desk()
    at.press(*keys)
    assert at.told(word)
    assert done(at.now())
    assert len(at.calendar.sandbox.requests()) == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("operation", BUTTONS)
def test_by_pointer_without_dragging(desk, operation, way):
    button, done = BUTTONS[operation]
    at = desk(**WAYS[way])
    at.open()
    at.page.click(button)
    assert at.told("Undo")
    assert done(at.now())


@pytest.mark.parametrize("way", WAYS)
def test_every_field_by_form(desk, way):
    at = desk(**WAYS[way])
    at.open()
    at.page.fill("#id_block-start", "14:00")
    at.page.fill("#id_block-end", "15:30")
    at.page.click("#save-block")
    assert at.told("14:00 to 15:30")
    assert (at.now()["start"], at.now()["duration"]) == (at_today("14:00"), 5400)


@pytest.mark.parametrize("way", WAYS)
def test_create_by_form(desk, way):
    at = desk(**WAYS[way])
    at.page.click("#new-block")
    at.page.fill("#id_block-start", "16:00")
    at.page.fill("#id_block-end", "17:00")
    at.page.check(f"#task-{task_id(3)}")
    at.page.click("#create-block")
    assert at.told("Created")
    assert at.calendar.sandbox.requests("focus.create_time_block")[0]["body"]["start"] == at_today("16:00")


@pytest.mark.parametrize("way", WAYS)
def test_undo_in_the_toast_and_redo(desk, way):
    at = desk(**WAYS[way])
    at.open()
    at.page.click("#do-later")
    at.told("Moved")
    at.page.click("[data-undo]")
    assert at.told("Undone")
    assert at.now()["start"] == at_today("09:00")
    at.page.click("#redo")
    assert at.told("Done again")
    assert at.now()["start"] == at_today("09:15")


@pytest.mark.parametrize("way", WAYS)
def test_archive_and_trash_give_back(desk, way):
    at = desk(**WAYS[way])
    at.open()
    at.page.click("#do-delete")
    at.told("Deleted")
    at.page.click("#open-drawer")
    at.page.click("#tab-trash")
    at.page.click(f"#back-{at.block['id']}")
    assert at.told("1 block is back")
    assert not at.now()["deleted_at"]


def test_create_with_c_at_the_time_cursor(desk):
    at = desk(query=f"?date={today(1)}&view=day")
    at.page.focus(".cursor")
    for key in ("ArrowDown", "ArrowDown", "c"):
        at.page.keyboard.press(key)
    at.page.wait_for_selector("#new-sheet")
    assert at.page.input_value("#id_block-start") == "09:30"
    assert at.page.input_value("#id_block-date") == today(1).isoformat()


def test_enter_on_the_cursor_and_a_click_on_a_slot_open_the_form(desk):
    at = desk(query=f"?date={today(1)}&view=day")
    at.page.focus(".cursor")
    at.page.keyboard.press("Enter")
    at.page.wait_for_selector("#new-sheet")
    at.page.keyboard.press("Escape")
    box = at.page.locator(".slot.h11").bounding_box()
    at.page.mouse.click(box["x"] + 40, box["y"] + box["height"] * 0.6)
    assert at.until(lambda page: page.input_value("#id_block-start") == "11:30")


def test_enter_opens_and_escape_comes_back(desk):
    at = desk()
    at.press("Enter")
    at.page.wait_for_selector("#block-sheet")
    at.page.keyboard.press("Escape")
    assert at.page.evaluate("document.activeElement.id") == at.link[1:]


def test_arrows_go_from_block_to_block_and_letters_go_through_time(desk):
    at = desk()
    second = at.calendar.block(start="11:00")
    at.page.click("#refresh")
    at.page.wait_for_selector(f"#b{second['id']}")
    at.press("ArrowDown")
    assert at.page.evaluate("document.activeElement.id") == f"b{second['id']}"
    at.page.keyboard.press("j")
    at.page.wait_for_url(f"**date={today(7)}*")
    at.page.locator("#grid").get_by_role("button").or_(at.page.locator("#grid [tabindex='0']")).first.focus()
    at.page.keyboard.press("t")
    at.page.wait_for_url(f"**date={today()}*")


def test_a_burst_of_nudges_is_one_write(desk):
    at = desk()
    at.press(*["Alt+ArrowDown"] * 6)
    assert at.told("Moved")
    assert at.now()["start"] == at_today("10:30")
    assert [row["operation"] for row in at.calendar.sandbox.requests()] == [PATCH]


def test_nudges_are_spoken_before_anything_is_sent(desk):
    at = desk()
    at.press("Alt+ArrowDown")
    assert "9:15 to 10:15" in at.page.locator("#said").inner_text()


def test_escape_puts_a_picked_block_back(desk):
    at = desk()
    at.press(" ", "ArrowDown", "ArrowDown", "Escape")
    at.page.wait_for_timeout(1000)
    assert at.now()["start"] == at_today("09:00")
    assert not at.calendar.sandbox.requests()


def test_z_undoes_and_shift_z_does_again(desk):
    at = desk()
    at.press("x")
    at.told("Completed")
    at.press("z")
    assert at.told("Undone")
    assert not at.now()["completed_at"]
    at.press("Shift+Z")
    assert at.told("Done again")


def test_duplicate_split_and_help_by_keyboard(desk):
    at = desk()
    at.press("Control+d")
    assert at.told("Duplicated")
    at.press("s")
    assert at.told("Split")
    assert len(at.calendar.sandbox.world.state.blocks) == 3
    at.press("?")
    at.page.get_by_role("dialog", name="Keys").wait_for()


def test_letters_do_nothing_outside_the_grid(desk):
    at = desk()
    at.page.focus("#refresh")
    at.page.keyboard.press("x")
    at.page.wait_for_timeout(200)
    assert not at.calendar.sandbox.requests()


def test_a_spent_quota_puts_the_block_back_and_offers_retry(desk):
    at = desk()
    at.calendar.sandbox.set_quota("alice", 7101, 0, resets_in=1800)
    at.press("Alt+ArrowDown")
    assert at.told("used up until")
    at.page.wait_for_selector(f"{at.link}[data-at='540']")
    assert at.page.locator("#retry").is_visible()


def test_one_tab_stop_in_the_grid(desk):
    at = desk()
    for number in range(8):
        at.calendar.block(start=f"{10 + number}:00")
    at.refresh(9)
    assert at.until(lambda page: page.locator("#grid a[tabindex='0'], #grid a:not([tabindex])").count() == 1)


def test_the_address_holds_the_view_and_back_goes_back(desk):
    at = desk()
    at.page.click("#view-agenda")
    at.page.wait_for_url("**view=agenda*")
    at.page.reload()
    assert at.page.locator("#agenda").is_visible()
    at.page.go_back()
    at.page.wait_for_selector("#grid")


def test_the_browsers_zone_is_noticed_and_one_tap_away(desk, page_of, berlin):
    at = desk()
    assert at.page.locator("#zone-notice").is_hidden()
    page = page_of(berlin, timezone_id="America/New_York")
    page.goto("/calendar/")
    page.click("[data-use-zone]")
    page.get_by_text("Shown in America/New_York").wait_for()


def test_the_notice_of_another_zone_moves_nothing(desk, page_of, berlin):
    desk()
    page = page_of(berlin, timezone_id="America/New_York", bypass_csp=True, **PHONE)
    page.add_init_script(WATCH)
    page.goto("/calendar/")
    page.wait_for_selector("#zone-notice:not([hidden])")
    page.evaluate(FRAMES)
    assert page.evaluate("window.seen.shift") <= 0.02


@pytest.mark.parametrize("query", ["?view=week", "?view=day"])
def test_no_line_of_a_block_is_cut_in_two(desk, query):
    at = desk(query=query)
    starts = [f"{hour}:{minute:02}" for hour in range(10, 16) for minute in (0, 10, 35)]
    for number, start in enumerate(starts):
        at.calendar.block(task=number, start=start, seconds=(900, 1500, 1800, 2700)[number % 4])
    at.refresh(len(starts) + 1)
    assert at.page.evaluate(CUT) == []


def test_tasks_are_found_while_typing_without_a_request(desk):
    at = desk()
    at.calendar.block(task=5, start="12:00")
    at.refresh(2)
    at.calendar.asked()
    at.page.click("#new-block")
    at.page.fill("#task-words", "write")
    at.page.wait_for_timeout(100)
    assert at.page.locator("#task-choices label:visible").count() == 1
    assert "focus.list_tasks" not in at.calendar.asked()
    at.page.click("#search-tasks")
    assert at.until(lambda page: page.locator("#task-choices label").count() > 2)
    assert at.calendar.asked() == ["focus.list_tasks"]


def test_an_unscheduled_task_is_planned(desk):
    at = desk(query="?tasks=1")
    at.page.click(f"#plan-{task_id(5)}")
    assert at.told("Planned")
    assert at.page.locator(f"#plan-{task_id(5)}").count() == 0
