"""The page of components: usable by everybody, and there in development alone; axe looks at it in tests/measure."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys

import pytest
from django.conf import settings

from tests.measure.look import TONED
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


def test_whoever_has_signed_in_sees_it_without_a_request_to_toggl(bob, client_of, sandbox):
    answer = client_of(bob).get(URL)
    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()
    assert sandbox.requests() == []


@pytest.mark.processes
def test_production_has_no_such_page():
    environment = {
        **os.environ, "DEVELOPMENT": "0", "SECRET_KEY": secrets.token_urlsafe(64), "ALLOWED_HOSTS": "127.0.0.1",
        "CREDENTIAL_KEYS": K1, "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    command = [sys.executable, "-c", RESOLVE]
    made = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert made.stdout.strip() == "not there", made.stderr


MOVING = """() => document.getAnimations().filter(one => one.effect.getComputedTiming().duration > 0
  && one.animationName !== "returned").map(one => one.animationName ?? one.transitionProperty)"""
FOCUSED = """one => {
  one.focus();
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
}"""
FOCUSABLE = (".button", "main a", ".kinds a", "summary", ".block a", ".meter-button", "pre", ".scroll")


@pytest.mark.browser
def test_nothing_moves_focus_is_seen_and_no_colour_is_alone(page_of, bob):
    """Whoever wants less motion gets none; by keyboard one sees where one is; what colour says, a word or sign says."""
    page = page_of(bob)  # tests run with reduced motion throughout
    page.goto(URL)
    page.locator("main .button").first.hover()
    assert page.evaluate(MOVING) == []
    assert page.evaluate(TONED) == []
    page.keyboard.press("Tab")  # by keyboard from here on
    for forced in ("none", "active"):
        page.emulate_media(forced_colors=forced)
        for what in FOCUSABLE:
            assert page.locator(f"{what}:visible").first.evaluate(FOCUSED), (forced, what)
    leaves_edges_states_and_bars(page)


def leaves_edges_states_and_bars(page):
    """With forced colours, what colour alone drew is drawn by a line or a system colour."""
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
