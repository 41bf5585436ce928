"""A browser at the calendar: keys, mouse and fingers, as people have them."""

from __future__ import annotations

import re

import pytest

from tests.timeblocks.page_objects import today

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LARGE = {"viewport": {"width": 1500, "height": 1200}}  # nothing has to scroll


def three_days():
    """The query of a view that begins today."""
    return f"?view=days&date={today()}"


def in_two(often, rare):
    """Parameters: what is tried each time, and what is tried in the slow run alone."""
    return [pytest.param(often, id="often"), pytest.param(rare, id="rare", marks=pytest.mark.slow)]


class CalendarPage:
    """A browser on Alice's calendar of today with one block at nine, and more if they are asked for."""

    def __init__(self, page, calendar, address, *, has_scripts):
        self.page, self.calendar, self.address, self.has_scripts = page, calendar, address, has_scripts
        self.session = None

    def again(self, *more, start="09:00"):
        """Open the page with these blocks alone, and with nothing wrong any more."""
        self.calendar.anew()
        self.block = self.calendar.block(task=3, start=start, seconds=3600)
        self.blocks = [self.block, *(self.calendar.block(**one) for one in more)]
        self.link = link(self.block)
        self.page.goto(self.address)
        if self.has_scripts:
            self.page.wait_for_selector("#grid [tabindex='0']", state="attached")
        self.calendar.asked()
        return self

    def now(self):
        return self.calendar.now(self.block)

    def press(self, *keys):
        self.page.focus(self.link)
        for key in keys:
            self.page.keyboard.press(key)

    def open(self):
        self.page.click(self.link)
        self.page.wait_for_selector("#block-sheet")

    def told(self, text):
        """Wait until the page tells it, and is ready for the next thing."""
        self.page.get_by_text(re.compile(text.replace(" ", r"\s+"))).locator("visible=true").first.wait_for()
        self.settled()

    def settled(self):
        """Wait until what was swapped in has its scripts."""
        from playwright.sync_api import expect

        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)

    # ------------------------------------------------------------------ mouse and finger
    def spot(self, clock, offset=0):
        """Where a time of a day is in the window."""
        hours, minutes = map(int, clock.split(":"))
        return self.page.evaluate(SPOT, [today(offset).isoformat(), hours * 60 + minutes])

    def grip(self, part=0.5):
        """Where to take hold of the block: 0 is its upper edge, 1 its lower one."""
        box = self.page.locator(self.link).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + min(max(box["height"] * part, 3), box["height"] - 3)

    def lift(self, start):
        self.page.mouse.move(*start)
        self.page.mouse.down()

    def drag(self, start, end, *, drops=True, keys=()):
        """Drag by mouse with keys held; the page draws once a frame, so it gets two of them."""
        self.lift(start)
        self.page.mouse.move(start[0] + 8, start[1] + 8)
        for key in keys:
            self.page.keyboard.down(key)
        self.page.mouse.move(*end, steps=4)
        self.frames()
        if drops:
            self.page.mouse.up()
        for key in keys:
            self.page.keyboard.up(key)

    def frames(self):
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def finger(self, kind, *spot):
        """One finger: touchStart, touchMove, touchEnd."""
        self.session = self.session or self.page.context.new_cdp_session(self.page)
        points = [{"x": spot[0], "y": spot[1]}] if spot else []
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def ready(self):
        """Wait until the part that drags has come; it does when a pointer comes near."""
        self.page.mouse.move(5, 5)
        self.page.hover("h1")
        self.page.wait_for_selector(".floaters", state="attached")
        return self

    def selected(self):
        return self.page.locator(".block.is-selected").count()

    def sent(self):
        """What was sent since the page was opened."""
        return [(row["operation"], row["body"]) for row in self.calendar.sandbox.requests()]


def link(block):
    """The selector of a block."""
    return f"#b{block['id']}"


SPOT = """([date, minute]) => {
    const body = document.querySelector(`.day[data-date="${date}"] .day-body`);
    const { firstHour, hours } = document.getElementById("grid").dataset;
    const box = body.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + (minute - firstHour * 60) * box.height / (hours * 60)];
}"""


@pytest.fixture
def open_calendar(page_of, calendar, berlin):
    """Open it, on a phone or without scripts if that is asked for."""
    errors: list[str] = []

    def opened(*more, query="", **options):
        page = page_of(berlin, timezone_id="Europe/Berlin", **options)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
        has_scripts = options.get("java_script_enabled", True)
        return CalendarPage(page, calendar, f"/calendar/{query}", has_scripts=has_scripts).again(*more)

    yield opened
    assert not errors, errors
