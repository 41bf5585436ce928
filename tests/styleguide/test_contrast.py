"""Every colour of words and of what can be operated is told from what lies below it, in both themes."""

from __future__ import annotations

import pytest

from dashboard.styleguide import tokens
from dashboard.timeblocks.calendar.colors import HUES

BLOCKS = [(round(360 / HUES * number + 25), 1.0) for number in range(HUES)] + [(215, 0.15)]


def names(one: tokens.Contrast) -> str:
    return f"{one.front}-on-{one.back}-{one.theme}"


@pytest.mark.parametrize("pair", tokens.contrasts(), ids=names)
def test_a_pair_of_colours_can_be_told_apart(pair):
    assert pair.ratio >= pair.least


@pytest.mark.parametrize(("hue", "chroma"), BLOCKS)
def test_blocks_of_every_hue_can_be_read(hue, chroma):
    pairs = [one for one in tokens.contrasts(hue=hue, chroma=chroma) if one.front.startswith("block")]
    assert [names(one) for one in pairs if one.ratio < one.least] == []


def test_the_contrast_is_that_of_the_guidelines():
    """Black on white is 21 to 1, and #767676 on white 4.54 to 1, as the guidelines have it."""
    white, grey = tokens._luminance((1, 0, 0)), tokens._luminance((0.5659, 0, 0))
    assert (white + 0.05) / (tokens._luminance((0, 0, 0)) + 0.05) == pytest.approx(21, abs=0.01)
    assert (white + 0.05) / (grey + 0.05) == pytest.approx(4.54, abs=0.05)
