"""The page in a real browser: by mouse, by keyboard, by touch, and without JavaScript."""

from __future__ import annotations

import time

import pytest

from tests.statuses.hands import DONE, PROGRESS, REVIEW, TODO, WAITING, sent, upstream, upstream_order

pytestmark = pytest.mark.browser
UPDATE = "focus.update_status"
TALL = {"width": 1280, "height": 1200}
PHONE = {"viewport": {"width": 390, "height": 1200}, "has_touch": True, "is_mobile": True}
SECOND = [TODO, REVIEW, PROGRESS, WAITING, DONE]
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


@pytest.fixture
def opened(page_of, alice, focus):
    """Open the page as Alice; an error in a script fails the test."""
    errors = []

    def open_page(**options):
        page = page_of(alice, **options)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
        page.goto("/statuses/")
        return page

    yield open_page
    assert not errors, errors


def until(page, condition):
    """Wait until a condition holds; the page's policy does not let the browser evaluate it by itself."""
    deadline = time.monotonic() + 8
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(50)


def order_on(page):
    return [int(row.get_attribute("data-id")) for row in page.locator("#status-list > .status").all()]


def is_saved(page):
    page.locator(".toast", has_text="saved").first.wait_for()
    return True


@BOTH
def test_create_by_mouse(opened, focus, scripts):
    page = opened(java_script_enabled=scripts)
    page.click("#new")
    page.fill("#name", "Party")
    page.click("#picker summary")
    page.fill("#emoji-search", "party popper")
    if not scripts:
        page.click("#find")
    page.click("button[name=pick][value='🎉']")
    assert page.input_value("#emoji") == "🎉"
    assert page.input_value("#name") == "Party"
    page.click("#save")
    page.get_by_text("🎉 Party is created.").wait_for()
    assert len(upstream_order(focus)) == 6


@BOTH
def test_edit_delete_undo_and_restore_by_mouse(opened, focus, scripts):
    page = opened(java_script_enabled=scripts)
    page.click(f"#edit-{REVIEW}")
    page.fill("#name", "Second look")
    page.click("#save")
    page.get_by_text("Second look is saved.").wait_for()
    page.click(f"#delete-{REVIEW}")
    page.get_by_text("Second look is deleted.").wait_for()
    page.locator("[data-undo]").last.click()
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
    assert is_saved(page)
    assert order_on(page) == upstream_order(focus) == SECOND
    page.click(f"#place-{REVIEW}")
    page.fill("#position", "5")
    page.click("#move")
    page.get_by_text("now 5 of 5").first.wait_for()
    assert upstream_order(focus)[-1] == REVIEW


@BOTH
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(opened, focus, scripts):
    page = opened(java_script_enabled=scripts)
    page.click("#new")
    page.fill("#emoji", "👀👀")
    page.fill("#name", "Kept")
    page.click("#save")
    page.get_by_text("Use exactly one emoji.").wait_for()
    assert page.get_attribute("#emoji", "aria-invalid") == "true"
    assert page.input_value("#name") == "Kept"
    if scripts:
        assert page.evaluate("document.activeElement.id") == "emoji"


def test_a_burst_by_keyboard_is_one_request_is_spoken_and_keeps_the_focus(opened, focus):
    page = opened()
    focus.clear_requests()
    page.focus(f"#name-{DONE}")
    for _ in range(4):
        page.keyboard.press("Alt+ArrowUp")
    assert page.evaluate("document.activeElement.id") == f"name-{DONE}"
    until(page, "document.getElementById('statuses-said').textContent == 'Done, now 1 of 5'")
    assert "Not saved yet: 3 requests" in page.inner_text("#order-state")
    assert sent(focus) == []
    assert is_saved(page)
    assert sent(focus, UPDATE) == [UPDATE]
    assert upstream_order(focus)[0] == DONE
    assert page.evaluate("document.activeElement.id") == f"name-{DONE}"


def test_there_and_back_again_sends_nothing(opened, focus):
    page = opened()
    focus.clear_requests()
    page.focus(f"#up-{REVIEW}")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_timeout(1100)
    assert focus.requests() == []
    assert page.evaluate("document.activeElement.id") == f"up-{REVIEW}"


