"""The page in a real browser: by mouse, by keyboard, by touch, and without JavaScript."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import expect

from tests.held_requests import hold_requests
from tests.statuses.page_objects import DONE, PROGRESS, REVIEW, TODO, WAITING, sent, upstream, upstream_order

pytestmark = pytest.mark.browser
UPDATE, LIST = "focus.update_status", "focus.list_statuses"
TALL = {"width": 1280, "height": 1200}
PHONE = {"viewport": {"width": 390, "height": 1200}, "has_touch": True, "is_mobile": True}
SECOND = [TODO, REVIEW, PROGRESS, WAITING, DONE]
PAUSE = 800  # milliseconds after the last move before the order is saved
BOTH = pytest.mark.parametrize(
    "scripts", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["with scripts", "without scripts"]
)


@pytest.fixture
def opened(page_of, alice, focus):
    """Open the page as Alice; an error in a script fails the test."""
    errors = []

    def open_page(*, paused=False, **options):
        page = page_of(alice, **options)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
        if paused:  # the test holds the page's clock
            page.clock.install(time=0)
        page.goto("/statuses/")
        if paused:
            page.clock.pause_at(60_000)
        return page

    yield open_page
    assert not errors, errors


def order_on(page):
    return [int(row.get_attribute("data-id")) for row in page.locator("#status-list > .status").all()]


def saved(page, words="saved"):
    page.locator(".toast", has_text=words).first.wait_for()


@BOTH
def test_create_edit_delete_undo_and_restore_by_mouse(opened, focus, scripts):
    page = opened(java_script_enabled=scripts)
    emoji, name = page.locator("#emoji"), page.locator("#name")
    page.click("#new")
    emoji.fill("👀👀")
    name.fill("Party")
    page.click("#save")
    page.get_by_text("Use exactly one emoji.").wait_for()
    expect(emoji).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_value("Party")
    if scripts:
        expect(emoji).to_be_focused()
    page.click("#picker summary")
    page.fill("#emoji-search", "party popper")
    if not scripts:
        page.click("#find")
    page.click("button[name=pick][value='🎉']")
    expect(emoji).to_have_value("🎉")
    expect(name).to_have_value("Party")
    page.click("#save")
    page.get_by_text("🎉 Party is created.").wait_for()
    assert len(upstream_order(focus)) == 6
    page.click(f"#edit-{REVIEW}")
    page.fill("#name", "Second look")
    page.click("#save")
    page.get_by_text("Second look is saved.").wait_for()
    page.click(f"#delete-{REVIEW}")
    page.get_by_text("Second look is deleted.").wait_for()
    page.locator(".toast-undo button").last.click()
    page.get_by_text("Undone.").wait_for()
    page.click(f"#delete-{REVIEW}")
    page.locator(f"#restore-{REVIEW}").click()
    page.get_by_text("The status is back.").wait_for()
    assert upstream(focus, REVIEW)["deleted_at"] is None
    assert upstream(focus, REVIEW)["name"] == "Second look"


@BOTH
def test_move_by_button_and_to_a_position(opened, focus, scripts):
    page = opened(java_script_enabled=scripts)
    page.click(f"#up-{REVIEW}")
    saved(page, "now 2 of 5")
    assert order_on(page) == upstream_order(focus) == SECOND
    page.click(f"#place-{REVIEW}")
    page.fill("#position", "5")
    page.click("#move")
    page.get_by_text("now 5 of 5").first.wait_for()
    assert upstream_order(focus)[-1] == REVIEW


def test_a_burst_by_keyboard_is_one_request_is_spoken_and_keeps_the_focus(opened, focus):
    page = opened(paused=True)
    focus.clear_requests()
    state, name = page.locator("#order-state"), page.locator(f"#name-{DONE}")
    page.focus(f"#up-{REVIEW}")
    page.keyboard.press("Enter")
    expect(state).to_contain_text("Not saved yet")
    page.keyboard.press("Alt+ArrowDown")
    expect(state).not_to_contain_text("Not saved yet")  # there and back again
    expect(page.locator(f"#up-{REVIEW}")).to_be_focused()
    name.focus()
    for _ in range(4):
        page.keyboard.press("Alt+ArrowUp")
    page.clock.run_for(PAUSE - 1)
    expect(name).to_be_focused()
    expect(page.locator("#statuses-said")).to_have_text("Done, now 1 of 5")
    expect(state).to_contain_text("Not saved yet: 3 requests")
    assert sent(focus) == []
    page.clock.run_for(1)
    page.clock.resume()
    saved(page)
    assert sent(focus) == [LIST, UPDATE, LIST]
    assert upstream_order(focus)[0] == DONE
    expect(name).to_be_focused()


def test_everything_by_keyboard_alone(opened, focus):
    page = opened()
    name = page.locator("#name")
    page.focus("#new")
    page.keyboard.press("Enter")
    expect(name).to_be_focused()
    page.keyboard.type("Typed")
    page.keyboard.press("Shift+Tab")
    page.keyboard.insert_text("⌨️")
    page.keyboard.press("Enter")
    page.get_by_text("⌨️ Typed is created.").wait_for()
    expect(page.locator("#new")).to_be_focused()
    new = upstream_order(focus)[-1]
    page.focus(f"#edit-{new}")
    page.keyboard.press("Enter")
    expect(name).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(f"#edit-{new}")).to_be_focused()
    page.focus(f"#delete-{new}")
    page.keyboard.press("Enter")
    page.get_by_text("⌨️ Typed is deleted.").wait_for()
    expect(page.locator(f"#name-{DONE}")).to_be_focused()
    page.keyboard.press("Control+z")
    page.get_by_text("Undone.").wait_for()
    assert upstream_order(focus)[-1] == new


def drag(page, status_id, to_id, *, part=0.5):
    """Drag a status by its handle over another one."""
    grip = page.locator(f"#status-{status_id} [data-handle]").bounding_box()
    goal = page.locator(f"#status-{to_id}").bounding_box()
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(grip["x"] + 5, goal["y"] + goal["height"] * part, steps=8)


def test_drag_by_the_handle_and_let_go_with_escape(opened, focus):
    page = opened(viewport=TALL)
    focus.clear_requests()
    drag(page, DONE, TODO)
    expect(page.locator(".is-dragged")).to_have_count(1)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert order_on(page) == [TODO, PROGRESS, REVIEW, WAITING, DONE]
    expect(page.locator("#order-state")).not_to_contain_text("Not saved yet")
    drag(page, DONE, PROGRESS)
    page.mouse.up()
    assert order_on(page) == [TODO, DONE, PROGRESS, REVIEW, WAITING]
    saved(page)
    assert upstream_order(focus) == [TODO, DONE, PROGRESS, REVIEW, WAITING]
    assert sent(focus) == [LIST, UPDATE, LIST]


def test_moves_made_while_an_order_is_saved_are_saved_after_it(opened, focus):
    page = opened()
    with hold_requests(page, "**/statuses/order/"):
        with page.expect_request("**/statuses/order/"):
            page.click(f"#up-{REVIEW}")
        expect(page.locator("#order-state")).to_contain_text("Saving")
        page.click(f"#up-{DONE}")
    saved(page, "Done is saved")
    assert upstream_order(focus) == order_on(page) == [TODO, REVIEW, PROGRESS, DONE, WAITING]


@contextmanager
def answered(path: str) -> Iterator[None]:
    """Wait in the end until our site has answered a request to a path, whose page may be gone."""
    request, done = threading.local(), threading.Event()

    def started(environ, **_):
        request.path = environ["PATH_INFO"]

    def finished(**_):
        if getattr(request, "path", "") == path:
            done.set()

    request_started.connect(started)
    request_finished.connect(finished)
    try:
        yield
        assert done.wait(60), path
    finally:
        request_started.disconnect(started)
        request_finished.disconnect(finished)


def test_what_was_moved_is_saved_before_something_else_is_opened_or_the_page_is_left(opened, focus):
    page = opened(paused=True)
    page.click(f"#up-{REVIEW}")
    page.click(f"#edit-{WAITING}")
    page.clock.resume()
    page.locator("#status-form").wait_for()
    assert upstream_order(focus) == SECOND
    page.goto("/statuses/")
    page.clock.pause_at(120_000_000)
    page.click(f"#up-{DONE}")
    with answered("/statuses/order/"):
        page.goto("/connections/")
    assert upstream_order(focus) == [TODO, REVIEW, PROGRESS, DONE, WAITING]


def test_a_colleagues_order_is_shown_beside_mine(opened, focus, elsewhere):
    page = opened()
    elsewhere(UPDATE, {"emoji": "✅", "name": "Done", "position": 1}, status_id=DONE)
    page.click(f"#up-{REVIEW}")
    expect(page.locator("#order-notice")).to_be_focused()
    assert order_on(page)[0] == DONE
    page.click("#again")
    saved(page)
    assert upstream_order(focus) == SECOND


@pytest.mark.slow
def test_by_touch(opened, focus):
    page = opened(**PHONE)
    page.tap(f"#up-{REVIEW}")
    page.tap(f"#up-{REVIEW}")
    saved(page, "now 1 of 5")
    assert upstream_order(focus)[0] == REVIEW
    page.tap(f"#delete-{REVIEW}")
    page.get_by_text("In review is deleted.").wait_for()


@pytest.mark.slow
def test_a_finger_drags_by_the_handle(opened, focus):
    page = opened(**PHONE)
    grip = page.locator(f"#status-{PROGRESS} [data-handle]").bounding_box()
    goal = page.locator(f"#status-{TODO}").bounding_box()
    touch = page.context.new_cdp_session(page)
    x, y = grip["x"] + 20, grip["y"] + 20
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 9):
        at = y + (goal["y"] + 10 - y) * step / 8
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": at}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    saved(page)
    assert upstream_order(focus)[0] == PROGRESS
