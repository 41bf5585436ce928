"""Every colour of words and of what can be operated is told from what lies below it, in both themes."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from dashboard.styleguide import tokens
from dashboard.timeblocks.palette import HUES

BLOCKS = [(round(360 / HUES * number + 25), 1.0) for number in range(HUES)] + [(215, 0.15)]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def names(one: tokens.Contrast) -> str:
    return f"{one.front} on {one.back}, {one.theme}: {one.ratio:.2f}"


def test_every_pair_of_colours_can_be_told_apart():
    pairs = tokens.contrasts()
    assert len(pairs) > 50
    assert [names(one) for one in pairs if one.ratio < one.least] == []


def test_blocks_of_every_hue_can_be_read():
    pairs = [
        (hue, one)
        for hue, chroma in BLOCKS
        for one in tokens.contrasts(hue=hue, chroma=chroma)
        if one.front.startswith("block")
    ]
    assert len(pairs) > len(BLOCKS)
    assert [f"{hue}: {names(one)}" for hue, one in pairs if one.ratio < one.least] == []


def test_the_contrast_is_that_of_the_guidelines():
    """Black on white is 21 to 1, and #767676 on white 4.54 to 1, as the guidelines have it."""
    white, grey = tokens._luminance((1, 0, 0)), tokens._luminance((0.5659, 0, 0))
    assert (white + 0.05) / (tokens._luminance((0, 0, 0)) + 0.05) == pytest.approx(21, abs=0.01)
    assert (white + 0.05) / (grey + 0.05) == pytest.approx(4.54, abs=0.05)


def test_every_name_is_a_token():
    """A name that nobody defines is nothing at all: the declaration falls away without a word, a colour too."""
    text = "".join(COMMENT.sub("", sheet.read_text()) for sheet in (settings.BASE_DIR / "static" / "css").glob("*.css"))
    named = set(re.findall(r"var\((--[\w-]+)\)", text))
    given = set(re.findall(r"(--[\w-]+)\s*:", text))
    assert named - given <= {"--drawing"}  # that of an icon, from dashboard/web/icons.py
