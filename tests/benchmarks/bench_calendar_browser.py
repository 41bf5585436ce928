"""What the calendar costs a browser on a processor a quarter as fast: when all blocks are visible, and what follows.

`python -m tests.benchmarks calendar_browser` prints it for weeks of several sizes, from the cache, as a returning
visitor with an empty browser cache sees them. It needs Chromium. Libraries for comparison, at 500 blocks and the same
slow-down: FullCalendar 7, EventCalendar and Toast UI need 2.4 to 11.9 s until all blocks are visible.
"""

from __future__ import annotations

import os
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.timing import loop

SIZES = (60, 500, 5_000)
SLOWER = 4  # times
ROUNDS = 3
GOALS = {
    "drag ms": 150.0,
    "visible s": 2.0,
    "HTML kB": 20.0,
    "scripts with dragging kB": 35.0,
    "tab stops": 3.0,
    "layout shift": 0.02,
}

LAST_BLOCK = """(() => {
  const blocks = document.getElementsByClassName("block");
  const look = () => {
    const last = blocks[blocks.length - 1];
    if (document.readyState === "loading" || !last?.getBoundingClientRect().height) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(() => { window.seen.visible = performance.now(); }));
  };
  requestAnimationFrame(look);
})()"""

WEIGHTS = """() => {
  const of = (type) => performance.getEntriesByType("resource").filter((e) => e.name.includes(type));
  const sum = (found) => found.reduce((total, e) => total + e.encodedBodySize, 0) / 1000;
  const [page] = performance.getEntriesByType("navigation");
  return { html: page.encodedBodySize / 1000, js: sum(of(".js")), css: sum(of(".css")),
           requests: 1 + performance.getEntriesByType("resource").length,
           elements: document.getElementsByTagName("*").length };
}"""

# A block of one's own, well within the window, that is high enough to be taken in its middle.
BLOCK = """(number) => {
  const inside = (box) => box.top > 400 && box.bottom < 750 && box.left > 400 && box.right < 1000 && box.height > 40;
  const links = [...document.querySelectorAll("#grid .block:not(.other) a[id]")];
  const found = links.map((link) => link.getBoundingClientRect()).filter(inside);
  return found[(number * 3) % found.length].toJSON();
}"""

# From an event to the frame that shows what it did, the way Interaction to Next Paint counts.
ACT = """(work) => new Promise((done) => {
  const began = performance.now();
  new Function(work)();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
})"""
SCROLL = """document.querySelector(".grid-scroll").scrollBy(40, 300);
  document.querySelector(".grid-scroll").getBoundingClientRect()"""
ARROW = """document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
  { key: "ArrowDown", bubbles: true, cancelable: true }))"""
# The slowest event of a drag, from the hand to the frame that shows it.
WATCH_EVENTS = """() => {
  window.slowest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.slowest = Math.max(window.slowest, duration);
  }).observe({ type: "event", durationThreshold: 16 });
}"""


