"""The icons that many pages show come from one sheet."""

from __future__ import annotations

import re

import pytest

from dashboard.web import icons


def test_every_icon_of_the_shell_is_in_the_sheet(client):
    shown = set(re.findall(r'<i class="icon icon-([a-z-]+)"', client.get("/").content.decode()))
    assert shown
    assert shown <= icons.drawn()
    assert all(f".icon-{name} " in icons.sheet() for name in shown)


def test_an_icon_without_a_drawing_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        icons.sheet_icon("beaker")


@pytest.mark.browser
def test_the_icons_are_drawn(browser_context, member):
    page = browser_context(member).new_page()
    page.goto("/")
    icon = page.locator(".navigation .icon").first
    assert icon.evaluate("(one) => getComputedStyle(one).maskImage").startswith('url("data:image/svg+xml')
    assert (
        page.evaluate("""async () => {
      const address = getComputedStyle(document.querySelector('.navigation .icon')).maskImage.slice(5, -2);
      const image = new Image();
      image.src = address;
      await image.decode();
      return image.naturalWidth;
    }""")
        == 20
    )
