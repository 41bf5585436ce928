"""What people type into the search of settings in a language other than English: `dashboard/locale/<code>/search.yaml`.

`quiet` are words that say nothing about a setting; `synonyms` are other words for a field, beside the English ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Self

import yaml
from django.conf import settings


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of one language; none for English, which has its own beside the fields."""

    quiet: frozenset[str] = frozenset()
    synonyms: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)  # of a set of fields, by name

    def also(self, set_name: str, name: str) -> list[str]:
        """Return other words for a field."""
        return self.synonyms.get(set_name, {}).get(name, [])

    @classmethod
    def read(cls, file: Path) -> Self:
        """Return what a file holds."""
        data = yaml.load(file.read_bytes(), yaml.CSafeLoader)
        return cls(frozenset(data["quiet"].split()), data["synonyms"])


@cache
def spoken(language: str) -> Spoken:
    """Return the words of a language, read once."""
    files = (Path(folder) / language / "search.yaml" for folder in settings.LOCALE_PATHS)
    file = next((one for one in files if language in dict(settings.LANGUAGES) and one.is_file()), None)
    return Spoken.read(file) if file else Spoken()
