"""Writes static/css/calendar-grid.css: where blocks stand, by their data attributes, so that none needs a style.

`python -m dashboard.timeblocks.calendar.stylesheet` writes the file; a test compares the two. A block starts at
`data-start="9:30"`, is `data-length="1:15"` long, in lane `data-lane="0"` of `data-lanes="2"`; `data-top` and
`data-height` overrule the first two. The grid begins at `data-first-hour="7"` and shows `data-hours="12"`.
"""

from __future__ import annotations

from pathlib import Path

from dashboard.timeblocks.calendar.colors import HUES
from dashboard.timeblocks.calendar.lane_layout import MOST_LANES

TARGET = Path(__file__).resolve().parents[3] / "static" / "css" / "calendar-grid.css"
_HEAD = (
    "/* Written by `python -m dashboard.timeblocks.calendar.stylesheet`; change that."
    " Places and colors of the grid. */\n"
)
# A selector and a declaration of a number, and from where to where it goes; later ones overrule earlier ones.
_COUNTED = (
    ('[data-start^="{}:"]', "--hour:{}", 0, 25),
    ('[data-start$=":{:02}"]', "--minute:{}", 0, 60),
    ('[data-length^="{}:"]', "--hours:{}", 0, 25),
    ('[data-length$=":{:02}"]', "--minutes:{}", 0, 60),
    ('[data-top^="{}:"]', "--hour:{}", 0, 25),
    ('[data-top$=":{:02}"]', "--minute:{}", 0, 60),
    ('[data-height^="{}:"]', "--hours:{}", 0, 25),
    ('[data-height$=":{:02}"]', "--minutes:{}", 0, 60),
    ('[data-first-hour="{}"]', "--first-hour:{}", 0, 24),
    ('[data-hours="{}"]', "--hours-shown:{}", 1, 25),
    ('[data-lane="{}"]', "--lane:{}", 0, MOST_LANES),
    ('[data-lanes="{}"]', "--lanes:{}", 1, MOST_LANES + 1),
)


def stylesheet() -> str:
    """Return the text of the file."""
    hues = [f'[data-hue="{number}"]{{--hue:{round(360 / HUES * number + 25)};--chroma:1}}' for number in range(HUES)]
    hues.append(f'[data-hue="{HUES}"]{{--hue:215;--chroma:0.15}}')
    lines = [*(_counted(*each) for each in _COUNTED), "".join(hues)]
    return _HEAD + "@layer page{\n" + "\n".join(lines) + "\n}\n"


def _counted(selector: str, declaration: str, start: int, end: int) -> str:
    """Return the rules of one kind as one line."""
    numbers = range(start, end)
    return "".join(f"{selector.format(number)}{{{declaration.format(number)}}}" for number in numbers)


def main() -> None:
    """Write the file."""
    TARGET.write_text(stylesheet())


if __name__ == "__main__":
    main()
