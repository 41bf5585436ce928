"""The shell in a real browser: no answer is lost, the cookie finds its way, the theme takes effect at once."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
TARGETS = """[...document.querySelectorAll('button, nav a, .account-links a, .segmented label')]
  .filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect()).map(r => Math.min(r.width, r.height))"""
ICON = """async () => {
  const address = getComputedStyle(document.querySelector('.navigation .icon')).maskImage.slice(5, -2);
  const image = new Image();
  image.src = address;
  await image.decode();
  return [address.split(',')[0], image.naturalWidth];
}"""


@pytest.fixture
def shelf(page_of, member):
    page = page_of(member)
    page.goto("/")
    return page


def toast(page, words):
    return page.get_by_role("alert").filter(has_text=words)


def test_a_first_visit_takes_few_requests_and_brings_icons_and_a_way_to_the_content(page_of, member):
    page, requests = page_of(member), []
    page.on("request", lambda request: requests.append(request.url))
    page.goto("/", wait_until="networkidle")
    assert len(requests) <= 8
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    address, width = page.evaluate(ICON)
    assert address.startswith("data:image/svg+xml")
    assert width == 20


def test_no_answer_is_lost(shelf):
    before = shelf.evaluate("history.length")
    shelf.click("#gone")
    toast(shelf, "There is nothing here").wait_for()
    assert shelf.locator("#shelf li").count() == 2, "a failed request leaves the page as it is"
    shelf.click("#wrap")
    shelf.get_by_text("Wrapped.").wait_for()
    assert shelf.locator("#shelf li").count() == 0
    assert shelf.get_by_role("heading", name="Shelf").is_visible()
    shelf.click("#buy")  # it leads to the same page
    shelf.get_by_text("Bought <lamp>.").wait_for()
    assert shelf.locator("#shelf").count() == 1
    assert shelf.evaluate("history.length") == before
    shelf.route("**/wrap/", lambda route: route.abort())
    shelf.click("#wrap")
    toast(shelf, "No answer from Tandem").wait_for()


def test_a_failure_is_told_once_until_it_is_dismissed(shelf):
    for _ in range(2):  # the answer is not one of ours
        with shelf.expect_response("**/broken/**") as answered:
            shelf.click("#plain")
        answered.value.finished()
        toast(shelf, "That did not work").wait_for()
    assert shelf.get_by_role("alert").count() == 1
    shelf.get_by_role("button", name="Dismiss").click()
    assert shelf.get_by_role("alert").count() == 0


def test_an_expired_session_leads_to_sign_in_and_back(shelf):
    shelf.context.clear_cookies()
    shelf.click("#wrap")
    shelf.wait_for_url("**/accounts/login/?next=%2F")
    shelf.get_by_label("Email").fill("bob@example.com")
    shelf.get_by_label("Password").fill("correct horse battery staple")
    shelf.get_by_role("button", name="Sign in").click()
    shelf.get_by_role("heading", name="Shelf").wait_for()


def test_a_link_on_another_site_opens_the_page_and_leads_a_stranger_to_sign_in(page_of, member, site):
    page = page_of(member)
    link = f'<a href="{site}/?page=2">look</a>'
    page.route("http://elsewhere.example/", lambda route: route.fulfill(body=link, content_type="text/html"))
    page.goto("http://elsewhere.example/")
    page.get_by_text("look").click()
    page.get_by_role("heading", name="Shelf").wait_for()
    assert page.url == f"{site}/?page=2"
    page.context.clear_cookies()
    page.goto("http://elsewhere.example/")
    page.get_by_text("look").click()
    page.get_by_role("heading", name="Sign in").wait_for()


def test_the_theme_takes_effect_at_once_and_stays(shelf):
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


def test_nothing_is_wider_than_the_window_and_targets_are_large_enough(page_of, member):
    page = page_of(member, viewport=NARROW)
    wider = []
    for address in ("/accounts/password/change/", "/accounts/sessions/", "/nowhere/", "/"):
        page.goto(address)
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                wider.append((address, size["width"]))
    assert wider == []
    page.get_by_role("button", name="Account of Bob").click()
    assert min(page.evaluate(TARGETS)) >= 24


@pytest.mark.slow
def test_targets_are_large_enough_for_fingers(page_of, member):
    page = page_of(member, has_touch=True, is_mobile=True, viewport=NARROW)
    page.goto("/")
    page.get_by_role("button", name="Account of Bob").click()
    assert min(page.evaluate(TARGETS)) >= 44
