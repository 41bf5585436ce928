"""Several blocks at once in a browser: chosen by mouse, finger and keyboard, done in one request or with progress."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from tests.timeblocks.desk import PHONE, often
from tests.timeblocks.hands import at_today, today

pytestmark = pytest.mark.browser
MANY, DELETE, ARCHIVE = "focus.update_time_blocks", "focus.delete_time_blocks", "focus.archive_time_block"
DAYS = f"?view=days&date={today()}"
LARGE = {"width": 1500, "height": 1200}


class Table:
    """A browser at a day of four blocks, at eight, nine, ten and eleven."""

    def __init__(self, desk):
        self.at, self.page, self.calendar = desk, desk.page, desk.calendar
        self.blocks = [desk.calendar.block(task=n, start=f"{hour:02d}:00") for n, hour in ((1, 8), (4, 10), (2, 11))]
        self.blocks.insert(1, desk.block)
        desk.refresh(4)
        desk.ready()
        desk.calendar.asked()

    def link(self, number):
        return f"#b{self.blocks[number]['id']}"

    def click(self, number, *modifiers):
        self.page.click(self.link(number), modifiers=list(modifiers))

    def starts(self):
        return [self.calendar.now(block)["start"] for block in self.blocks]

    def sent(self):
        return [name for name, _body in self.at.sent()]


@pytest.fixture
def table(desk):
    return lambda query=DAYS, **options: Table(desk(query=query, **{"viewport": LARGE, **options}))


def by_clicks(at):
    at.click(0, "Control")
    at.click(2, "Control")
    return [0, 2]


def by_shift(at):
    at.click(0, "Control")
    at.click(2, "Shift")
    return [0, 1, 2]


def by_mode(at):
    at.page.click("#select")
    at.click(1)
    at.click(3)
    return [1, 3]


def by_box(at):
    at.page.keyboard.down("Shift")
    x, y = at.at.spot("12:30")
    at.at.drag((x, y), (x - 40, at.at.spot("10:30")[1]))
    at.page.keyboard.up("Shift")
    return [2, 3]


def by_list(at):
    at.page.click("#select")
    at.page.click("#bulk-list")
    at.page.check(f"#choose-{at.blocks[1]['id']}")
    at.page.check(f"#choose-{at.blocks[2]['id']}")
    return [1, 2]


def by_arrows(at):
    at.page.focus(at.link(1))
    at.page.keyboard.press("Shift+ArrowDown")
    return [1, 2]


def by_space(at):
    at.page.focus(at.link(0))
    at.page.keyboard.press("Control+Space")
    at.page.keyboard.press("ArrowDown")
    at.page.keyboard.press("ArrowDown")
    at.page.keyboard.press("Control+Space")
    return [0, 2]


def by_all(at):
    at.page.focus(at.link(0))
    at.page.keyboard.press("Control+a")
    return [0, 1, 2, 3]


CHOICES = {
    choose.__name__: choose for choose in (by_clicks, by_shift, by_mode, by_box, by_list, by_arrows, by_space, by_all)
}


@pytest.mark.parametrize("choose", often(CHOICES, {"by_clicks", "by_box", "by_list", "by_arrows", "by_all"}))
def test_blocks_are_chosen_and_completed_with_one_request(table, choose):
    at = table()
    chosen = CHOICES[choose](at)
    at.page.locator("#many-complete:visible, #many-complete-list:visible").first.click()
    at.at.told(f"{len(chosen)} blocks completed")
    assert [number for number in range(4) if at.calendar.now(at.blocks[number])["completed_at"]] == chosen
    assert at.sent() == [MANY]


KEYS = {
    "complete": ("x", "2 blocks completed", [MANY]),
    "archive": ("e", "2 blocks archived", [ARCHIVE, ARCHIVE]),
    "delete": ("Delete", "2 blocks deleted", [DELETE]),
    "move by a step": ("Alt+ArrowDown", "2 blocks moved", [MANY]),
    "move by a day": ("Alt+ArrowRight", "2 blocks moved", [MANY]),
}


@pytest.mark.parametrize("name", often(KEYS, {"archive", "delete", "move by a day"}))
def test_keys_are_for_all_that_are_selected(table, name):
    key, told, sent = KEYS[name]
    at = table()
    by_arrows(at)
    at.page.keyboard.press(key)
    at.at.told(told)
    assert at.sent() == sent
    at.page.click("#toasts [data-undo]")
    at.at.told("Undone")
    assert at.starts() == [at_today(f"{hour:02d}:00") for hour in (8, 9, 10, 11)]


def test_a_drag_takes_all_that_are_selected_along(table):
    at = table()
    by_shift(at)
    at.at.drag(at.at.grip(), at.at.spot("14:30", 1))
    at.at.told("3 blocks moved")
    assert at.starts() == [*(at_today(f"{hour}:00", 1) for hour in (13, 14, 15)), at_today("11:00")]
    assert at.sent() == [MANY]


def test_the_bar_moves_by_hours_and_says_what_it_costs(table):
    at = table()
    by_clicks(at)
    assert "2 here" in at.page.locator("#bulk-cost").inner_text()
    at.page.fill("#by", "2")
    at.page.select_option("#unit", "hours")
    at.page.click("#many-later")
    at.at.told("2 blocks moved")
    assert at.starts()[0] == at_today("10:00")


def test_fingers_tap_what_they_choose(table):
    at = table("", **PHONE)
    at.page.tap("#select")
    for number in (0, 2):
        at.page.tap(at.link(number))
    assert at.at.selected() == 2
    at.page.tap("#many-delete")
    at.at.told("2 blocks deleted")
    assert at.sent() == [DELETE]


def test_escape_lets_go_and_a_click_opens_again(table):
    at = table()
    by_clicks(at)
    at.page.keyboard.press("Escape")
    assert at.at.selected() == 0
    assert at.page.locator("#bulk").is_hidden()
    at.click(0)
    at.page.wait_for_selector("#block-sheet")


def test_progress_pause_and_resume_are_seen(table):
    at = table()
    at.calendar.sandbox.set_quota("alice", 7101, 2, resets_in=1800)
    by_all(at)
    at.page.keyboard.press("e")
    at.at.told("used up until")
    assert at.page.locator("#job progress").get_attribute("max") == "4"
    at.calendar.sandbox.set_quota("alice", 7101, 200, resets_in=3600)
    caches["ledger"].clear()
    at.page.click("#job-resume")
    at.at.told("4 blocks archived")
    assert at.page.locator("#job").count() == 0
    assert all(at.calendar.now(block)["archived_at"] for block in at.blocks)


def test_a_long_job_goes_on_by_itself_and_stops_when_told(table, settings):
    settings.UPSTREAM_TIME_SCALE = 0.5  # a slow answer is not a late one, on a busy machine either
    at = table()
    at.calendar.sandbox.fault(ARCHIVE, "delay", seconds=1.6, times=-1)  # so that each step does one of the four
    by_all(at)
    assert at.at.selected() == 4
    at.page.keyboard.press("e")
    at.page.wait_for_selector("#job-halt")
    at.page.click("#job-halt")
    at.at.told("Stopped")
    at.calendar.sandbox.clear_faults()
    at.page.click("#job-resume")
    at.at.told("4 blocks archived")


def test_without_scripts_blocks_are_ticked_in_a_list(desk):
    at = desk(java_script_enabled=False)
    at.page.click("#select")
    at.page.check(f"#choose-{at.block['id']}")
    at.page.click("#many-later-list")
    at.told("1 block moved")
    assert at.now()["start"] == at_today("09:00", 1)
    at.page.click("#toasts [data-undo]")
    at.told("Undone")
    assert at.now()["start"] == at_today("09:00")
