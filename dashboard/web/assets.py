"""Scripts and style sheets as browsers load them: joined from their sources when static files are collected.

To add a sheet: `static/css/<page>.css`, named by the page's template in `{% block styles %}`; a page names one. What
sheets share stands in a sheet of its own, which they bring by `@import "shared.css";` at the beginning of a line. What
every page has is imported by `shell.css`; `icons.css` is drawn by `icons.py`.

To add a module: `static/js/<page>.js`, named by the template with `{% module "page" %}`; a page names one. It imports
others as `tandem/name`, and `scripts.py` says how that is joined.

The sources lose comments and indentation here and nothing else; compressed, names of one letter would gain little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage, Storage

from dashboard.web import icons, scripts

SOURCES = Path(settings.BASE_DIR) / "static"
IMPORT = re.compile(r'^@import "([\w-]+\.css)";\n', re.MULTILINE)
COMMENT = re.compile(r'("[^"\n]*")|/\*.*?\*/', re.DOTALL)
KINDS = (".css", ".js")


def modules() -> dict[str, str]:
    """Return the sources of the scripts."""
    folder = SOURCES / "js"
    return {path.relative_to(folder).with_suffix("").as_posix(): path.read_text() for path in folder.rglob("*.js")}


def sheets() -> dict[str, str]:
    """Return the sources of the sheets, and the one that is drawn."""
    return {"icons.css": icons.sheet()} | {path.name: path.read_text() for path in (SOURCES / "css").glob("*.css")}


def sheet(sources: dict[str, str], name: str) -> str:
    """Return a sheet with those that it imports, each once."""
    there = set()

    def whole(one: str) -> str:
        there.add(one)
        return IMPORT.sub(lambda found: "" if found[1] in there else whole(found[1]), sources[one])

    bare = COMMENT.sub(lambda found: found[1] or "", whole(name))
    return re.sub(r"\n\s+", "\n", bare).lstrip()


def joined() -> dict[str, str]:
    """Return every file that is made here, by the path that templates name."""
    written, styles = modules(), sheets()
    return {
        **{f"css/{name}": sheet(styles, name) for name in styles},
        **{f"js/{name}.js": scripts.joined(written, name) for name in scripts.names(written)},
    }


class AssetsFinder(FileSystemFinder):
    """Give what stands in `static/` to `collectstatic`: scripts and sheets joined, all else as it is."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Return paths, and where each is."""
        yield from (found for found in super().list(ignore_patterns) if not found[0].endswith(KINDS))
        yield from ((path, _made()) for path in _write(joined()))

    def find(self, path: str, find_all: bool = False, **_options: Any) -> Any:  # noqa: FBT001, FBT002 - Django's
        """Return where a file is, made anew: with DEBUG a change is there with the next page."""
        if not path.endswith(KINDS):
            return super().find(path, find_all=True) if find_all else super().find(path)
        found = [_made().path(one) for one in _write(joined()) if one == path]
        return found if find_all else (found[0] if found else [])


def _made() -> FileSystemStorage:
    return FileSystemStorage(location=settings.DATA_DIR / "joined")


def _write(files: dict[str, str]) -> Iterable[str]:
    """Write what has changed, so that what has not keeps its time and is not compressed again."""
    for name, text in files.items():
        path = Path(_made().path(name))
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return files
