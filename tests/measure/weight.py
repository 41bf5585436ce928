"""What a page makes a browser fetch, read from its markup: the files, and how long each is as it is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import brotli
from django.conf import settings

from dashboard.web import assets, scripts

SCRIPT = re.compile(r'<script[^>]* src="([^"]+)"')
SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
ICON = re.compile(r'<link rel="icon"[^>]* href="([^"]+)"')
IMAGE = re.compile(r'<img[^>]* src="(?!data:)([^"]+)"')

SCRIPTS, CALENDAR, STYLES = 22_000, 30_000, 15_000  # bytes, compressed, HTMX included
REQUESTS = 8


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
        return scripts and (self.styles <= STYLES or self.is_styleguide) and self.requests <= REQUESTS


def weight(document: str) -> Weight:
    """Weigh a page by its markup."""
    found, styles = SCRIPT.findall(document), SHEET.findall(document)
    later = [one for name in map(_name, found) for one in _later(name)]
    others = {*ICON.findall(document), *IMAGE.findall(document)}
    return Weight(
        scripts=sum(map(_sent, found)),
        later=sum(map(_sent, later)),
        styles=sum(map(_sent, styles)),
        text=document,
        requests=1 + len({*found, *styles} | others),
        is_calendar="calendar" in map(_name, found),
        is_styleguide="styleguide" in map(_name, styles),
    )


@cache
def _later(name: str) -> tuple[str, ...]:
    """What the page's own module fetches later. What the shell fetches, it does when somebody asks for it."""
    modules = assets.modules()
    if name == scripts.SHELL or name not in scripts.names(modules):
        return ()
    parts = scripts.LATER.findall("".join(scripts.joined(modules, name)))
    return tuple(f"{settings.STATIC_URL}js/{part}.js" for part in parts)


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
