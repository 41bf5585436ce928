"""Searching a settings page by its address, without scripts: words, and tokens such as @unset.

It is a plain filter. Whoever has scripts is served by static/js/search.js, which finds while they type, and ranks.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Self

from django.utils.translation import get_language

from dashboard.preferences.page.form import SettingRow
from dashboard.preferences.page.vocabulary import vocabulary

TOKENS: Final = ("@modified", "@unset", "@set", "@readonly", "@unknown")
PREFIXES: Final = ("@client:", "@group:")
LONGEST: Final = 200  # characters
_QUIET = (
    "a about all an and any are as at be by can do does for from get have how i if in into is it let make me my of on "
    "or so that the their them then this to use want what when where which while with you your"
)
QUIET: Final = frozenset(_QUIET.split())
_EDGES = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for."""

    words: tuple[str, ...]
    tokens: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what was typed; a word with @ that is no token is searched for like any other."""
        parts = text[:LONGEST].casefold().split()
        words = [part for part in parts if not _is_token(part)]
        quiet = QUIET | vocabulary(get_language() or "").quiet
        significant = [word for word in words if word not in quiet] or words
        return cls(tuple(map(_stem, significant)), tuple(part for part in parts if _is_token(part)))

    def __bool__(self) -> bool:
        return bool(self.words or self.tokens)


def find(query: Query, rows: Collection[SettingRow]) -> frozenset[str]:
    """Return the names of the settings with every token and every word; where none has every word, with any."""
    left = [row for row in rows if all(_has_token(row, token) for token in query.tokens)]
    counts = {row.labels.name: sum(_has_word(row, word) for word in query.words) for row in left}
    needed = len(query.words) if len(query.words) in counts.values() else 1
    return frozenset(name for name, count in counts.items() if count >= needed)


def _is_token(word: str) -> bool:
    return word in TOKENS or word.startswith(PREFIXES)


def _stem(word: str) -> str:
    word = _EDGES.sub("", word) or word
    for ending, least in (("ing", 6), ("ed", 6), ("s", 4)):
        if word.endswith(ending) and len(word) >= least:
            return word.removesuffix(ending)
    return word


def _has_word(row: SettingRow, word: str) -> bool:
    return f" {word}" in row.labels.searchable or word in row.labels.name.casefold()


def _has_token(row: SettingRow, token: str) -> bool:
    prefix, _colon, wanted = token.partition(":")
    if prefix == "@client":
        return wanted in row.labels.clients
    if prefix == "@group":
        return row.control.field.group.startswith(wanted)
    states = {
        "@modified": row.is_changed,
        "@unset": row.control.is_unset,
        "@set": not row.control.is_unset,
        "@readonly": not row.control.is_editable,
        "@unknown": row.is_unknown,
    }
    return states[token]
