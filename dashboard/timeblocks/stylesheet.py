"""Writes static/css/calendar-grid.css: the classes that place blocks, so that no element needs a style of its own.

`python -m dashboard.timeblocks.stylesheet` writes the file; a test compares the two. A block stands at `h9 m30` and is
`H1 M15` high, in lane `k0` of `n2`; the grid begins at `f7` and shows `u12` hours.
"""

from __future__ import annotations

from pathlib import Path

from dashboard.timeblocks.packing import MOST_LANES
from dashboard.timeblocks.palette import HUES

TARGET = Path(__file__).resolve().parents[2] / "static" / "css" / "calendar-grid.css"
_HEAD = "/* Written by `python -m dashboard.timeblocks.stylesheet`; change that. Places and colours of the grid. */\n"
_COUNTED = (("h", "hour", 25), ("m", "minute", 60), ("H", "hours", 25), ("M", "minutes", 60), ("f", "first-hour", 24))


def stylesheet() -> str:
    """Return the text of the file."""
    rules = [f".{name}{number}{{--{variable}:{number}}}" for name, variable, end in _COUNTED for number in range(end)]
    rules += [f".u{number}{{--hours-shown:{number}}}" for number in range(1, 25)]
    rules += [f".k{number}{{--lane:{number}}}" for number in range(MOST_LANES)]
    rules += [f".n{number}{{--lanes:{number}}}" for number in range(1, MOST_LANES + 1)]
    rules += [f".p{number}{{--hue:{round(360 / HUES * number + 25)};--chroma:1}}" for number in range(HUES)]
    rules.append(f".p{HUES}{{--hue:215;--chroma:0.15}}")
    return _HEAD + "@layer page{\n" + "\n".join(rules) + "\n}\n"


def main() -> None:
    """Write the file."""
    TARGET.write_text(stylesheet())


if __name__ == "__main__":
    main()
