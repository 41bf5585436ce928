"""The icons that many pages show as one style sheet, so that no page carries the same drawings every time.

They are the package's own, made into `css/icons.css` when static files are collected: a browser loads it once and keeps
it. The tag `icon` draws into the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from urllib.parse import quote

from django import template
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from django.utils.html import format_html
from django.utils.safestring import SafeString
from heroicons.templatetags.heroicons import heroicon_mini

from dashboard.web.context import NAVIGATION

register = template.Library()

SHEET = "css/icons.css"
OFTEN = (
    "bars-3", "user-circle", "shield-check", "key", "computer-desktop", "arrow-right-start-on-rectangle",
    "arrow-path", "exclamation-circle", "exclamation-triangle", "lock-closed", "magnifying-glass", "tag",
)  # fmt: skip


@cache
def drawn() -> frozenset[str]:
    """Return the names of the icons that the sheet has."""
    return frozenset({*OFTEN, *(entry.icon for entry in NAVIGATION)})


@register.simple_tag
def sheet_icon(name: str) -> SafeString:
    """Print an icon of the sheet as decoration: the words beside it carry the meaning. Raises KeyError for others."""
    if name not in drawn():
        raise KeyError(name)
    return format_html('<i class="icon icon-{}" aria-hidden="true"></i>', name)


def sheet() -> str:
    """Return the style sheet: one drawing a rule, as a mask, so that it has the colour of the words beside it."""
    rules = (f'.icon-{name} {{ --drawing: url("{_address(name)}"); }}\n' for name in sorted(drawn()))
    return f"@layer base {{\n{''.join(rules)}}}\n"


def _address(name: str) -> str:
    """Return the drawing as an address. As an image it has to name its language, which in a page it need not."""
    alone = heroicon_mini(name, size=20).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return "data:image/svg+xml," + quote(alone, safe=" =:/<>'")


class IconsFinder(BaseFinder):
    """Give the sheet to `collectstatic`."""

    def check(self, **_options: Any) -> list[Any]:
        """Find nothing wrong."""
        return []

    def find(self, path: str, find_all: bool = False, **_options: Any) -> Any:  # noqa: ARG002, FBT001, FBT002 - Django's
        """Return no path: it is not on the disk."""
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:  # noqa: ARG002
        """Return the sheet as the one file of a storage."""
        storage = InMemoryStorage()
        storage.save(SHEET, ContentFile(sheet()))
        yield SHEET, storage
