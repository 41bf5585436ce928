"""The icons that many pages show come from one sheet."""

from __future__ import annotations

import re

import pytest

from dashboard.web.shell import icons


def test_every_icon_of_the_shell_is_in_the_sheet(client):
    shown = set(re.findall(r'<i class="icon icon-([a-z-]+)"', client.get("/").content.decode()))
    assert shown
    assert shown <= icons.drawn()
    assert all(f".icon-{name} " in icons.sheet() for name in shown)


def test_an_icon_without_a_drawing_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        icons.sheet_icon("beaker")
