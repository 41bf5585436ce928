"""Catalogues of translations: what the sources say, what a language has of it, and its compiled file.

`make messages` (`python -m tests.languages`) brings them up to date; the tests here hold them there.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from dashboard.upstream.contract.field_descriptions import texts as texts_of_fields

SOURCES = ("config", "dashboard", "templates")
IGNORED = shutil.ignore_patterns("locale", "__pycache__")
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
HEADER = {
    "Project-Id-Version": "Tandem",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}


def path_of(language: str) -> Path:
    """Where translators write."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def opened(language: str) -> polib.POFile:
    return polib.pofile(str(path_of(language)), wrapwidth=110)


def extracted() -> list[polib.POEntry]:
    """Every text of the code and the templates (by xgettext), and of the files that describe settings."""
    with tempfile.TemporaryDirectory() as folder, override_settings(LOCALE_PATHS=[folder]):
        # A copy: Django writes a file beside each template meanwhile, and others read the folder.
        for source in SOURCES:
            shutil.copytree(Path(settings.BASE_DIR) / source, Path(folder) / "sources" / source, ignore=IGNORED)
        with contextlib.chdir(f"{folder}/sources"):
            call_command("makemessages", all=True, keep_pot=True, add_location="never", verbosity=0)
        found = {key(one): one for one in polib.pofile(f"{folder}/django.pot")}
    for text in texts_of_fields():
        found.setdefault((None, text), polib.POEntry(msgid=text))
    return list(found.values())


def key(entry: polib.POEntry) -> tuple[str | None, str]:
    """What makes a text one of its own."""
    return entry.msgctxt, entry.msgid


def refreshed(catalogue: polib.POFile, source: list[polib.POEntry]) -> polib.POFile:
    """Take up new texts, empty and at the end, and let go of those that the sources no longer have."""
    wanted = polib.POFile()
    wanted.extend(source)
    catalogue.merge(wanted)
    catalogue[:] = [one for one in catalogue if not one.obsolete]
    catalogue.metadata = {**HEADER, **{name: catalogue.metadata[name] for name in ("Language", "Plural-Forms")}}
    return catalogue
