"""Take up the texts that were added, let go of those that are gone, and compile: `make messages`. Needs xgettext."""

from __future__ import annotations

import os
import shutil
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DEVELOPMENT", "1")
django.setup()

from tests.languages import catalogue  # noqa: E402 - needs the settings

if not shutil.which("xgettext"):
    sys.exit("This needs gettext (Debian: apt-get install gettext).")
source = catalogue.extracted()
for language in catalogue.LANGUAGES:
    file = catalogue.refreshed(catalogue.opened(language), source)
    file.save()
    catalogue.path_of(language).with_suffix(".mo").write_bytes(file.to_binary())
    print(f"{language}: {len(file)} texts, {len(file.untranslated_entries())} to translate")
