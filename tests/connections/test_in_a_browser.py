"""The page in a real browser: by mouse, by keyboard, without JavaScript, in both themes, and with a double click."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection, State
from dashboard.sandbox.people import ALICE, BOB, CHARLIE
from tests.connections.page_objects import PASTED

pytestmark = pytest.mark.browser
BOXES = {"track": "#id_track-token-secret", "focus": "#id_focus-key-secret"}
SUBMITS = {"track": "#track-token-submit", "focus": "#focus-key-submit"}


def is_working(page, service):
    page.get_by_role("region", name=f"Toggl {service.title()}").get_by_text("Working").wait_for()
    return True


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("service", PASTED)
def test_by_mouse(page_of, charlie, sandbox, service, scripts):
    page = page_of(charlie, java_script_enabled=scripts)
    page.goto("/connections/")
    page.fill(BOXES[service], PASTED[service][1])
    page.click(SUBMITS[service])
    assert is_working(page, service)
    assert credentials.connection_of(charlie, service)


def test_by_keyboard(page_of, charlie, sandbox):
    page = page_of(charlie)
    page.goto("/connections/")
    page.focus(BOXES["track"])
    page.keyboard.type(CHARLIE.track_token)
    page.keyboard.press("Enter")
    assert is_working(page, "track")
    page.focus("#track-disconnect")
    page.keyboard.press("Enter")
    page.wait_for_url("**/disconnect/")
    page.focus("#disconnect")
    page.keyboard.press("Enter")
    page.get_by_text("is disconnected").wait_for()
    assert credentials.connection_of(charlie, "track") is None


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_went_wrong_stands_at_its_box(page_of, charlie, sandbox, scripts):
    page = page_of(charlie, java_script_enabled=scripts)
    page.goto("/connections/")
    page.fill(BOXES["track"], CHARLIE.focus_key)
    page.fill("#id_focus-key-expires_at", "2030-01-31")
    page.click(SUBMITS["track"])
    page.get_by_text("This is a key of Toggl Focus").wait_for()
    assert page.get_attribute(BOXES["track"], "aria-invalid") == "true"
    assert page.input_value(BOXES["track"]) == ""
    if scripts:  # only the one card was swapped: what stands in the other is still there
        assert page.input_value("#id_focus-key-expires_at") == "2030-01-31"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_email_and_password_by_mouse(page_of, charlie, sandbox, scripts):
    page = page_of(charlie, java_script_enabled=scripts)
    page.goto("/connections/")
    page.click("#track-password > summary")
    page.fill("#id_track-password-email", CHARLIE.email)
    page.fill("#id_track-password-secret", "not his")
    page.click("#track-password-submit")
    page.get_by_text("does not accept this e-mail and password").wait_for()
    assert page.input_value("#id_track-password-email") == CHARLIE.email
    page.fill("#id_track-password-secret", CHARLIE.password)
    page.click("#track-password-submit")
    assert is_working(page, "track")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_another_account_is_confirmed(page_of, alice, sandbox, scripts):
    page = page_of(alice, java_script_enabled=scripts)
    page.goto("/connections/")
    page.click("#track-replace > summary")
    page.fill(BOXES["track"], BOB.track_token)
    page.click(SUBMITS["track"])
    page.get_by_text("it belongs to Bob Brook").wait_for()
    page.click("#track-confirm")
    page.get_by_text("is connected to the other account").wait_for()
    assert credentials.connection_of(alice, "track").account_name == "Bob Brook"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_workspace_is_chosen(page_of, charlie, sandbox, scripts):
    page = page_of(charlie, java_script_enabled=scripts)
    page.goto("/connections/")
    page.fill(BOXES["focus"], CHARLIE.focus_key)
    page.click(SUBMITS["focus"])
    page.get_by_role("link", name="Choose the workspace").click()
    page.fill(
        "#id_address", f"https://focus.toggl.com/{CHARLIE.organization_id}/workspaces/{CHARLIE.workspace_id}/board"
    )
    page.click("#by-address-submit")
    page.get_by_text("Focus works in this workspace now").wait_for()
    assert credentials.connection_of(charlie, "focus").organization_id == CHARLIE.organization_id


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_is_one_request(page_of, charlie, sandbox, scripts):
    sandbox.fault("track.*", "delay", seconds=0.3)
    page = page_of(charlie, java_script_enabled=scripts)
    page.goto("/connections/")
    page.fill(BOXES["track"], CHARLIE.track_token)
    page.dblclick(SUBMITS["track"])
    assert is_working(page, "track")
    assert len(sandbox.requests()) == 1
    assert Connection.objects.filter(user=charlie).count() == 1


def test_test_now_says_so_in_place(page_of, alice, sandbox):
    page = page_of(alice)
    page.goto("/connections/")
    page.click("#track-test")
    page.get_by_text("Toggl Track answers: the connection works.").wait_for()
    assert is_working(page, "track")


def test_a_secret_can_be_pasted_and_is_not_for_the_browser_to_keep(page_of, charlie, sandbox):
    page = page_of(charlie)
    page.goto("/connections/")
    for box in BOXES.values():
        assert page.get_attribute(box, "autocomplete") == "off"
    page.focus(BOXES["track"])
    page.keyboard.insert_text(CHARLIE.track_token)
    assert page.input_value(BOXES["track"]) == CHARLIE.track_token


# ------------------------------------------------------------------ for everybody
def prepare(page, state, alice):
    """Bring the page into one of its states."""
    if state == "refused":
        credentials.note_state(credentials.connection_of(alice, "track"), State.REFUSED)
        Connection.objects.filter(user=alice, service="focus").update(expires_at="2020-01-01", organization_id=None)
    page.goto("/connections/focus/workspace/" if state == "place" else "/connections/")
    if state == "place":
        page.click("details > summary")
    if state == "other":
        page.click("#track-replace > summary")
        page.fill(BOXES["track"], BOB.track_token)
        page.click(SUBMITS["track"])
        page.get_by_text("it belongs to Bob Brook").wait_for()
    if state == "disconnect":
        page.click("#track-disconnect")
    if state == "wrong":
        page.click("#focus-replace > summary")
        page.fill(BOXES["focus"], ALICE.track_token)
        page.click(SUBMITS["focus"])
        page.get_by_text("This is an API token of Toggl Track").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["connected", "refused", "other", "wrong", "place", "disconnect"])
def test_nothing_stands_in_anybodys_way(page_of, alice, sandbox, state, scheme):
    page = page_of(alice, color_scheme=scheme)
    prepare(page, state, alice)
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nor_before_anything_is_connected(page_of, charlie, sandbox, scheme):
    page = page_of(charlie, color_scheme=scheme)
    page.goto("/connections/")
    for summary in page.locator("details > summary").all():
        summary.click()
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


def test_nothing_is_wider_than_a_phone_and_everything_is_big_enough_to_touch(page_of, alice, sandbox):
    page = page_of(alice, viewport={"width": 360, "height": 740})
    prepare(page, "other", alice)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for control in page.locator("main :is(button, a.button, input:not([type=hidden]), summary)").all():
        if control.is_visible():
            box = control.bounding_box()
            assert min(box["width"], box["height"]) >= 24, control.evaluate("e => e.outerHTML")


def test_no_style_attribute_and_no_id_twice(page_of, alice, sandbox):
    page = page_of(alice)
    prepare(page, "other", alice)
    ids = re.findall(r'\bid="([^"]+)"', page.content())
    assert len(ids) == len(set(ids))
    assert page.locator("main [style]").count() == 0


@pytest.mark.parametrize("service", ["track", "focus"])
def test_a_drawing_and_steps_show_where_toggl_hides_it(page_of, charlie, sandbox, service):
    page = page_of(charlie)
    page.goto("/connections/")
    drawing = page.get_by_role("region", name=f"Toggl {service.title()}").get_by_role("figure")
    assert drawing.get_by_role("img").get_attribute("aria-labelledby") == f"where-{service}-drawn"
    assert drawing.get_by_role("listitem").count() == 3
    assert drawing.get_by_role("link").get_attribute("href").startswith(f"https://{service}.toggl.com/")
