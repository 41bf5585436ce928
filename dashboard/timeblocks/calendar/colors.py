"""Project colours: any colour of Toggl's becomes one of thirteen classes whose fills and edges keep their contrast."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache

HUES = 12  # classes p0 to p11 of static/css/calendar-grid.css; p12 is grey
GREY = HUES
_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@lru_cache(maxsize=1024)
def shade(color: str) -> int:
    """Return the number of the class that comes closest to a colour, grey for what is no colour."""
    match = _HEX.fullmatch(color.strip())
    if not match:
        return GREY
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation < 0.12 or not 0.06 < lightness < 0.97:
        return GREY
    return round(hue * HUES) % HUES
