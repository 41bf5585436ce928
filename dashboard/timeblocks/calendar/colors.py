"""Project colours: any colour of Toggl's becomes one of thirteen hues whose fills and edges keep their contrast."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache

HUES = 12  # of 30 degrees each, `data-hue` in static/css/calendar-grid.css; the one after them is gray
GRAY = HUES
_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@lru_cache(maxsize=1024)
def hue(color: str) -> int:
    """Return the number of the hue that comes closest to a color, gray for what is no color."""
    match = _HEX.fullmatch(color.strip())
    if not match:
        return GRAY
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    angle, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation < 0.12 or not 0.06 < lightness < 0.97:
        return GRAY
    return round(angle * HUES) % HUES
