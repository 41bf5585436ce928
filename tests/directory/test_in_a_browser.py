"""In a browser: search while typing, sort, columns, pages, going on by itself; by keyboard and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.directory.page_objects import OPERATIONS, URL, sent
from tests.sweeps import afresh

pytestmark = pytest.mark.browser


def first(page):
    """The row that stands first."""
    return page.locator("#directory-table tbody tr").first


def test_searching_sorting_and_choosing_columns_keep_the_focus_and_cost_nothing(page_of, alice, sandbox):
    page = page_of(alice)
    page.goto(f"{URL}projects/")
    page.locator("#search").focus()
    page.keyboard.type("mobile")
    expect(page.locator("#found")).to_have_text("1 of 19 found")
    expect(page.locator("#search")).to_be_focused()
    expect(page).to_have_url(re.compile("q=mobile"))
    page.locator("#search").fill("")
    expect(page.locator("#found")).to_have_text("19 rows")
    page.locator("#sort-name").focus()
    page.keyboard.press("Enter")
    expect(first(page)).to_contain_text("Bold")
    expect(page.locator("#sort-name")).to_be_focused()
    page.locator("#search").fill("e")
    expect(page.locator("#found")).to_contain_text("of 19 found")
    expect(page).to_have_url(re.compile("sort=name"))
    page.locator("#columns summary").focus()
    page.keyboard.press("Enter")
    page.locator("#col-color").focus()
    page.keyboard.press("Space")
    expect(page.locator("#sort-color")).to_be_visible()
    expect(page.locator("#col-color")).to_be_focused()
    page.click("#sort-color")
    expect(page).to_have_url(re.compile("sort=color"))
    assert sent(sandbox) == ["track.list_projects"]


@pytest.mark.slow
def test_a_phone_sorts_too(page_of, alice, sandbox):
    page = page_of(alice, viewport={"width": 390, "height": 844})
    page.goto(f"{URL}projects/?q=a")
    page.select_option("#sort", "-name")
    expect(page.locator("#sort")).to_have_value("-name")
    expect(first(page)).to_contain_text("تحديث")
    assert page.url.endswith("?q=a&sort=-name")
    assert sent(sandbox) == ["track.list_projects"]


def test_the_rest_is_loaded_by_itself_once_somebody_asks_for_it_until_the_quota_ends(page_of, alice, sandbox, many):
    many("projects", 1250)
    page = page_of(alice)
    page.goto(f"{URL}projects/?which=every")
    expect(page.locator("#progress-title")).to_have_text("201 rows so far")
    page.click("#rest")
    expect(page.locator("#progress-card")).to_have_count(0)
    expect(page.locator("#found")).to_have_text("1271 rows")
    assert len(sandbox.requests()) == 7
    page.click("#behind")
    expect(page.locator("nav.directory-pages")).to_contain_text("51 to 100 of 1271")
    assert len(sandbox.requests()) == 7
    afresh(sandbox)
    many("projects", 2500)
    sandbox.set_quota("alice", "me", 12, resets_in=1800)
    page.goto(f"{URL}projects/?which=every")
    page.click("#rest")
    expect(page.locator("#directory-notice")).to_contain_text("used up until")
    expect(page.locator("#next-pages")).to_be_visible()
    assert len(sandbox.requests()) == 7


@pytest.mark.slow
def test_all_of_it_works_without_javascript(page_of, alice, sandbox):
    page = page_of(alice, java_script_enabled=False)
    page.goto(URL)
    page.click("#tile-clients a")
    page.fill("#search", "blue")
    page.select_option("#state", "live")
    page.click("#apply")
    expect(page.locator("#found")).to_have_text("1 of 6 found")
    page.click("#sort-name")
    assert "q=blue" in page.url
    page.click("#names")
    expect(first(page)).to_contain_text("Studio")
    page.click("#refresh")
    first(page).locator("th a").first.click()
    expect(page.locator("h1")).to_have_text("Blue Bottle")
    with page.expect_download() as download:
        page.goto(f"{URL}clients/")
        page.click("#csv")
    assert download.value.suggested_filename.startswith("tandem-clients-")
    assert sent(sandbox) == ["track.list_clients", "track.list_workspaces", "track.list_clients"]


def test_a_failed_refresh_keeps_the_list_and_says_why(page_of, alice, sandbox):
    page = page_of(alice)
    page.goto(f"{URL}tags/")
    sandbox.fault(OPERATIONS["tags"], "status", times=-1, status=500)
    page.click("#refresh")
    expect(page.locator("#directory-notice")).to_be_visible()
    expect(first(page)).to_contain_text("urgent")
