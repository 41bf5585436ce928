"""What people type into the search of settings in a language other than English: `dashboard/locale/<code>/search.yaml`.

`quiet` are words that say nothing about a setting; `synonyms` are other words for a field, beside the English ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Self

import yaml
from django.conf import settings


@dataclass(frozen=True, slots=True)
class Vocabulary:
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
def vocabulary(language: str) -> Vocabulary:
    """Return the words of a language, read once."""
    files = (Path(folder) / language / "search.yaml" for folder in settings.LOCALE_PATHS)
    file = next((path for path in files if language in dict(settings.LANGUAGES) and path.is_file()), None)
    return Vocabulary.read(file) if file else Vocabulary()


def flat(text: str) -> str:
    """Return a text as it is searched: in lower case, each word after a space."""
    return " " + re.sub(r"\W+", " ", text.casefold())
