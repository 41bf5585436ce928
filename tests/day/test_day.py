"""`make bench-day`: an hour and a day of a member on the Free plan, through a real browser, counted in requests.

Each step says what a plain pass-through would have sent: what a page shows read anew whenever it is opened, and each
change sent when it is made. The table is printed with `-s`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from playwright.sync_api import expect

from dashboard.sandbox.people import ALICE, NORTHWIND
from dashboard.upstream.contract import operation
from tests.conftest import PASSWORD
from tests.statuses.page_objects import DONE, TODO
from tests.timeblocks.page_objects import Calendar

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
MORNING = "2026-11-18 08:00Z"  # a Wednesday
MOST_READS = 12  # in the hour
LIMIT = 30  # requests an hour in each bucket of the Free plan
NUDGES = 3  # of a burst


@dataclass
class Day:
    """Alice at her browser, and what each step of hers cost."""

    page: Any
    sandbox: Any
    clock: Any
    blocks: list[int]
    rows: list[tuple[str, int, int, int]] = field(default_factory=list)  # step, reads, writes, pass-through

    def step(self, name: str, pass_through: int, work: Callable[[], None]) -> None:
        """Do something, wait until it has arrived, and count; then a minute passes."""
        self.sandbox.clear_requests()
        work()
        self.page.wait_for_load_state("networkidle")
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)
        sent = [operation(one["operation"]) for one in self.sandbox.requests()]
        reads = sum(one.is_read for one in sent)
        self.rows.append((name, reads, len(sent) - reads, pass_through))
        self.clock.shift(60)

    def open(self, path: str, shows: str) -> None:
        self.page.goto(path)
        self.page.locator(shows).first.wait_for()

    def total(self, column: int) -> int:
        return sum(row[column] for row in self.rows)

    def table(self, title: str) -> str:
        """Return the rows that cost something, those of one name added up."""
        names = list(dict.fromkeys(row[0] for row in self.rows))
        lines = [f"\n{title:44} {'reads':>6} {'writes':>7} {'pass-through':>13}"]
        for name in names:
            sums = [sum(row[column] for row in self.rows if row[0] == name) for column in (1, 2, 3)]
            lines.append(f"{name:44} {sums[0]:6} {sums[1]:7} {sums[2]:13}")
        return "\n".join([*lines, f"{'all':44} {self.total(1):6} {self.total(2):7} {self.total(3):13}"])


@pytest.fixture
def day(alice, sandbox, browser_context) -> Iterator[Day]:
    """Alice in the morning, signed out, with five blocks of her own on an otherwise empty day."""
    with time_machine.travel(MORNING, tick=True) as clock:
        sandbox.reset()
        sandbox.set_plan(NORTHWIND, "free")
        sandbox.switch(default_status_update="accept")
        calendar = Calendar(None, sandbox)
        calendar.clear()
        blocks = [calendar.block(task=number + 1, start=f"{9 + 2 * number:02}:00")["id"] for number in range(5)]
        page = browser_context(timezone_id="Europe/Berlin", viewport={"width": 1280, "height": 1200}).new_page()
        yield Day(page, sandbox, clock, blocks)


def sign_in(day: Day) -> None:
    day.page.goto("/accounts/login/?next=/")
    day.page.fill("input[type=email]", ALICE.email)
    day.page.fill("input[type=password]", PASSWORD)
    day.page.keyboard.press("Enter")
    day.page.locator("#quota-meter").wait_for()


def nudge(day: Day, number: int) -> None:
    """Move one block down, three presses in a burst."""
    day.page.focus(f"#b{day.blocks[number]}")
    with day.page.expect_response(lambda answer: answer.request.method == "POST"):
        for _ in range(NUDGES):
            day.page.keyboard.press("Alt+ArrowDown")


def change_six(day: Day, path: str) -> None:
    """Change six switches of a scope and save them together."""
    day.open(path, ".setting")
    boxes = day.page.locator(".setting input[type=checkbox]:visible").all()[:6]
    assert len(boxes) == 6
    for box in boxes:
        box.set_checked(not box.is_checked())
    with day.page.expect_response(lambda answer: answer.request.method == "POST"):
        day.page.get_by_role("button", name="Save").click()
    day.page.get_by_text("Saved just now").wait_for()


def reorder(day: Day) -> None:
    """Lift the last status to the top, then the second to the end."""
    day.open("/statuses/", f"#name-{DONE}")
    for status, key, times in ((DONE, "Alt+ArrowUp", 4), (TODO, "Alt+ArrowDown", 3)):
        day.page.focus(f"#name-{status}")
        for _ in range(times):
            day.page.keyboard.press(key)
    day.page.locator(".toast", has_text="saved").first.wait_for()


def work_an_hour(day: Day) -> None:
    """Everything that a member does in a busy hour."""
    day.step("sign in, overview", 3, lambda: sign_in(day))
    day.step("calendar, this week", 1, lambda: day.open("/calendar/", ".block"))
    for number in range(5):
        day.step("15 changes of blocks in bursts of three", NUDGES, lambda number=number: nudge(day, number))
    day.step("calendar, next week", 1, lambda: day.page.click("#next"))
    day.step("6 changes for all apps", 1 + 6, lambda: change_six(day, "/preferences/track/"))
    day.step("6 changes for the web app", 1 + 6, lambda: change_six(day, "/preferences/track/web/"))
    day.step("statuses, two of them moved", 1 + 7, lambda: reorder(day))
    for name in ("clients", "projects", "tags"):
        day.step(f"directory, {name}", 1, lambda name=name: day.open(f"/directory/{name}/", "main h1"))


def come_back(day: Day) -> None:
    """Look at six pages once more, an hour later, as after lunch."""
    day.step("six returns", 3, lambda: day.open("/", "#quota-meter"))
    day.step("six returns", 1, lambda: day.open("/calendar/", ".block"))
    day.step("six returns", 1, lambda: day.open("/preferences/track/", ".setting"))
    day.step("six returns", 1, lambda: day.open("/statuses/", "#status-list"))
    day.step("six returns", 1, lambda: day.open("/directory/projects/", "main h1"))
    day.step("six returns", 3, lambda: day.open("/", "#quota-meter"))


def test_a_busy_hour_stays_far_below_the_limit(day):
    work_an_hour(day)
    print(day.table("an hour"))
    assert day.total(1) <= MOST_READS
    assert day.total(2) == 5 + 2 + 2  # a burst, a scope, a moved status: one request each
    assert day.total(1) + day.total(2) < LIMIT
    assert not day.page.get_by_text("used up").count()


def test_a_whole_day_never_meets_the_limit(day):
    work_an_hour(day)
    for _hour in range(8):
        come_back(day)
        day.step("a block done each hour", 1, lambda: nudge_again(day))
        day.clock.shift(3600 - 60 * 7)
    print(day.table("a day"))
    assert not [one for one in day.rows if one[1] > 3]


def nudge_again(day: Day) -> None:
    day.open("/calendar/", ".block")
    nudge(day, 0)
