"""Comfortable or compact: kept for the person, in the page before it is painted, at once in the browser."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture
def client(bob):
    client = Client()
    client.force_login(bob)
    return client


@pytest.mark.parametrize("density", ["compact", ""])
def test_the_choice_is_kept_and_is_in_the_page_before_it_is_painted(client, bob, density):
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
def test_compact_by_mouse_takes_effect_at_once_and_stays(page_of, bob):
    page = page_of(bob)
    page.goto("/history/")
    page.get_by_role("button", name="Account of Bob").click()
    height = page.get_by_role("link", name="History", exact=True).bounding_box()["height"]
    with page.expect_response("**/theme/"):
        page.get_by_label("Compact").check()
    assert page.get_by_role("link", name="History", exact=True).bounding_box()["height"] < height
    page.reload()
    assert page.get_by_role("link", name="History", exact=True).bounding_box()["height"] < height


@pytest.mark.browser
def test_compact_by_keyboard_keeps_the_focus(page_of, bob):
    page = page_of(bob)
    page.goto("/history/")
    page.get_by_role("button", name="Account of Bob").press("Enter")
    page.get_by_label("Comfortable").focus()
    with page.expect_response("**/theme/"):
        page.keyboard.press("ArrowRight")
    assert page.locator("html").get_attribute("data-density") == "compact"
    assert page.get_by_label("Compact").evaluate("one => one === document.activeElement")


@pytest.mark.browser
def test_nothing_that_can_be_clicked_gets_smaller_than_24_pixels(page_of, bob):
    bob.density = "compact"
    bob.save()
    page = page_of(bob)
    page.goto("/history/")
    page.get_by_role("button", name="Account of Bob").click()
    boxes = [
        one.bounding_box()
        for one in page.locator(".button, .navigation a, .account-links a, select, .segmented label").all()
    ]
    assert [box for box in boxes if box and box["height"] > 1 and min(box["height"], box["width"]) < 24] == []
