"""Frequent icons as one style sheet, so that pages need not repeat the drawings.

They are drawn from the heroicons package into the sheet of all pages (`assets.py`), which browsers keep; no package
makes such a sheet. The tag `icon` draws into the page.
"""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from heroicons.templatetags.heroicons import heroicon_mini

from dashboard.web.shell.context import NAVIGATION

register = template.Library()

OFTEN = (
    "bars-3", "user-circle", "shield-check", "key", "computer-desktop", "arrow-right-start-on-rectangle",
    "arrow-path", "exclamation-circle", "exclamation-triangle", "lock-closed", "magnifying-glass",
    "question-mark-circle", "signal-slash", "tag",
)  # fmt: skip


@cache
def drawn() -> frozenset[str]:
    """Return the names of the icons in the sheet."""
    return frozenset({*OFTEN, *(entry.icon for entry in NAVIGATION)})


@register.simple_tag
def sheet_icon(name: str) -> SafeString:
    """Print an icon of the sheet, hidden from screen readers. Raises KeyError if the sheet lacks it."""
    return _drawing(name + "")


@cache
def _drawing(name: str) -> SafeString:
    if name not in drawn():
        raise KeyError(name)
    return format_html('<i class="icon icon-{}" aria-hidden="true"></i>', name)


def sheet() -> str:
    """Return the style sheet: each drawing is a mask, so that the icon has the color of the text beside it."""
    rules = (f'.icon-{name} {{ --drawing: url("{_address(name)}"); }}\n' for name in sorted(drawn()))
    return f"@layer base {{\n{''.join(rules)}}}\n"


def _address(name: str) -> str:
    """Return the drawing as a data URL. Outside of HTML an SVG must declare its namespace."""
    alone = heroicon_mini(name, size=20).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return "data:image/svg+xml," + quote(alone, safe=" =:/<>'")