def run() -> dict[str, dict[str, float]]:
    """The figures by size of the week."""
    import django

    with TemporaryDirectory() as folder:
        given = {"DEVELOPMENT": "1", "DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
        given["DATABASE_URL"] = f"sqlite:///{folder}/b.db"
        os.environ |= given
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in this thread
        from tests.ports import free_port

        os.environ["SANDBOX_PORT"] = str(free_port())
        django.setup()
        return _measured(Path(folder))


def _measured(folder: Path) -> dict[str, dict[str, float]]:
    from django.conf import settings
    from django.core.management import call_command
    from playwright.sync_api import sync_playwright

    from dashboard.accounts.models import User
    from dashboard.sandbox.demo import connect_person
    from dashboard.sandbox.server import serve
    from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS
    from tests.served import served

    call_command("migrate", verbosity=0)
    call_command("collectstatic", "--noinput", verbosity=0)
    alice = User.objects.create(email="alice@example.com", name="Alice", timezone="Europe/Berlin", time_format="H:mm")
    connect_person(alice)
    found: dict[str, dict[str, float]] = {}
    database = f"sqlite:///{folder}/b.db"
    with serve(port=settings.SANDBOX_PORT) as sandbox, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        for size in SIZES:
            sandbox.reset(week_blocks=size)
            with served(threads=4, DATABASE_URL=database) as url:  # anew, so that it has no copy of another week
                rounds = [_visit(browser, url, alice, size) for _ in range(ROUNDS + 1)][1:]  # the first one asks Focus
            found[f"{size} blocks"] = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
            found[f"{size} blocks"]["loop beside ms"] = loop()
        browser.close()
    return found


def _visit(browser: Any, url: str, user: Any, size: int) -> dict[str, float]:
    """Open the week once, in a browser that knows nothing yet."""
    from tests.conftest import sign_in
    from tests.measure.look import WATCH

    size_of_window = {"width": 1280, "height": 900}
    context = browser.new_context(
        base_url=url, viewport=size_of_window, timezone_id="Europe/Berlin", bypass_csp=True
    )  # the policy allows no script that is made of text, the measuring ones included
    sign_in(context, url, user)
    page = context.new_page()
    page.set_default_timeout(30_000)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    page.add_init_script(LAST_BLOCK)
    answer = page.goto("/calendar/")
    assert page.locator("#grid .block").count() >= size, page.locator("main").inner_text()[:300]
    page.wait_for_function("window.seen.visible")
    assert answer.header_value("content-encoding") == "br"
    seen, weights = page.evaluate("window.seen"), page.evaluate(WEIGHTS)
    figures = {
        "visible s": seen["visible"] / 1000,
        "LCP s": seen["paint"] / 1000,
        "layout shift": seen["shift"],
        "HTML kB": weights["html"],
        "scripts kB": weights["js"],
        "styles kB": weights["css"],
        "requests": weights["requests"],
        "elements": weights["elements"],
        **_used(page),
    }
    figures["drag ms"] = statistics.median([_dragged(page, number) for number in range(3)])
    figures["scripts with dragging kB"] = page.evaluate(WEIGHTS)["js"]
    context.close()
    return figures


def _dragged(page: Any, number: int) -> float:
    """Take a block, move it in ten steps an hour down and a day on, and drop it."""
    page.evaluate(WATCH_EVENTS)
    box = page.evaluate(BLOCK, number)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.wait_for_function(
        "performance.getEntriesByType('resource').some(({ name }) => name.includes('calendar-drag'))"
    )
    page.mouse.down()
    page.mouse.move(x + 130, y + 64, steps=10)
    page.mouse.up()
    page.wait_for_function("document.querySelector('#toasts .toast, #failure, #two-versions')")
    slowest = float(page.evaluate("window.slowest"))
    page.evaluate("document.querySelectorAll('.toast').forEach((toast) => toast.remove())")
    return slowest


def _used(page: Any) -> dict[str, float]:
    """What a person waits for afterwards: milliseconds to the next frame, the middle of some tries."""
    page.locator("#grid .block a[id]").first.focus()
    scrolled = [page.evaluate(ACT, SCROLL) for _ in range(9)]
    stepped = [page.evaluate(ACT, ARROW) for _ in range(9)]
    page.locator("#grid .block a[id]").first.focus()
    stops = 1
    page.keyboard.press("Tab")
    while stops < 20 and page.evaluate("document.activeElement.closest('#grid') !== null"):
        stops += 1
        page.keyboard.press("Tab")
    return {
        "scroll ms": statistics.median(scrolled),
        "arrow key ms": statistics.median(stepped),
        "tab stops": float(stops),
    }


def main() -> None:
    """Print the figures."""
    from tests.conftest import CHROMIUM

    if not CHROMIUM:
        print("needs Chromium: apt-get install chromium-headless-shell")
        return
    figures = run()
    names = next(iter(figures.values())).keys()
    print(f"{'':16}" + "".join(f"{size:>14}" for size in figures) + f"{'goal at 500':>14}")
    for name in names:
        values = "".join(f"{one[name]:14.2f}" for one in figures.values())
        print(f"{name:16}{values}{GOALS.get(name, ''):>14}")


if __name__ == "__main__":
    main()
