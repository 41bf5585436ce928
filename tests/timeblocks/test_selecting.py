"""Several blocks at once in a browser: chosen by mouse and by keyboard, done in one request or with progress."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from playwright.sync_api import Error, expect

from tests.failures import collect_failures
from tests.timeblocks.browser import LARGE, in_two, link, three_days
from tests.timeblocks.page_objects import at_today

pytestmark = pytest.mark.browser
MANY, DELETE, ARCHIVE = "focus.update_time_blocks", "focus.delete_time_blocks", "focus.archive_time_block"
OTHERS = ({"task": 1, "start": "08:00"}, {"task": 4, "start": "10:00"}, {"task": 2, "start": "11:00"})


class Table:
    """A browser at a day of four blocks, at eight, nine, ten and eleven."""

    def __init__(self, open_calendar):
        self.at, self.page, self.calendar = open_calendar, open_calendar.page, open_calendar.calendar
        self.lay()

    def lay(self):
        """Lay the four blocks, or lay them anew."""
        self.at.again(*OTHERS).ready()
        nine, eight, *later = self.at.blocks
        self.blocks = [eight, nine, *later]
        return self

    def link(self, number):
        return link(self.blocks[number])

    def click(self, number, *modifiers):
        self.page.click(self.link(number), modifiers=list(modifiers))

    def starts(self):
        return [self.calendar.now(block)["start"] for block in self.blocks]

    def sent(self):
        return [name for name, _body in self.at.sent()]


@pytest.fixture
def table(open_calendar):
    return lambda: Table(open_calendar(query=three_days(), **LARGE))


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


@pytest.mark.parametrize("ways", in_two([by_clicks, by_list, by_arrows], [by_shift, by_mode, by_box, by_space, by_all]))
def test_blocks_are_chosen_and_completed_with_one_request(table, ways):
    at, wrong = table(), []
    for choose in ways:
        with collect_failures(wrong, choose.__name__, Error):
            chosen = choose(at.lay())
            at.page.locator("#many-complete:visible, #many-complete-list:visible").first.click()
            at.at.told(f"{len(chosen)} blocks completed")
            assert [number for number in range(4) if at.calendar.now(at.blocks[number])["completed_at"]] == chosen
            assert at.sent() == [MANY]
    assert wrong == []


@pytest.mark.parametrize(
    "keys",
    in_two(
        {"e": ("archived", [ARCHIVE, ARCHIVE]), "Alt+ArrowRight": ("moved", [MANY])},
        {"x": ("completed", [MANY]), "Delete": ("deleted", [DELETE]), "Alt+ArrowDown": ("moved", [MANY])},
    ),
)
def test_keys_are_for_all_that_are_selected(table, keys):
    at, wrong = table(), []
    for key, (done, sent) in keys.items():
        with collect_failures(wrong, key, Error):
            by_arrows(at.lay())
            at.page.keyboard.press(key)
            at.at.told(f"2 blocks {done}")
            assert at.sent() == sent
    assert wrong == []


def test_what_is_selected_is_dragged_together_moved_by_the_bar_and_let_go(table):
    at = table()
    by_shift(at)
    at.at.drag(at.at.grip(), at.at.spot("14:30", 1))
    at.at.told("3 blocks moved")
    assert at.starts() == [*(at_today(f"{hour}:00", 1) for hour in (13, 14, 15)), at_today("11:00")]
    assert at.sent() == [MANY]
    expect(at.page.locator("#bulk-cost")).to_contain_text("3 here")
    at.page.fill("#by", "2")
    at.page.select_option("#unit", "hours")
    at.page.click("#many-earlier")
    expect(at.page.locator(f".block[data-start='11:00'] {at.link(0)}")).to_be_attached()
    assert at.starts()[:3] == [at_today(f"{hour}:00", 1) for hour in (11, 12, 13)]
    at.at.settled()
    at.page.focus(at.link(0))
    at.page.keyboard.press("Escape")
    expect(at.page.locator(".block.is-selected")).to_have_count(0)
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


@pytest.mark.slow
def test_a_long_job_goes_on_by_itself_and_stops_when_told(table, settings):
    settings.UPSTREAM_TIME_SCALE = 0.5  # a slow answer is not a late one, on a busy machine either
    at = table()
    at.calendar.sandbox.fault(ARCHIVE, "delay", seconds=1.6, times=-1)  # so that each step does one of the four
    by_all(at)
    expect(at.page.locator(".block.is-selected")).to_have_count(4)
    at.page.keyboard.press("e")
    at.page.wait_for_selector("#job-halt")
    at.page.click("#job-halt")
    at.at.told("Stopped")
    at.calendar.sandbox.clear_faults()
    at.page.click("#job-resume")
    at.at.told("4 blocks archived")
