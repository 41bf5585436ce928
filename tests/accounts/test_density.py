"""Comfortable or compact: kept for the person, in the page before it is painted, at once in the browser."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect


@pytest.fixture
def client(bob):
    client = Client()
    client.force_login(bob)
    return client


@pytest.mark.long
def test_the_choice_is_kept_and_is_in_the_page_before_it_is_painted(client, bob):
    for density in ("compact", ""):
        client.post("/theme/", {"density": density})
        bob.refresh_from_db()
        assert bob.density == density
        assert f'data-density="{density}"' in client.get("/history/").content.decode()


def test_it_leaves_the_theme_as_it_was_and_the_theme_leaves_it(client, bob):
    client.post("/theme/", {"theme": "dark"})
    client.post("/theme/", {"density": "compact"})
    bob.refresh_from_db()
    assert (bob.theme, bob.density) == ("dark", "compact")


def test_a_density_that_is_none_is_refused_whole(client, bob):
    assert client.post("/theme/", {"theme": "dark", "density": "<b>"}).status_code == 400
    bob.refresh_from_db()
    assert (bob.theme, bob.density) == ("", "")


@pytest.mark.browser
def test_compact_takes_effect_at_once_by_mouse_and_keyboard_and_nothing_becomes_too_small(page_of, bob):
    page = page_of(bob)
    page.goto("/history/")
    menu, link = page.get_by_role("button", name="Account of Bob"), page.get_by_role("link", name="History", exact=True)
    menu.click()
    height = link.bounding_box()["height"]
    with page.expect_response("**/theme/"):
        page.get_by_label("Compact").check()
    assert link.bounding_box()["height"] < height
    page.reload()
    assert link.bounding_box()["height"] < height
    menu.press("Enter")
    controls = ".button, .navigation a, .account-links a, select, .segmented label"
    boxes = [one.bounding_box() for one in page.locator(controls).all()]
    assert [box for box in boxes if box and box["height"] > 1 and min(box["height"], box["width"]) < 24] == []
    page.get_by_label("Compact").focus()
    with page.expect_response("**/theme/"):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("html")).to_have_attribute("data-density", "")
    expect(page.get_by_label("Comfortable")).to_be_focused()
    assert link.bounding_box()["height"] == height
