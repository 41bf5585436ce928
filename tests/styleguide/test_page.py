"""The page of components: it is whole, accessible in every look, and there in development alone."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from tests.accounts.test_accessibility import LOOKS, RULES
from tests.vault.rings import K1

URL = "/styleguide/"
RESOLVE = """
import django; django.setup()
from django.urls import Resolver404, resolve
resolve("/history/")
try:
    resolve("/styleguide/")
except Resolver404:
    print("not there")
"""


@pytest.fixture
def components(page_of, bob):
    def open_them(**look):
        page = page_of(bob, **look)
        page.goto(URL)
        return page

    return open_them


def test_whoever_has_signed_in_sees_it(bob):
    client = Client()
    client.force_login(bob)
    answer = client.get(URL)
    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()


def test_it_costs_no_request(bob, sandbox):
    client = Client()
    client.force_login(bob)
    client.get(URL)
    assert sandbox.requests() == []


@pytest.mark.long
def test_production_has_no_such_page(tmp_path):
    environment = {
        **os.environ, "DEVELOPMENT": "0", "SECRET_KEY": secrets.token_urlsafe(64), "ALLOWED_HOSTS": "127.0.0.1",
        "CREDENTIAL_KEYS": K1, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    command = [sys.executable, "-c", RESOLVE]
    made = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert made.stdout.strip() == "not there", made.stderr


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_it_holds_the_rules(components, scheme, width):
    page = components(color_scheme=scheme, viewport={"width": width, "height": 900})
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


FOCUSED = """one => {
  one.focus();
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
}"""


@pytest.mark.browser
def test_forced_colours_leave_edges_states_and_bars(components):
    """What colour alone drew is drawn by a line or a system colour."""
    page = components(forced_colors="active")
    edge = "one => parseFloat(getComputedStyle(one).borderTopWidth) + ' ' + getComputedStyle(one).borderTopStyle"
    for what in (".button", ".badge", ".notice", ".toast", ".block:not(.bare, .other) a", "select", ".card"):
        assert page.locator(f"main {what}").first.evaluate(edge) == "1 solid", what
    colour = "one => getComputedStyle(one).backgroundColor"
    for chosen, other in (
        (".kinds [aria-current]", ".kinds a:not([aria-current])"),
        (".segmented input:checked + span", ".segmented input:not(:checked) + span"),
        ('.button[aria-pressed="true"]', ".button:not([aria-pressed], [data-variant])"),
    ):
        one, rest = page.locator(f"main {chosen}").first, page.locator(f"main {other}").first
        assert one.evaluate(colour) != rest.evaluate(colour), chosen
    fill = "one => getComputedStyle(one).fill"
    assert page.locator(".gauge-fill").first.evaluate(fill) != page.locator(".gauge-track").first.evaluate(fill)
    assert page.locator("select").first.evaluate("one => getComputedStyle(one).appearance") != "none"
    assert page.locator(".block.bare a").evaluate("one => getComputedStyle(one).borderTopStyle") == "dashed"
    assert page.locator(".block.other a").first.evaluate("one => getComputedStyle(one).borderLeftStyle") == "double"


@pytest.mark.browser
@pytest.mark.parametrize("forced", ["none", "active"])
def test_the_focus_is_seen_on_every_component(components, forced):
    page = components(forced_colors=forced)
    page.keyboard.press("Tab")  # by keyboard from here on
    for what in (".button", "main a", ".kinds a", "summary", ".block a", ".meter-button", "pre", ".scroll"):
        assert page.locator(f"{what}:visible").first.evaluate(FOCUSED), what


@pytest.mark.browser
def test_whoever_wants_less_motion_gets_none(components):
    page = components()  # tests run with reduced motion throughout
    moving = """() => document.getAnimations().filter(one => one.effect.getComputedTiming().duration > 0
      && one.animationName !== "returned").map(one => one.animationName ?? one.transitionProperty)"""
    page.locator("main .button").first.hover()
    assert page.evaluate(moving) == []
