"""Reads the style sheets as rules: what stands where, for the tests of this folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "static" / "css"
TOKENS = "tokens.css"
GENERATED = "calendar-grid.css"  # places and hues of blocks, written by dashboard/timeblocks/calendar/stylesheet.py

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DECLARATION = re.compile(r"(?<=[{;\s])([a-z-]+)\s*:\s*([^;{}]+)\s*(?=[;}])")


def text_of(name: str) -> str:
    """Return a sheet without its comments."""
    return _COMMENT.sub("", (FOLDER / name).read_text())


def sheets() -> list[str]:
    """Return the names of the sheets that are written by hand, but the tokens."""
    return sorted(path.name for path in FOLDER.glob("*.css") if path.name not in {TOKENS, GENERATED})


def declarations(name: str) -> Iterator[tuple[str, str]]:
    """Yield each property of a sheet with its value."""
    for found in _DECLARATION.finditer(text_of(name)):
        if not found[1].startswith("--"):
            yield found[1], " ".join(found[2].split())
