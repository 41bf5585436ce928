"""What a page makes a browser fetch, read from its markup: the files, and how long each is as it is sent."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
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
    document: int
    requests: int  # to open it; what is fetched later is one more
    gzipped: int  # scripts, for browsers without brotli
    is_calendar: bool
    is_styleguide: bool  # which brings the sheets of all pages, and is there in development alone

    @property
    def is_light(self) -> bool:
        """Whether the goals are reached; the calendar's holds with all that is fetched later."""
        scripts = self.scripts + self.later <= CALENDAR if self.is_calendar else self.scripts <= SCRIPTS
        return scripts and (self.styles <= STYLES or self.is_styleguide) and self.requests <= REQUESTS


def weight(document: str) -> Weight:
    """Weigh a page by its markup."""
    found, styles = SCRIPT.findall(document), SHEET.findall(document)
    later = list(_later(found))
    others = {*ICON.findall(document), *IMAGE.findall(document)}
    return Weight(
        scripts=sum(map(_sent, found)),
        later=sum(map(_sent, later)),
        styles=sum(map(_sent, styles)),
        document=len(brotli.compress(document.encode(), quality=8)),
        requests=1 + len({*found, *styles} | others),
        gzipped=sum(len(gzip.compress(_file(one).read_bytes())) for one in [*found, *later]),
        is_calendar="calendar" in map(_name, found),
        is_styleguide="styleguide" in map(_name, styles),
    )


def _later(found: list[str]) -> Iterator[str]:
    """What the page's own module fetches later. What the shell fetches, it does when somebody asks for it."""
    modules = assets.modules()
    for name in {_name(address) for address in found} & set(scripts.names(modules)) - {scripts.SHELL}:
        for part in scripts.LATER.findall("".join(scripts.joined(modules, name))):
            yield f"{settings.STATIC_URL}js/{part}.js"


def _name(address: str) -> str:
    return Path(address).name.partition(".")[0]


def _file(address: str) -> Path:
    return Path(settings.STATIC_ROOT) / address.removeprefix(settings.STATIC_URL)


def _sent(address: str) -> int:
    """Return the length as it is sent: compressed where that is shorter."""
    path = _file(address)
    compressed = path.with_name(f"{path.name}.br")
    return (compressed if compressed.exists() else path).stat().st_size
