"""What static/css/tokens.css says, and how well its colours can be told apart.

The page shows it, `tests/styleguide/test_contrast.py` holds it. Contrast is that of WCAG 2.2, from OKLCH by way of
linear sRGB (https://bottosson.github.io/posts/oklab/).
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

SHEET = Path(settings.BASE_DIR) / "static" / "css" / "tokens.css"
THEMES = ("light", "dark")
TEXT, OPERATED = 4.5, 3.0  # the least contrast of words, and of what can be operated or has to be seen
GROUNDS = ("ground", "surface", "raised")
PAIRS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("ink", (*GROUNDS, "hover", "accent-wash", "warn-wash", "bad-wash", "good-wash"), TEXT),
    ("ink-quiet", (*GROUNDS, "hover", "warn-wash", "bad-wash"), TEXT),
    ("accent", (*GROUNDS, "hover", "accent-wash", "warn-wash", "bad-wash"), TEXT),
    ("accent-hover", (*GROUNDS, "hover", "warn-wash", "bad-wash"), TEXT),
    ("on-accent", ("accent-fill", "accent-hover"), TEXT),
    ("good", (*GROUNDS, "hover", "good-wash"), TEXT),
    ("warn", (*GROUNDS, "hover", "warn-wash"), TEXT),
    ("bad", (*GROUNDS, "hover", "bad-wash"), TEXT),
    ("edge", (*GROUNDS, "hover"), OPERATED),
    ("accent-fill", GROUNDS, OPERATED),
    ("second", GROUNDS, OPERATED),
    ("block-ink", ("block-fill",), TEXT),
    ("block-edge", ("block-fill", "surface"), OPERATED),
)
_ENTRY = re.compile(r"--([\w-]+):\s*([^;]+);")
_OKLCH = re.compile(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")
_BLOCK = re.compile(r"calc\(([\d.]+) \* var\(--chroma\)\)")


class Token(NamedTuple):
    """One line of the sheet."""

    name: str
    value: str


class Contrast(NamedTuple):
    """How well one colour is told from the one below it."""

    theme: str
    front: str
    back: str
    least: float
    ratio: float


def tokens() -> dict[str, str]:
    """Return every token by its name, in the order of the sheet, as it is where nothing else was chosen."""
    found: dict[str, str] = {}
    for name, value in _ENTRY.findall(SHEET.read_text()):
        found.setdefault(name, value)
    return found


def named(*beginnings: str) -> list[Token]:
    """Return the tokens whose names begin with one of these."""
    return [Token(name, value) for name, value in tokens().items() if name.startswith(beginnings)]


def colours() -> list[Token]:
    """Return the tokens that are a colour."""
    is_colour = re.compile(r"(light-dark\()?oklch\(")
    return [Token(*each) for each in tokens().items() if is_colour.match(each[1]) and not each[0].startswith("block")]


def contrasts(*, hue: int = 215, chroma: float = 0.15) -> list[Contrast]:
    """Return the contrast of every pair in both themes; blocks are of that hue."""
    all_of_them = tokens()
    found = []
    for front, backs, least in PAIRS:
        for back in backs:
            for theme in THEMES:
                one, other = (_luminance(_colour(all_of_them[name], theme, hue, chroma)) for name in (front, back))
                ratio = (max(one, other) + 0.05) / (min(one, other) + 0.05)
                found.append(Contrast(theme, front, back, least, ratio))
    return found


def _colour(value: str, theme: str, hue: int, chroma: float) -> tuple[float, float, float]:
    """Return lightness, chroma and hue of a token in one theme."""
    plain = _BLOCK.sub(lambda found: f"{float(found[1]) * chroma:.4f}", value).replace("var(--hue)", str(hue))
    found = _OKLCH.findall(plain)
    lightness, colourfulness, angle = found[THEMES.index(theme) if len(found) > 1 else 0]
    return float(lightness), float(colourfulness), float(angle)


def _luminance(colour: tuple[float, float, float]) -> float:
    """Return the relative luminance of a colour of OKLCH, its channels clipped to those of sRGB."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return sum(share * min(max(part, 0), 1) for share, part in ((0.2126, red), (0.7152, green), (0.0722, blue)))
