"""The page in a real browser: by mouse, by keyboard, without JavaScript, in both themes, and with a double click."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection, State
from dashboard.sandbox.people import ALICE, BOB, CHARLIE
from tests.connections.hands import PASTED
from tests.held import held
from tests.sweeps import Wrong, afresh

pytestmark = pytest.mark.browser
BOXES = {"track": "#id_track-token-secret", "focus": "#id_focus-key-secret"}
SUBMITS = {"track": "#track-token-submit", "focus": "#focus-key-submit"}
BOTH = pytest.mark.parametrize(
    "scripts", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["with scripts", "without scripts"]
)
HIS_BOARD = f"https://focus.toggl.com/{CHARLIE.organization_id}/workspaces/{CHARLIE.workspace_id}/board"


def is_working(page, service):
    page.get_by_role("region", name=f"Toggl {service.title()}").get_by_text("Working").wait_for()
    return True


@BOTH
def test_charlie_connects_both_by_mouse_after_a_wrong_box(page_of, charlie, sandbox, scripts):
    page = page_of(charlie, java_script_enabled=scripts)
    page.goto("/connections/")
    page.fill(BOXES["track"], CHARLIE.focus_key)
    page.fill("#id_focus-key-expires_at", "2030-01-31")
    page.click(SUBMITS["track"])
    page.get_by_text("This is a key of Toggl Focus").wait_for()
    expect(page.locator(BOXES["track"])).to_have_attribute("aria-invalid", "true")
    expect(page.locator(BOXES["track"])).to_have_value("")
    if scripts:  # only the one card was swapped: what stands in the other is still there
        expect(page.locator("#id_focus-key-expires_at")).to_have_value("2030-01-31")
    page.fill(BOXES["focus"], PASTED["focus"][1])
    page.click(SUBMITS["focus"])
    assert is_working(page, "focus")
    page.get_by_role("link", name="Choose the workspace").click()
    page.fill("#id_address", HIS_BOARD)
    page.click("#by-address-submit")
    page.get_by_text("Focus works in this workspace now").wait_for()
    assert credentials.connection_of(charlie, "focus").organization_id == CHARLIE.organization_id
    page.goto("/connections/")
    page.fill(BOXES["track"], PASTED["track"][1])
    page.click(SUBMITS["track"])
    assert is_working(page, "track")
    assert credentials.connection_of(charlie, "track")


def test_charlie_connects_by_password_tests_and_disconnects_by_keyboard(page_of, charlie, sandbox):
    page = page_of(charlie)
    page.goto("/connections/")
    page.focus("#track-password > summary")
    page.keyboard.press("Enter")
    page.focus("#id_track-password-email")
    page.keyboard.type(CHARLIE.email)
    page.keyboard.press("Tab")
    page.keyboard.type("not his")
    page.keyboard.press("Enter")
    page.get_by_text("does not accept this e-mail and password").wait_for()
    expect(page.locator("#id_track-password-email")).to_have_value(CHARLIE.email)
    page.focus("#id_track-password-secret")
    page.keyboard.insert_text(CHARLIE.password)  # as pasted
    page.keyboard.press("Enter")
    assert is_working(page, "track")
    page.focus("#track-test")
    page.keyboard.press("Enter")
    page.get_by_text("Toggl Track answers: the connection works.").wait_for()
    assert is_working(page, "track")
    page.focus("#track-disconnect")
    page.keyboard.press("Enter")
    page.wait_for_url("**/disconnect/")
    page.focus("#disconnect")
    page.keyboard.press("Enter")
    page.get_by_text("is disconnected").wait_for()
    assert credentials.connection_of(charlie, "track") is None


def test_a_double_click_is_one_request(page_of, charlie, sandbox):
    page = page_of(charlie)
    page.goto("/connections/")
    page.fill(BOXES["track"], CHARLIE.track_token)
    with held(page, "**/connect/token/") as requests, page.expect_request("**/connect/token/"):
        page.dblclick(SUBMITS["track"])
    assert is_working(page, "track")
    assert len(requests) == len(sandbox.requests()) == 1
    assert Connection.objects.filter(user=charlie).count() == 1


@pytest.mark.slow
def test_without_javascript_a_password_connects_and_a_double_click_is_one_request(page_of, charlie, sandbox):
    page = page_of(charlie, java_script_enabled=False)
    page.goto("/connections/")
    page.click("#track-password > summary")
    page.fill("#id_track-password-email", CHARLIE.email)
    page.fill("#id_track-password-secret", "not his")
    page.click("#track-password-submit")
    page.get_by_text("does not accept this e-mail and password").wait_for()
    assert page.input_value("#id_track-password-email") == CHARLIE.email
    page.fill("#id_track-password-secret", CHARLIE.password)
    sandbox.clear_requests()
    sandbox.fault("track.*", "delay", seconds=0.3)
    page.dblclick("#track-password-submit")
    assert is_working(page, "track")
    assert len(sandbox.requests()) == 1
    assert Connection.objects.filter(user=charlie).count() == 1


@BOTH
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


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_nothing_stands_in_anybodys_way(page_of, alice, charlie, sandbox):
    wrong = Wrong()
    hers, his = page_of(alice), page_of(charlie)
    for state in ("connected", "other", "wrong", "place", "disconnect", "refused"):
        afresh(sandbox)
        prepare(hers, state, alice)
        is_sound(hers, state, wrong)
    his.goto("/connections/")
    for summary in his.locator("details > summary").all():
        summary.click()
    is_sound(his, "nothing connected", wrong)
    assert wrong == []


def is_sound(page, state, wrong):
    """No style attribute, no id twice, and axe finds nothing in either theme."""
    with wrong.about(state):
        ids = re.findall(r'\bid="([^"]+)"', page.content())
        assert len(ids) == len(set(ids))
        assert page.locator("main [style]").count() == 0
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            result = Axe().run(page)
            assert result.violations_count == 0, (scheme, result.generate_report())
    page.emulate_media(color_scheme="light")


@pytest.mark.slow
def test_nothing_is_wider_than_a_phone_and_everything_is_big_enough_to_touch(page_of, alice, sandbox):
    page = page_of(alice, viewport={"width": 360, "height": 740})
    prepare(page, "other", alice)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for control in page.locator("main :is(button, a.button, input:not([type=hidden]), summary)").all():
        if control.is_visible():
            box = control.bounding_box()
            assert min(box["width"], box["height"]) >= 24, control.evaluate("e => e.outerHTML")
