"""A settings page in a browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

SAVE = "Save (1 request)"


def expect_staged(page: Any, words: str) -> None:
    """Assert what the bar says about the staged changes."""
    expect(page.locator("#save-count")).to_have_text(words)


def settled(page: Any) -> None:
    """Wait until the result of a save is there, and the script has brought back what it keeps through a swap."""
    page.locator("#preferences[data-live] #preferences-result").wait_for()


def save(page: Any, *, double: bool = False) -> None:
    """Press the button that saves, once or twice, and wait for the result."""
    before = page.locator("#preferences").element_handle()
    page.get_by_role("button", name=SAVE).click(click_count=2 if double else 1)
    before.wait_for_element_state("hidden")  # its place is taken by the answer
    settled(page)
