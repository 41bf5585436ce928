"""Static files: served as they stand in `static/`, under names that change with their content.

A page names its sheets by `<link>` and its ES module by `{% module "page" %}`; modules import one another by relative
paths, which the storage rewrites. One file is made here, `css/shell.css`: the sheets of every page as one request, and
with them the icons, which are drawn from the heroicons package, as no drawing of others is kept in the repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from dashboard.web.shell import icons

SOURCES = Path(settings.BASE_DIR) / "static"
SHELL_SHEET = "css/shell.css"
SHELL_PARTS = ("tokens.css", "tandem.css", "components.css")
_IMPORT = re.compile(r'^import .*"\./([\w-]+)\.js";$', re.MULTILINE)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """Hash and compress files, and let modules import one another by their hashed names.

    `support_js_module_import_aggregation` would also look into the files of packages, whose comments mislead it.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),  # noqa: SLF001
    )


@cache
def imports_of(name: str) -> tuple[str, ...]:
    """Return the modules that a module of `static/js` imports, and those that they import, for `modulepreload`."""
    found = _IMPORT.findall((SOURCES / "js" / f"{name}.js").read_text())
    return tuple(dict.fromkeys(each for one in found for each in (*imports_of(one), one)))


def shell_sheet() -> str:
    """Return the style sheet of every page."""
    parts = [(SOURCES / "css" / name).read_text() for name in SHELL_PARTS]
    return "\n".join([*parts, icons.sheet()])


class ShellSheetFinder(BaseFinder):
    """Provide `css/shell.css` to `collectstatic` and to the development server."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield the sheet and its storage."""
        del ignore_patterns
        yield SHELL_SHEET, _written()

    def find(self, path: str, find_all: bool = False, **_options: Any) -> Any:  # noqa: FBT001, FBT002 - Django's
        """Return the path of the sheet, if it is asked for."""
        found = [_written().path(path)] if path == SHELL_SHEET else []
        return found if find_all else (found[0] if found else [])


def _written() -> FileSystemStorage:
    """Write the sheet if it has changed, so that an unchanged one keeps its timestamp and is not compressed again."""
    storage = FileSystemStorage(location=settings.DATA_DIR / "sheets")
    path, text = Path(storage.path(SHELL_SHEET)), shell_sheet()
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return storage
