"""The shell in a real browser: no answer is lost, the cookie finds its way, the theme takes effect at once."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

SIZES = [{"width": 1280, "height": 860}, {"width": 390, "height": 844}]


@pytest.fixture
def shelf(page_of, member):
    page = page_of(member)
    page.goto("/")
    return page


def test_a_part_is_swapped_and_its_message_shown(shelf):
    shelf.click("#wrap")
    shelf.get_by_text("Wrapped.").wait_for()
    assert shelf.locator("#shelf li").count() == 0
    assert shelf.get_by_role("heading", name="Shelf").is_visible()


def test_a_failed_request_says_so_and_leaves_the_page(shelf):
    shelf.click("#gone")
    shelf.get_by_role("alert").get_by_text("There is nothing here").wait_for()
    assert shelf.locator("#shelf li").count() == 2


def test_an_answer_that_is_not_ours_still_becomes_a_toast(shelf):
    shelf.click("#plain")
    shelf.get_by_role("alert").get_by_text("That did not work").wait_for()


def test_a_request_without_answer_says_so(shelf):
    shelf.route("**/wrap/", lambda route: route.abort())
    shelf.click("#wrap")
    shelf.get_by_role("alert").get_by_text("No answer from Tandem").wait_for()


def test_the_same_failure_twice_is_one_toast(shelf):
    for _ in range(2):
        shelf.click("#plain")
        shelf.wait_for_timeout(200)
    assert shelf.get_by_role("alert").count() == 1


def test_a_toast_is_dismissed(shelf):
    shelf.click("#plain")
    shelf.get_by_role("button", name="Dismiss").click()
    assert shelf.get_by_role("alert").count() == 0


def test_a_redirect_to_the_same_page_shows_its_message(shelf):
    before = shelf.evaluate("history.length")
    shelf.click("#buy")
    shelf.get_by_text("Bought <lamp>.").wait_for()
    assert shelf.locator("#shelf").count() == 1
    assert shelf.evaluate("history.length") == before


def test_an_expired_session_leads_to_sign_in_and_back(shelf):
    shelf.context.clear_cookies()
    shelf.click("#wrap")
    shelf.wait_for_url("**/accounts/login/?next=%2F")
    shelf.get_by_label("Email").fill("bob@example.com")
    shelf.get_by_label("Password").fill("correct horse battery staple")
    shelf.get_by_role("button", name="Sign in").click()
    shelf.get_by_role("heading", name="Shelf").wait_for()


def test_a_link_on_another_site_opens_the_page_signed_in(page_of, member, site):
    page = page_of(member)
    link = f'<a href="{site}/?page=2">look</a>'
    page.route("http://elsewhere.example/", lambda route: route.fulfill(body=link, content_type="text/html"))
    page.goto("http://elsewhere.example/")
    page.get_by_text("look").click()
    page.get_by_role("heading", name="Shelf").wait_for()
    assert page.url == f"{site}/?page=2"


def test_a_link_on_another_site_leads_a_stranger_to_sign_in(page_of, member, site):
    page = page_of(None)
    link = f'<a href="{site}/?page=2">look</a>'
    page.route("http://elsewhere.example/", lambda route: route.fulfill(body=link, content_type="text/html"))
    page.goto("http://elsewhere.example/")
    page.get_by_text("look").click()
    page.get_by_role("heading", name="Sign in").wait_for()


def test_the_theme_takes_effect_at_once_and_stays(shelf, member):
    background = "getComputedStyle(document.documentElement).backgroundColor"
    light = shelf.evaluate(background)
    shelf.get_by_role("button", name="Account of Bob").click()
    with shelf.expect_response("**/theme/"):
        shelf.get_by_label("Dark").check()
    dark = shelf.evaluate(background)
    assert dark != light
    shelf.reload()
    assert shelf.evaluate(background) == dark


def test_the_theme_changes_without_scripts(page_of, member):
    page = page_of(member, java_script_enabled=False)
    page.goto("/?page=2")
    page.get_by_role("button", name="Account of Bob").click()
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Apply").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.url.endswith("/?page=2")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_nothing_is_wider_than_the_window(page_of, member, size):
    page = page_of(member, viewport=size)
    for address in ("/", "/accounts/password/change/", "/accounts/sessions/", "/nowhere/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_targets_are_large_enough(page_of, member):
    for touch, least in ((False, 24), (True, 44)):
        page = page_of(member, has_touch=touch, is_mobile=touch, viewport=SIZES[1])
        page.goto("/")
        page.get_by_role("button", name="Account of Bob").click()
        sizes = page.evaluate(
            "[...document.querySelectorAll('button, nav a, .account-links a, .segmented label')]"
            ".filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect())"
            ".map(r => Math.min(r.width, r.height))"
        )
        assert sizes
        assert min(sizes) >= least


def test_the_keyboard_reaches_the_content_first(shelf):
    shelf.keyboard.press("Tab")
    assert shelf.evaluate("document.activeElement.textContent") == "Skip to content"
    shelf.keyboard.press("Enter")
    assert shelf.evaluate("document.activeElement.id") == "main"


def test_a_first_visit_takes_few_requests(page_of, member):
    page, requests = page_of(member), []
    page.on("request", lambda request: requests.append(request.url))
    page.goto("/", wait_until="networkidle")
    assert len(requests) <= 8
