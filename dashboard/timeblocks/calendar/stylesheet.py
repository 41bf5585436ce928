"""Writes static/css/calendar-grid.css: the classes that place blocks, so that no element needs a style of its own.

`python -m dashboard.timeblocks.calendar.stylesheet` writes the file; a test compares the two. A block stands
at `h9 m30` and is `H1 M15` high, in lane `k0` of `n2`; the grid begins at `f7` and shows `u12` hours.
"""

from __future__ import annotations

from pathlib import Path

from dashboard.timeblocks.calendar.colors import HUES
from dashboard.timeblocks.calendar.lane_layout import MOST_LANES

TARGET = Path(__file__).resolve().parents[3] / "static" / "css" / "calendar-grid.css"
_HEAD = (
    "/* Written by `python -m dashboard.timeblocks.calendar.stylesheet`; change that."
    " Places and colours of the grid. */\n"
)
_COUNTED = (
    ("h", "hour", 0, 25),
    ("m", "minute", 0, 60),
    ("H", "hours", 0, 25),
    ("M", "minutes", 0, 60),
    ("f", "first-hour", 0, 24),
    ("u", "hours-shown", 1, 25),
    ("k", "lane", 0, MOST_LANES),
    ("n", "lanes", 1, MOST_LANES + 1),
)


def stylesheet() -> str:
    """Return the text of the file."""
    hues = [f".p{number}{{--hue:{round(360 / HUES * number + 25)};--chroma:1}}" for number in range(HUES)]
    hues.append(f".p{HUES}{{--hue:215;--chroma:0.15}}")
    lines = [*(_counted(*each) for each in _COUNTED), "".join(hues)]
    return _HEAD + "@layer page{\n" + "\n".join(lines) + "\n}\n"


def _counted(name: str, variable: str, start: int, end: int) -> str:
    """Return the classes of one kind as one line."""
    return "".join(f".{name}{number}{{--{variable}:{number}}}" for number in range(start, end))


def main() -> None:
    """Write the file."""
    TARGET.write_text(stylesheet())


if __name__ == "__main__":
    main()
