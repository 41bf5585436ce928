"""What can be opened on a page: its folds, menus and dialogs, and what comes from the server when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

FOLDS = "() => document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
DIALOGS = (
    "() => [...document.querySelectorAll('main dialog')].filter((one) => one.textContent.trim()).map((one) => one.id)"
)
POPOVERS = "(inside) => [...document.querySelectorAll(`${inside} [popover]`)].map((one) => one.id)"

# What is pressed, and what shows then. The shell's own are on every page, and looked at on one of them.
ASKED: dict[str, dict[str, tuple[str, str]]] = {
    "overview": {"palette": ("#open-palette", "#palette[open]"), "keys": ("keyboard ?", "#keys[open]")},
    "calendar": {
        "block": (".block:not(.other) a[id]", "#block-sheet"),
        "new": ("#new-block", "#create-block"),
        "drawer": ("#open-drawer", "#drawer"),
    },
    "statuses": {"new": ("#new", "#status-form"), "edit": ("[id^=edit-]", "#status-form")},
}


def states(page: Any, name: str, address: str) -> Iterator[str]:
    """Bring a page into one of its states after another, and say which."""
    if page.locator("main details").count():
        page.evaluate(FOLDS)
        yield "unfolded"
    for one in page.evaluate(POPOVERS, "body" if name == "overview" else "main"):
        if not page.locator(f"#{one}").is_visible():
            page.evaluate("(id) => document.getElementById(id).showPopover()", one)
            yield f"menu {one}"
            page.evaluate("(id) => document.getElementById(id).hidePopover()", one)
    for one in page.evaluate(DIALOGS):
        page.evaluate("(id) => document.getElementById(id).showModal()", one)
        yield f"dialog {one}"
        page.evaluate("(id) => document.getElementById(id).close()", one)
    for state, (pressed, shown) in ASKED.get(name, {}).items():
        page.goto(address, wait_until="networkidle")
        _press(page, pressed)
        page.locator(shown).first.wait_for()
        page.wait_for_load_state("networkidle")
        yield state


def _press(page: Any, what: str) -> None:
    if what.startswith("keyboard "):
        page.keyboard.press(what.removeprefix("keyboard "))
    else:
        page.locator(what).locator("visible=true").first.click()
