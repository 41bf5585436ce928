"""What a page makes a browser fetch, read from its markup: the files, and how long each is as it is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import brotli
from django.conf import settings
from django.templatetags.static import static

from dashboard.web.shell import assets

SCRIPT = re.compile(r'<script[^>]* src="([^"]+)"')
PRELOAD = re.compile(r'<link rel="modulepreload" href="([^"]+)"')
LATER = re.compile(r'\bimport\("\./([\w-]+)\.js"\)')
SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
ICON = re.compile(r'<link rel="icon"[^>]* href="([^"]+)"')
IMAGE = re.compile(r'<img[^>]* src="(?!data:)([^"]+)"')

SCRIPTS, CALENDAR, STYLES = 25_000, 35_000, 16_000  # bytes, compressed, HTMX included
REQUESTS = 14


@dataclass(frozen=True)
class Weight:
    """The files of a page and their bytes."""

    scripts: int
    later: int  # scripts that the page's own module fetches when somebody drags or searches
    styles: int
    text: str = field(repr=False)
    requests: int  # to open it; what is fetched later is one more
    is_calendar: bool
    is_styleguide: bool  # which brings the sheets of all pages, and is there in development alone

    @property
    def document(self) -> int:
        """The bytes of the page itself as it is sent."""
        return len(brotli.compress(self.text.encode(), quality=8))

    @property
    def is_light(self) -> bool:
        """Whether the goals are reached; the calendar's holds with all that is fetched later."""
        scripts = self.scripts + self.later <= CALENDAR if self.is_calendar else self.scripts <= SCRIPTS
        return scripts and (self.is_styleguide or (self.styles <= STYLES and self.requests <= REQUESTS))


def weight(document: str) -> Weight:
    """Weigh a page by its markup."""
    styles = SHEET.findall(document)
    found = list(dict.fromkeys([*PRELOAD.findall(document), *SCRIPT.findall(document)]))
    later = [one for name in map(_name, found) for one in _later(name)]
    others = {*ICON.findall(document), *IMAGE.findall(document)}
    return Weight(
        scripts=sum(map(_sent, found)),
        later=sum(map(_sent, set(later) - set(found))),
        styles=sum(map(_sent, styles)),
        text=document,
        requests=1 + len({*found, *styles} | others),
        is_calendar="calendar" in map(_name, found),
        is_styleguide="styleguide" in map(_name, styles),
    )


@cache
def _later(name: str) -> tuple[str, ...]:
    """What a page's module fetches later. What the shell fetches, it does when somebody asks for it."""
    path = assets.SOURCES / "js" / f"{name}.js"
    if name == "shell" or not path.exists():
        return ()
    found = [each for one in LATER.findall(path.read_text()) for each in (one, *assets.imports_of(one))]
    return tuple(static(f"js/{one}.js") for one in found)


def _name(address: str) -> str:
    return Path(address).name.partition(".")[0]


def _file(address: str) -> Path:
    return Path(settings.STATIC_ROOT) / address.removeprefix(settings.STATIC_URL)


@cache
def _sent(address: str) -> int:
    """Return the length as it is sent: compressed where that is shorter."""
    path = _file(address)
    compressed = path.with_name(f"{path.name}.br")
    return (compressed if compressed.exists() else path).stat().st_size