def test_everything_by_keyboard_alone(opened, focus):
    page = opened()
    page.focus("#new")
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id == 'name'")
    page.keyboard.type("Typed")
    page.keyboard.press("Shift+Tab")
    page.keyboard.insert_text("⌨️")
    page.keyboard.press("Enter")
    page.get_by_text("⌨️ Typed is created.").wait_for()
    until(page, "document.activeElement.id == 'new'")
    new = upstream_order(focus)[-1]
    page.focus(f"#edit-{new}")
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id == 'name'")
    page.keyboard.press("Escape")
    until(page, f"document.activeElement.id == 'edit-{new}'")
    page.focus(f"#delete-{new}")
    page.keyboard.press("Enter")
    page.get_by_text("⌨️ Typed is deleted.").wait_for()
    until(page, f"document.activeElement.id == 'name-{DONE}'")
    page.keyboard.press("Control+z")
    page.get_by_text("Undone.").wait_for()
    assert upstream_order(focus)[-1] == new


def drag(page, status_id, to_id, *, part=0.5, drop=True):
    """Drag a status by its handle over another one."""
    grip = page.locator(f"#status-{status_id} [data-handle]").bounding_box()
    goal = page.locator(f"#status-{to_id}").bounding_box()
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(grip["x"] + 5, goal["y"] + goal["height"] * part, steps=8)
    if drop:
        page.mouse.up()


def test_drag_by_the_handle(opened, focus):
    page = opened(viewport=TALL)
    drag(page, DONE, PROGRESS)
    assert order_on(page) == [TODO, DONE, PROGRESS, REVIEW, WAITING]
    assert is_saved(page)
    assert upstream_order(focus) == [TODO, DONE, PROGRESS, REVIEW, WAITING]


def test_escape_lets_go_without_moving(opened, focus):
    page = opened(viewport=TALL)
    focus.clear_requests()
    drag(page, DONE, TODO, drop=False)
    assert page.locator(".is-dragged").count() == 1
    page.keyboard.press("Escape")
    page.mouse.up()
    page.wait_for_timeout(1000)
    assert order_on(page) == [TODO, PROGRESS, REVIEW, WAITING, DONE]
    assert focus.requests() == []


def test_moves_made_while_an_order_is_saved_are_saved_after_it(opened, focus):
    focus.fault(UPDATE, "delay", seconds=0.4)
    page = opened()
    page.click(f"#up-{REVIEW}")
    until(page, "document.getElementById('order-state').textContent.includes('Saving')")
    page.click(f"#up-{DONE}")
    until(page, "document.querySelectorAll('.toast').length >= 2")
    assert upstream_order(focus) == order_on(page) == [TODO, REVIEW, PROGRESS, DONE, WAITING]


def test_what_was_moved_is_saved_before_something_else_is_opened(opened, focus):
    page = opened()
    page.click(f"#up-{REVIEW}")
    page.click(f"#edit-{WAITING}")
    page.locator("#status-form").wait_for()
    assert upstream_order(focus) == SECOND


def test_leaving_at_once_loses_no_move(opened, focus):
    page = opened()
    page.click(f"#up-{REVIEW}")
    page.goto("/connections/")
    page.wait_for_timeout(1500)
    assert upstream_order(focus) == SECOND


def test_a_colleagues_order_is_shown_beside_mine(opened, focus, elsewhere):
    page = opened()
    elsewhere(UPDATE, {"emoji": "✅", "name": "Done", "position": 1}, status_id=DONE)
    page.click(f"#up-{REVIEW}")
    page.locator("#order-notice").wait_for()
    assert order_on(page)[0] == DONE
    assert page.evaluate("document.activeElement.id") == "order-notice"
    page.click("#again")
    assert is_saved(page)
    assert upstream_order(focus) == SECOND


def test_by_touch(opened, focus):
    page = opened(**PHONE)
    page.tap(f"#up-{REVIEW}")
    page.tap(f"#up-{REVIEW}")
    assert is_saved(page)
    assert upstream_order(focus)[0] == REVIEW
    page.tap(f"#delete-{REVIEW}")
    page.get_by_text("In review is deleted.").wait_for()


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
    assert is_saved(page)
    assert upstream_order(focus)[0] == PROGRESS
